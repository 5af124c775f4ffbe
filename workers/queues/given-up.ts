import type { JobName } from './jobs.ts';
import type { Queues } from './queues.ts';

/** What a drain waits for. Others (the hourly audience, the daily run) make nothing of it wrong. */
const COUNTING: readonly string[] = ['rollup.touched', 'rollup.deep', 'rollup.recompute'] satisfies JobName[];

/**
 * For who waits until everything is counted: without this a roll-up that fails for good would be waited for without an end.
 *
 * @throws when the roll-up has given up since then. What was loaded is kept, and counted as soon as the cause is mended.
 */
export async function throwIfGivenUp(queues: Queues, sinceMs: number): Promise<void> {
  const states = await queues.states().catch(() => []);
  const failure = states.flatMap(({ name, lastError }) =>
    COUNTING.includes(name) && lastError && (lastError.atMs ?? 0) >= sinceMs ? [lastError] : [],
  )[0];
  if (!failure) return;
  throw new Error(
    `The records are in, but can't be counted: ${failure.message} They are kept and counted once that is mended.`,
  );
}
