import { setTimeout as wait } from 'node:timers/promises';
import { chance, randomOf, type Random } from './random.ts';
import { Surge } from './surge.ts';
import type { Timeline } from './timeline.ts';

export interface LiveOptions {
  /** Where the history ended; the stream goes on from there without a gap. */
  readonly fromMs: number;
  /** When the surge began to rise; then what of it lies before `fromMs` comes first. Without it, it begins with the stream. */
  readonly risesFromMs?: number;
  readonly signal: AbortSignal;
  /** Records a second once the surge has filled up (after some two minutes); 0: only the modelled audience. */
  readonly eventsPerSecond?: number;
  /** Simulated seconds a second. Above 1 the records run ahead of the clock, which only a local token may send. */
  readonly speed?: number;
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
  readonly pause?: (durationMs: number) => Promise<unknown>;
}

/** Between 150 and 300 a busy page visibly moves, and two cores stay idle. */
export const LIVE_EVENTS_PER_SECOND = 200;

const TICK_MS = 250;
/** What mobile networks do to a stream: some records are sent again after a lost answer, some wait for the next cell. */
const RETRIED_SHARE = 0.02;
const RETRIED_AFTER_MS = 12_000;
const LATE_SHARE = 0.01;
const LATE_BY_MS = 90_000;

/** Lines as they are due, until the signal aborts: the timeline's audience, the surge, retries and late records. */
export async function* liveStream(timeline: Timeline, options: LiveOptions): AsyncGenerator<readonly string[]> {
  const {
    fromMs,
    risesFromMs = fromMs,
    signal,
    speed = 1,
    eventsPerSecond = LIVE_EVENTS_PER_SECOND,
    now = Date.now,
  } = options;
  const pause =
    options.pause ?? ((durationMs: number) => wait(durationMs, undefined, { signal }).catch(() => undefined));
  const surge = new Surge(timeline.model, { sessionMs: risesFromMs, fullMs: fromMs }, eventsPerSecond);
  const random = randomOf(timeline.model.seed, 95, fromMs);
  const startedMs = now();
  let held: { dueMs: number; line: string }[] = [];
  while (!signal.aborted) {
    const simulatedMs = Math.floor(fromMs + (now() - startedMs) * speed);
    const due: string[] = [];
    held = held.filter((each) => {
      if (each.dueMs > simulatedMs) return true;
      due.push(each.line);
      return false;
    });
    for (const hour of timeline.take(simulatedMs)) deliver(hour.lines, simulatedMs, random, due, held);
    if (eventsPerSecond > 0) deliver(surge.take(simulatedMs).lines, simulatedMs, random, due, held);
    if (due.length > 0) yield due;
    await pause(TICK_MS);
  }
}

function deliver(
  lines: readonly string[],
  simulatedMs: number,
  random: Random,
  due: string[],
  held: { dueMs: number; line: string }[],
): void {
  for (const line of lines) {
    if (chance(random, LATE_SHARE)) {
      held.push({ dueMs: simulatedMs + random.next() * LATE_BY_MS, line });
      continue;
    }
    due.push(line);
    if (chance(random, RETRIED_SHARE)) held.push({ dueMs: simulatedMs + random.next() * RETRIED_AFTER_MS, line });
  }
}
