import type { Timeline } from './timeline.ts';

/** Records a request: about 600 kB, well below the endpoint's 16 MiB, and enough that its overhead does not show. */
export const BATCH_RECORDS = 2_000;

/** A batch of records in the order of their true times. */
export interface Batch {
  readonly lines: readonly string[];
  /** True time of the last record. */
  readonly untilMs: number;
}

/**
 * Everything that happened before `untilMs` and was not taken from the timeline yet, in batches of NDJSON lines. What was
 * sent earlier can be passed over with `fromMs`.
 */
export function* historyBatches(
  timeline: Timeline,
  untilMs: number,
  { fromMs = -Infinity, records = BATCH_RECORDS }: { fromMs?: number; records?: number } = {},
): Generator<Batch> {
  let lines: string[] = [];
  let lastMs = fromMs;
  for (const hour of timeline.take(untilMs)) {
    for (const [index, line] of hour.lines.entries()) {
      const atMs = hour.atMs[index] ?? lastMs;
      if (atMs < fromMs) continue;
      lines.push(line);
      lastMs = atMs;
      if (lines.length < records) continue;
      yield { lines, untilMs: lastMs };
      lines = [];
    }
  }
  if (lines.length > 0) yield { lines, untilMs: lastMs };
}
