import type { Queue } from 'bullmq';
import { z } from 'zod';

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

/** Rejects while the store of the queues is away. */
export async function readQueueStates(queues: readonly Queue[]): Promise<QueueState[]> {
  return Promise.all(
    queues.map(async (queue) => {
      const counts = await queue.getJobCounts('waiting', 'active', 'delayed', 'failed');
      const failed = counts['failed'] ?? 0;
      const [newest] = failed > 0 ? await queue.getFailed(0, 0) : [];
      const delayed = counts['delayed'] ?? 0;
      const [running] = (counts['active'] ?? 0) > 0 ? await queue.getActive(0, 0) : [];
      return {
        name: queue.name,
        waiting: counts['waiting'] ?? 0,
        active: counts['active'] ?? 0,
        delayed,
        scheduled: delayed > 0 ? Math.min(delayed, await queue.getJobSchedulersCount()) : 0,
        failed,
        progress: progressSchema.safeParse(running?.progress).data ?? null,
        lastError: newest
          ? { job: newest.name, message: newest.failedReason ?? 'no reason given', atMs: newest.finishedOn ?? null }
          : null,
      };
    }),
  );
}
