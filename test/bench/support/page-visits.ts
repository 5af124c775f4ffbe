import { setTimeout as sleep } from 'node:timers/promises';
import { Latencies } from './latencies.ts';
import { say } from './say.ts';
import type { Stack } from './stack.ts';

const BETWEEN_PAGES_MS = 20;

export const headersOf = (stack: Stack) => ({ headers: { authorization: `Bearer ${stack.ingest.token}` } });

/** The loads of a title's pages, of the slate and of all campaigns, one after the other. */
export class PageVisits {
  readonly #stack: Stack;
  readonly #paths: readonly string[];
  #asked = 0;
  readonly #byPage = new Map<string, Latencies>();

  constructor(stack: Stack, titles: readonly string[]) {
    this.#stack = stack;
    this.#paths = titles.flatMap((id) => [
      ...['', '/buzz'],
      ...['', '/reception', '/completion', '/audience', '/buzz'].map((page) => `/titles/${id}${page}`),
    ]);
  }

  async during(work: Promise<unknown>): Promise<Latencies> {
    const latencies = new Latencies();
    let working = true;
    const worked = work.finally(() => (working = false));
    worked.catch(() => undefined);
    for (; working; await sleep(BETWEEN_PAGES_MS)) {
      const path = this.#paths[(this.#asked += 1) % this.#paths.length] ?? '';
      const startedMs = performance.now();
      const answer = await fetch(`${this.#stack.webUrl}${path}/__data.json`, headersOf(this.#stack));
      const text = await answer.text();
      if (!answer.ok || text.includes('"type":"error"')) throw new Error(`${path} answered ${answer.status}`);
      const tookMs = performance.now() - startedMs;
      latencies.add(tookMs);
      const page = path.replace(/titles\/[^/]+/, 'titles/[id]');
      const own = this.#byPage.get(page) ?? new Latencies();
      this.#byPage.set(page, own);
      own.add(tookMs);
    }
    await worked;
    return latencies;
  }

  /** Says what each kind of page took. */
  sayPages(): void {
    for (const [page, own] of this.#byPage) {
      const [half, most, all] = [0.5, 0.95, 0.99].map((share) => own.quantile(share)?.toFixed(1));
      say(`${page || '/'}: p50 ${half}, p95 ${most}, p99 ${all} ms of ${own.count}`);
    }
  }
}
