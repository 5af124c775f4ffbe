import { Agent, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

export const TITLES = 7;
export const RECORDS_A_PLAY = 60;
const VIEWERS = 4_000;
const PING_S = 30;
/** A killed process resets its connections; silence this long is a fault of its own, and shows as recovery time. */
const PATIENCE_MS = 15_000;
const RETRY_MS = 25;

export interface LoadOptions {
  readonly url: string;
  readonly key: string;
  readonly connections: number;
  readonly batch: number;
  /** What all connections together send at most; a closed loop sends less when answers are slow. */
  readonly eventsPerSecond: number;
}

/**
 * Players that never give up: each connection sends its next batch once the one before is acknowledged, and the same
 * batch again for as long as it does not know (refused, cut off, 503). So what one connection has acknowledged are its
 * first records, as a number. Every twentieth batch is sent twice.
 */
export class Load {
  readonly #options: LoadOptions;
  readonly #acknowledged: number[];
  readonly #loops: Promise<void>[];
  #stopping = false;
  #abandoned = false;
  #waiting: { sinceMs: number; resolve: (atMs: number) => void }[] = [];
  /** Answers that no fault excuses. */
  readonly wrong: string[] = [];
  /** Requests whose outcome was not known. */
  cut = 0;

  constructor(options: LoadOptions) {
    this.#options = options;
    this.#acknowledged = Array.from({ length: options.connections }, () => 0);
    this.#loops = this.#acknowledged.map((_, connection) => this.#loop(connection));
  }

  get acknowledged(): number {
    return this.#acknowledged.reduce((sum, count) => sum + count, 0);
  }

  /** The plays begun and how many records of each were acknowledged: those with seq below it. */
  *plays(): Generator<{ playId: string; records: number }> {
    for (const [connection, count] of this.#acknowledged.entries()) {
      for (let play = 0; play * RECORDS_A_PLAY < count; play += 1) {
        yield {
          playId: playIdOf(connection, play),
          records: Math.min(RECORDS_A_PLAY, count - play * RECORDS_A_PLAY),
        };
      }
    }
  }

  /** Resolves with the time (performance.now) of the first acknowledgement of a request sent after `sinceMs`. */
  nextAcknowledgement(sinceMs: number): Promise<number> {
    return new Promise((resolve) => this.#waiting.push({ sinceMs, resolve }));
  }

  /** Begins nothing new; resolves once all that was begun is acknowledged. */
  async stop(): Promise<void> {
    this.#stopping = true;
    await Promise.all(this.#loops);
  }

  /** Ends without waiting for what is on its way. */
  abandon(): void {
    this.#stopping = true;
    this.#abandoned = true;
  }

  async #loop(connection: number): Promise<void> {
    const { batch, connections, eventsPerSecond } = this.#options;
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const paceMs = (batch * connections * 1_000) / eventsPerSecond;
    for (let number = 0; !this.#stopping; number += 1) {
      const startedMs = performance.now();
      const body = Array.from({ length: batch }, (_, i) => recordOf(connection, number * batch + i)).join('\n');
      if (!(await this.#untilAcknowledged(agent, body))) break;
      this.#acknowledged[connection] = (number + 1) * batch;
      if (number % 20 === 19) await this.#untilAcknowledged(agent, body);
      await sleep(Math.max(0, paceMs - (performance.now() - startedMs)));
    }
    agent.destroy();
  }

  /** False when it was abandoned before. */
  async #untilAcknowledged(agent: Agent, body: string): Promise<boolean> {
    while (!this.#abandoned) {
      const sentMs = performance.now();
      const answer = await this.#post(agent, body);
      if (answer?.status === 202) {
        const { accepted, rejected_total: rejected } = JSON.parse(answer.text) as Record<string, number>;
        if (accepted !== this.#options.batch || rejected !== 0) this.wrong.push(answer.text.slice(0, 300));
        const nowMs = performance.now();
        for (const { resolve } of this.#waiting.filter((one) => one.sinceMs <= sentMs)) resolve(nowMs);
        this.#waiting = this.#waiting.filter((one) => one.sinceMs > sentMs);
        return true;
      }
      // Any other answer would tell a player that its events are bad, or its key.
      if (answer !== null && answer.status !== 503) this.wrong.push(`${answer.status} ${answer.text.slice(0, 300)}`);
      if (answer === null) this.cut += 1;
      await sleep(RETRY_MS);
    }
    return false;
  }

  /** Null when the connection was refused or cut, or nothing came. */
  #post(agent: Agent, body: string): Promise<{ status: number; text: string } | null> {
    return new Promise((resolve) => {
      const headers = { authorization: `Bearer ${this.#options.key}`, 'content-type': 'application/x-ndjson' };
      const sent = request(
        `${this.#options.url}/v1/events`,
        { method: 'POST', agent, headers, timeout: PATIENCE_MS },
        (response) => {
          let text = '';
          response.on('data', (chunk: Buffer) => (text += chunk.toString()));
          response.on('error', () => resolve(null));
          response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
        },
      );
      sent.on('error', () => resolve(null));
      sent.on('timeout', () => sent.destroy());
      sent.end(body);
    });
  }
}

const playIdOf = (connection: number, play: number) => `play-${connection}-${play}`;
const titleOf = (play: number) => `tide-${play % TITLES}`;

/** Films of half an hour and ten seconds: its 60 records tell the first 29.5 minutes of it. */
export function catalogueLines(): string[] {
  return Array.from({ length: TITLES }, (_, index) =>
    JSON.stringify({
      ...{ type: 'catalog', kind: 'title', id: titleOf(index), name: `Tide ${index}`, form: 'film', genres: ['drama'] },
      ...{ runtime_s: 1_810, premiere_at: '2026-01-05T08:00:00Z', updated_at: '2026-01-05T08:00:00Z' },
    }),
  );
}

/** Started about an hour ago, by a schedule of its own: a record is the same whenever it is made. */
const BASE_MS = Date.now() - 3_600_000;

function recordOf(connection: number, record: number): string {
  const play = Math.floor(record / RECORDS_A_PLAY);
  const seq = record % RECORDS_A_PLAY;
  const startedMs = BASE_MS + ((play * 7_919 + connection * 104_729) % 1_500_000);
  const playedS = seq * PING_S;
  return JSON.stringify({
    ...{ type: 'playback', play_id: playIdOf(connection, play), seq, title_id: titleOf(play) },
    ...{ viewer_id: `viewer-${(play * 31 + connection * 7) % VIEWERS}`, action: seq === 0 ? 'start' : 'ping' },
    ...{ at: startedMs + playedS * 1_000, started_at: startedMs, position_s: playedS, played_s: playedS },
    ...(seq > 0 && { from_s: playedS - PING_S }),
    ...{ country: play % 3 === 0 ? 'PT' : 'BR', device: play % 2 === 0 ? 'tv' : 'mobile' },
  });
}
