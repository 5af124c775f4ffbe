import type { Job, Queue } from 'bullmq';
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

/** The name of the error that a job ended with. */
export const faultName = (job: Job): string => (job.stacktrace?.at(-1) ?? '').split(':', 1)[0] ?? '';

const isWaiting = (job: Job) => faultName(job) === NotYetError.name;

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
