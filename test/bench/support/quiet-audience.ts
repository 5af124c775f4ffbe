import { post, type Endpoint } from './load.ts';

/** They keep watching, so that the number of viewers changes with new ones only. */
const HEARTBEAT_MS = 15_000;

/** Viewers of one title who come one by one and stay. */
export class QuietAudience {
  readonly #to: Endpoint;
  readonly #title: string;
  readonly #startedMs: number[] = [];
  #beatMs = Date.now();

  constructor(to: Endpoint, title: string) {
    this.#to = to;
    this.#title = title;
  }

  /** One more viewer starts. Returns when the answer came. */
  async join(): Promise<number> {
    const nowMs = Date.now();
    const viewer = this.#startedMs.push(nowMs) - 1;
    await post(this.#to, [{ ...this.#record(viewer), action: 'start', seq: 0, at: nowMs, position_s: 0 }]);
    return Date.now();
  }

  /** Everybody's heartbeat, when it is time. */
  async heartbeat(): Promise<void> {
    const nowMs = Date.now();
    if (nowMs - this.#beatMs < HEARTBEAT_MS) return;
    this.#beatMs = nowMs;
    const records = this.#startedMs.map((startedMs, viewer) => {
      const played = Math.floor((nowMs - startedMs) / 1_000);
      const stretch = { position_s: played, from_s: Math.max(0, played - 15), played_s: played };
      return { ...this.#record(viewer), action: 'ping', seq: 1 + played, at: nowMs, ...stretch };
    });
    await post(this.#to, records);
  }

  #record(viewer: number) {
    return {
      type: 'playback',
      viewer_id: `${this.#title}-viewer-${viewer}`,
      play_id: `${this.#title}-play-${viewer}`,
      title_id: this.#title,
      started_at: this.#startedMs[viewer],
    };
  }
}
