import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** Where events go. */
export interface Endpoint {
  /** Base of the ingest endpoint. */
  readonly url: string;
  readonly token: string;
}

export interface GeneratorOptions extends Endpoint {
  /** Size of the audience, a multiple of 1,000. */
  readonly viewers: number;
  readonly connections: number;
  /** Null: as fast as answers come. */
  readonly eventsPerSecond: number | null;
}

/** Events since the load began; what is `accepted` was acknowledged. */
export interface LoadTotals {
  readonly sent: number;
  readonly accepted: number;
  readonly rejected: number;
  /** Events of requests that ended without an answer: perhaps kept, perhaps not. */
  readonly unknown: number;
  /** Requests that were told to come again. */
  readonly refused: number;
  readonly bytes: number;
  /** Requests left out because too many before them had no answer. */
  readonly late: number;
  /** Milliseconds from when a request was due to its answer, since the totals before. */
  readonly answerMs: { readonly p50: number | null; readonly p99: number | null; readonly max: number | null };
  readonly cpuMs: number;
}

export type ToGenerator =
  { readonly t: 'start'; readonly options: GeneratorOptions } | { readonly t: 'totals' } | { readonly t: 'stop' };
export type FromGenerator = { readonly t: 'totals'; readonly totals: LoadTotals };

const GENERATOR = fileURLToPath(new URL('./generator.ts', import.meta.url));

/** A running load: heartbeats of a steady audience, sent by a process of its own. */
export class Load {
  readonly #child: ChildProcess;

  constructor(options: GeneratorOptions) {
    this.#child = fork(GENERATOR, [], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
    this.#child.send({ t: 'start', options } satisfies ToGenerator);
  }

  totals(): Promise<LoadTotals> {
    return this.#ask({ t: 'totals' });
  }

  /** Ends once everything sent is answered. */
  stop(): Promise<LoadTotals> {
    return this.#ask({ t: 'stop' });
  }

  async #ask(message: ToGenerator): Promise<LoadTotals> {
    const answer = once(this.#child, 'message') as Promise<[FromGenerator]>;
    this.#child.send(message);
    const [{ totals }] = await answer;
    return totals;
  }
}

/** Sends records in one request. @throws when one is not accepted. */
export async function post(to: Endpoint, records: readonly object[]): Promise<void> {
  const answer = await fetch(`${to.url}/v1/events`, {
    method: 'POST',
    headers: { authorization: `Bearer ${to.token}`, 'content-type': 'application/x-ndjson' },
    body: Buffer.from(records.map((record) => JSON.stringify(record)).join('\n')),
  });
  const text = await answer.text();
  if (answer.status !== 202 || (JSON.parse(text) as { accepted: number }).accepted !== records.length)
    throw new Error(`The endpoint did not take all records (status ${answer.status}): ${text.slice(0, 500)}`);
}
