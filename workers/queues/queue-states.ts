import type { MinimalJob, Queue } from 'bullmq';
import { z } from 'zod';
import { NotYetError } from './not-yet.ts';

const progressSchema = z.object({ done: z.number(), total: z.number() });

/** One queue, as Data health shows it. */
export interface QueueState {
  readonly name: string;
  readonly waiting: number;
  readonly active: number;
  /** Put off: retries and the next turns of what repeats. */
  readonly delayed: number;
  /** Those of `delayed` that are the next turn of something that repeats. */
  readonly scheduled: number;
  readonly failed: number;
  /** How far the running job says it is; null when none runs or it does not say. */
  readonly progress: { readonly done: number; readonly total: number } | null;
  /** The newest failure that is kept. */
  readonly lastError: { readonly job: string; readonly message: string; readonly atMs: number | null } | null;
}

type Tried = Pick<MinimalJob, 'stacktrace'>;

const nameIn = (trace: string): string => trace.split(':', 1)[0] ?? '';

/** The name of the error that the last try of a job ended with; '' before there is one. */
export const faultName = ({ stacktrace }: Tried): string => nameIn(stacktrace?.at(-1) ?? '');

/** Its last try found that it cannot be done yet. */
export const isWaiting = (job: Tried): boolean => faultName(job) === NotYetError.name;

/** How many tries of a job failed since it last ended otherwise, as far as their traces are kept. */
export const faultsInARow = ({ stacktrace }: Tried): number =>
  (stacktrace ?? []).length - 1 - (stacktrace ?? []).findLastIndex((trace) => nameIn(trace) === NotYetError.name);

/** Rejects while the store of the queues is away. */
export async function readQueueStates(queues: readonly Queue[]): Promise<QueueState[]> {
  return Promise.all(
    queues.map(async (queue) => {
      const counts = await queue.getJobCounts('waiting', 'active', 'delayed', 'failed');
      // Of those that are kept, at most fifty; what only waits for something has not failed.
      const faults = (counts['failed'] ?? 0) > 0 ? (await queue.getFailed()).filter((job) => !isWaiting(job)) : [];
      const [newest] = faults;
      const delayed = counts['delayed'] ?? 0;
      const [running] = (counts['active'] ?? 0) > 0 ? await queue.getActive(0, 0) : [];
      return {
        name: queue.name,
        waiting: counts['waiting'] ?? 0,
        active: counts['active'] ?? 0,
        delayed,
        scheduled: delayed > 0 ? Math.min(delayed, await queue.getJobSchedulersCount()) : 0,
        failed: faults.length,
        progress: progressSchema.safeParse(running?.progress).data ?? null,
        lastError: newest
          ? { job: newest.name, message: newest.failedReason ?? 'no reason given', atMs: newest.finishedOn ?? null }
          : null,
      };
    }),
  );
}
