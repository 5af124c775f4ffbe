import { z } from 'zod';

/**
 * Every job there is: its name (also the name of its queue), what its payload holds and how it runs. A payload only says
 * where to look; what has to be done is read from the store, so that a lost job costs freshness and never a number.
 */
export interface JobKind<P> {
  readonly payload: z.ZodType<P>;
  /**
   * Jobs with the same key are one job: one that waits stands for all, and one asked for while another runs follows it.
   * Payloads of one key must mean the same work.
   */
  readonly keyOf: (payload: P) => string;
  /** How many run at once in a process. */
  readonly concurrency: number;
  /** Tries in all, 0.5 s, 1 s, 2 s … apart. */
  readonly attempts: number;
}

const kind = <P>(job: JobKind<P>): JobKind<P> => job;
const nothing = z.strictObject({});
const aTitle = z.strictObject({ titleId: z.string().min(1).max(128) });

/** The one thing of its kind: every job of the queue is the same work. */
const single = () => 'all';

export const JOBS = {
  /** Recompute the outcome rows of the viewers that were touched. */
  'rollup.viewers': kind({ payload: nothing, keyOf: single, concurrency: 1, attempts: 5 }),
  /** Recompute what the pages of one title read. */
  'rollup.title': kind({ payload: aTitle, keyOf: (payload) => payload.titleId, concurrency: 1, attempts: 5 }),
  /** Recompute the slate's rows: ranking, cohort bands. */
  'rollup.slate': kind({ payload: nothing, keyOf: single, concurrency: 1, attempts: 5 }),
  /** Compare served rows with what raw events say. */
  audit: kind({ payload: nothing, keyOf: single, concurrency: 1, attempts: 2 }),
} as const;

export type JobName = keyof typeof JOBS;
export type JobPayload<N extends JobName> = z.infer<(typeof JOBS)[N]['payload']>;

export const JOB_NAMES = Object.keys(JOBS) as JobName[];
