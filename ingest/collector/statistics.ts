import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { EncodedBatch } from '../spool/batch.ts';
import type { SpoolBacklog } from '../spool/spool.ts';
import { CLOCK_OFFSET_BOUNDS_MS, LATENESS_BOUNDS_MS } from '../contract/encode-context.ts';
import type { Family } from '../contract/families.ts';
import type { PlaybackEncoder } from '../contract/playback-encoder.ts';
import type { CollectorStats } from './protocol.ts';

const ANSWERS_REMEMBERED = 1024;
/** Names of unknown fields come from senders: only so many are told apart. */
const FIELDS_REMEMBERED = 500;
const OTHER_FIELDS = 'other';

/** Everything the collector counts, for Data health (one message a second) and for Prometheus. */
export class Statistics {
  readonly registry = new Registry();
  readonly #startedAtMs: number;
  readonly #backlog: () => SpoolBacklog;
  readonly #accepted: Partial<Record<Family, number>> = {};
  readonly #rejected = new Map<string, number>();
  readonly #unknownFields = new Map<string, number>();
  readonly #answers = new Map<string, number>();
  readonly #lateness: number[] = Array.from({ length: LATENESS_BOUNDS_MS.length + 1 }, () => 0);
  readonly #clockOffsets: number[] = Array.from({ length: CLOCK_OFFSET_BOUNDS_MS.length + 1 }, () => 0);
  readonly #answerMs = new Float64Array(ANSWERS_REMEMBERED);
  #answered = 0;
  #bytes = 0;
  #deadLettersLost = 0;

  readonly #acceptedTotal: Counter<'family'>;
  readonly #rejectedTotal: Counter<'code'>;
  readonly #answersTotal: Counter<'status'>;
  readonly #bytesTotal: Counter;
  readonly #answerSeconds: Histogram;

  constructor(backlog: () => SpoolBacklog, nowMs: number) {
    this.#startedAtMs = nowMs;
    this.#backlog = backlog;
    const registers = [this.registry];
    collectDefaultMetrics({ register: this.registry, prefix: 'ovation_collector_' });
    const counter = <L extends string>(name: string, help: string, labelNames: L[]) =>
      new Counter({ name: `ovation_collector_${name}`, help, labelNames, registers });
    this.#acceptedTotal = counter('records_accepted_total', 'Records accepted and durable.', ['family']);
    this.#rejectedTotal = counter('records_rejected_total', 'Records rejected.', ['code']);
    this.#answersTotal = counter('answers_total', 'Answers of POST /v1/events.', ['status']);
    this.#bytesTotal = counter('body_bytes_total', 'Bytes of bodies, unpacked.', []);
    this.#answerSeconds = new Histogram({
      name: 'ovation_collector_answer_seconds',
      help: 'From the arrival of a request to its answer.',
      buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5],
      registers,
    });
    const gauge = (name: string, help: string, value: () => number) =>
      new Gauge({
        name: `ovation_collector_${name}`,
        help,
        registers,
        collect() {
          this.set(value());
        },
      });
    gauge('spool_rows', 'Accepted rows that the store does not have yet.', () => backlog().rows);
    gauge('spool_bytes', 'Bytes of those rows.', () => backlog().bytes);
    gauge('spool_oldest_age_seconds', 'Age of the oldest of those rows.', () => {
      const { oldestMs } = backlog();
      return oldestMs === null ? 0 : Math.max(0, Date.now() - oldestMs) / 1000;
    });
    gauge('dead_letters_lost', 'Rejected records that could not be kept.', () => this.#deadLettersLost);
  }

  unknownField(family: Family, field: string): void {
    const name = `${family}.${field.slice(0, 64)}`;
    const kept = this.#unknownFields.has(name) || this.#unknownFields.size < FIELDS_REMEMBERED ? name : OTHER_FIELDS;
    this.#unknownFields.set(kept, (this.#unknownFields.get(kept) ?? 0) + 1);
  }

  /** Takes what one encoder has told apart so far into account and starts it anew. */
  takeBuckets(playback: PlaybackEncoder): void {
    moveCounts(playback.lateness, this.#lateness);
    moveCounts(playback.clockOffsets, this.#clockOffsets);
  }

  accepted(batch: EncodedBatch, bytes: number): void {
    for (const { family, rows } of batch.chunks) {
      this.#accepted[family] = (this.#accepted[family] ?? 0) + rows;
      this.#acceptedTotal.inc({ family }, rows);
    }
    this.#bytes += bytes;
    this.#bytesTotal.inc(bytes);
  }

  rejected(byCode: ReadonlyMap<string, number>): void {
    for (const [code, count] of byCode) {
      this.#rejected.set(code, (this.#rejected.get(code) ?? 0) + count);
      this.#rejectedTotal.inc({ code }, count);
    }
  }

  lostLetters(letters: number): void {
    this.#deadLettersLost += letters;
  }

  answered(status: number, ms: number): void {
    const key = String(status);
    this.#answers.set(key, (this.#answers.get(key) ?? 0) + 1);
    this.#answersTotal.inc({ status: key });
    this.#answerSeconds.observe(ms / 1000);
    this.#answerMs[this.#answered++ % ANSWERS_REMEMBERED] = ms;
  }

  snapshot(): CollectorStats {
    const times = this.#answerMs.slice(0, Math.min(this.#answered, ANSWERS_REMEMBERED)).sort();
    const quantile = (share: number) => times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? null;
    const { rows, bytes, oldestMs } = this.#backlog();
    return {
      startedAtMs: this.#startedAtMs,
      accepted: { ...this.#accepted },
      rejected: Object.fromEntries(this.#rejected),
      unknownFields: Object.fromEntries(this.#unknownFields),
      answers: Object.fromEntries(this.#answers),
      bytes: this.#bytes,
      answerMs: { p50: quantile(0.5), p99: quantile(0.99) },
      lateness: [...this.#lateness],
      clockOffsets: [...this.#clockOffsets],
      backlog: { rows, bytes, oldestMs },
      deadLettersLost: this.#deadLettersLost,
      memoryBytes: process.memoryUsage.rss(),
    };
  }
}

function moveCounts(from: number[], to: number[]): void {
  for (let i = 0; i < from.length; i++) {
    to[i] = (to[i] ?? 0) + (from[i] ?? 0);
    from[i] = 0;
  }
}
