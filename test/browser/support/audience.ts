import { setTimeout as sleep } from 'node:timers/promises';
import { inject } from 'vitest';

/** What is sent and when it began, so that a play goes on where it was. */
interface Play {
  readonly viewer: string;
  readonly title: string;
  readonly startedMs: number;
  seq: number;
}

/** A sender to a stack: titles, and viewers who start them. */
export class Audience {
  readonly #pagesUrl: string;
  readonly #ingestUrl: string;
  readonly #token: string;
  readonly #plays: Play[] = [];

  constructor(pagesUrl = inject('pagesUrl'), ingestUrl = inject('ingestUrl'), token = inject('token')) {
    this.#pagesUrl = pagesUrl;
    this.#ingestUrl = ingestUrl;
    this.#token = token;
  }

  /** Resolves once the stack knows the title, so that its page is there. */
  async addFilm(id: string, name: string): Promise<void> {
    await this.send([{ type: 'catalog', kind: 'title', id, name, form: 'film', runtime_s: 5_400 }]);
    for (;;) {
      const answer = await fetch(`${this.#pagesUrl}/api/v1/titles/${id}`, {
        headers: { authorization: `Bearer ${this.#token}` },
      });
      await answer.text();
      if (answer.ok) return;
      await sleep(50);
    }
  }

  /** `count` new viewers start a title now. */
  async start(title: string, count = 1): Promise<void> {
    const nowMs = Date.now();
    const records = Array.from({ length: count }, () => {
      const play: Play = { viewer: `${title}-viewer-${this.#plays.length}`, title, startedMs: nowMs, seq: 0 };
      this.#plays.push(play);
      return {
        ...this.#record(play),
        action: 'start',
        at: nowMs,
        position_s: 0,
        played_s: 0,
        country: 'PT',
        device: 'tv',
      };
    });
    await this.send(records);
  }

  async send(records: readonly object[]): Promise<void> {
    const answer = await fetch(`${this.#ingestUrl}/v1/events`, {
      method: 'POST',
      headers: { authorization: `Bearer ${this.#token}`, 'content-type': 'application/json' },
      body: JSON.stringify(records),
    });
    const { rejected } = (await answer.json()) as { rejected: unknown[] };
    if (rejected.length > 0) throw new Error(`Rejected: ${JSON.stringify(rejected[0])}`);
  }

  #record(play: Play) {
    return {
      type: 'playback',
      viewer_id: play.viewer,
      play_id: `${play.viewer}-play`,
      title_id: play.title,
      started_at: play.startedMs,
      seq: play.seq,
    };
  }
}
