import { Agent, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { Latencies } from './latencies.ts';
import { BATCH_EVENTS, Batch } from './population.ts';
import type { FromGenerator, GeneratorOptions, LoadTotals, ToGenerator } from './load.ts';

/**
 * The sending process of a load test: no event loop but its own delays it. Closed loop: each connection sends on as soon as
 * it has its answer. Open loop: requests leave when they are due, however long answers take, and latency counts from then.
 */
const WAIT_AFTER_REFUSAL_MS = 200;

class Generator {
  readonly #options: GeneratorOptions;
  readonly #startedMs = Date.now();
  readonly #agent: Agent;
  readonly #idle: Batch[] = [];
  #latencies = new Latencies();
  #batches = 0;
  #running = 0;
  #stopping = false;
  readonly #totals = { sent: 0, accepted: 0, rejected: 0, unknown: 0, refused: 0, bytes: 0, late: 0 };

  constructor(options: GeneratorOptions) {
    this.#options = options;
    this.#agent = new Agent({ keepAlive: true, maxSockets: options.connections });
  }

  async run(): Promise<void> {
    const { eventsPerSecond, connections } = this.#options;
    if (eventsPerSecond === null) {
      await Promise.all(Array.from({ length: connections }, () => this.#closedLoop()));
      return;
    }
    const everyMs = (BATCH_EVENTS * 1_000) / eventsPerSecond;
    const startMs = performance.now();
    const open = new Set<Promise<void>>();
    for (let sent = 0; !this.#stopping; sent++) {
      const dueMs = startMs + sent * everyMs;
      const waitMs = dueMs - performance.now();
      if (waitMs > 1) await sleep(waitMs);
      // So many without an answer that more would only fill memory: they are left out and counted.
      if (this.#running >= 4 * connections) {
        this.#totals.late++;
        continue;
      }
      const one = this.#send(dueMs).finally(() => open.delete(one));
      open.add(one);
    }
    await Promise.all(open);
  }

  stop(): void {
    this.#stopping = true;
  }

  /** Totals since the start, and the latencies since the last call. */
  totals(): LoadTotals {
    const latencies = this.#latencies;
    this.#latencies = new Latencies();
    const { user, system } = process.cpuUsage();
    return {
      ...this.#totals,
      answerMs: { p50: latencies.quantile(0.5), p99: latencies.quantile(0.99), max: latencies.quantile(1) },
      cpuMs: (user + system) / 1_000,
    };
  }

  async #closedLoop(): Promise<void> {
    while (!this.#stopping) await this.#send(performance.now());
  }

  /** Sends the next batch until it is taken. */
  async #send(dueMs: number): Promise<void> {
    this.#running++;
    const batch = this.#idle.pop() ?? new Batch(this.#options.viewers, this.#startedMs);
    const body = batch.fill(this.#batches++, Date.now());
    this.#totals.sent += BATCH_EVENTS;
    this.#totals.bytes += body.length;
    for (let fromMs = dueMs; ; fromMs = performance.now()) {
      const answer = await this.#post(body);
      if (answer === null) {
        // Perhaps kept, perhaps not: it is not sent again, so that whatever is in the store was sent once.
        this.#totals.unknown += BATCH_EVENTS;
        await sleep(WAIT_AFTER_REFUSAL_MS);
      } else if (answer.status === 202) {
        this.#latencies.add(performance.now() - fromMs);
        this.#totals.accepted += answer.accepted;
        this.#totals.rejected += BATCH_EVENTS - answer.accepted;
      } else {
        this.#totals.refused++;
        await sleep(WAIT_AFTER_REFUSAL_MS);
        if (!this.#stopping) continue;
      }
      break;
    }
    this.#idle.push(batch);
    this.#running--;
  }

  /** Null: the connection broke before the answer. */
  #post(body: Buffer): Promise<{ status: number; accepted: number } | null> {
    return new Promise((resolve) => {
      const sent = request(
        `${this.#options.url}/v1/events`,
        {
          method: 'POST',
          agent: this.#agent,
          headers: {
            authorization: `Bearer ${this.#options.token}`,
            'content-type': 'application/x-ndjson',
            'content-length': body.length,
          },
        },
        (response) => {
          let text = '';
          response.setEncoding('utf8');
          response.on('data', (chunk: string) => (text += chunk));
          response.on('error', () => resolve(null));
          response.on('end', () => {
            const status = response.statusCode ?? 0;
            const accepted = status === 202 ? (JSON.parse(text) as { accepted: number }).accepted : 0;
            resolve({ status, accepted });
          });
        },
      );
      sent.on('error', () => resolve(null));
      sent.end(body);
    });
  }
}

const tell = (message: FromGenerator) => process.send?.(message);

process.once('message', (first: ToGenerator) => {
  if (first.t !== 'start') return;
  const generator = new Generator(first.options);
  const ended = generator.run();
  process.on('message', (message: ToGenerator) => {
    if (message.t === 'totals') tell({ t: 'totals', totals: generator.totals() });
    if (message.t === 'stop') {
      generator.stop();
      void ended.then(() => {
        tell({ t: 'totals', totals: generator.totals() });
        process.disconnect();
      });
    }
  });
});
process.on('SIGINT', () => undefined);
process.on('disconnect', () => process.exit());
