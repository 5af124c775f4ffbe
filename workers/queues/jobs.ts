import { createHash } from 'node:crypto';
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
  /** How often in a row it may fail, 0.5 s, 1 s, 2 s … apart. What cannot be done yet has not failed, and is tried for hours. */
  readonly attempts: number;
}

const kind = <P>(job: JobKind<P>): JobKind<P> => job;
const nothing = z.strictObject({});

/** The one thing of its kind: every job of the queue is the same work. */
const single = () => 'all';

export const JOBS = {
  /** Take in what was loaded: recompute the viewers it touched and the served rows of their titles. */
  'rollup.touched': kind({ payload: nothing, keyOf: single, concurrency: 1, attempts: 5 }),
  /** Count the slices of titles anew that were marked or have matured: retention, funnel, sittings, pace. */
  'rollup.deep': kind({ payload: nothing, keyOf: single, concurrency: 1, attempts: 5 }),
  /** Sum every title anew once a UTC day: who has matured is decided by the day. */
  'rollup.daily': kind({ payload: nothing, keyOf: single, concurrency: 1, attempts: 2 }),
  /** Count who watches what, of every title and of the slate: segments, preferences, overlaps, take fractions. */
  'rollup.audience': kind({ payload: nothing, keyOf: single, concurrency: 1, attempts: 3 }),
  /** Take in reviews and mentions that were loaded: read them, and count what is said of their titles. */
  'reception.touched': kind({ payload: nothing, keyOf: single, concurrency: 1, attempts: 5 }),
  /** Read all reviews and mentions anew when the scorer is another one than before. */
  'reception.rescore': kind({ payload: nothing, keyOf: single, concurrency: 1, attempts: 5 }),
  /** Take in what was told of campaigns (promo, exports, mentions, the catalogue) and count their titles. */
  'rollup.buzz': kind({ payload: nothing, keyOf: single, concurrency: 1, attempts: 5 }),
  /** Hold a sample of served numbers against raw records. */
  'audit.nightly': kind({ payload: nothing, keyOf: single, concurrency: 1, attempts: 2 }),
  /** Make the files of sealed reports that lack one: PDF, XLSX and CSV. */
  'report.render': kind({ payload: nothing, keyOf: single, concurrency: 1, attempts: 2 }),
  /** Plan the weekly reports that are due, and send those that wait. */
  'report.send': kind({ payload: nothing, keyOf: single, concurrency: 1, attempts: 2 }),
  /** Look whether the data is sound, for Data health. */
  'health.look': kind({ payload: nothing, keyOf: single, concurrency: 1, attempts: 2 }),
  /** Make a week's report and seal it. */
  'report.build': kind({
    payload: z.strictObject({
      scope: z.string().min(1).max(256),
      /** The Monday, `YYYY-MM-DD`. */
      week: z.iso.date(),
      zone: z.string().min(1).max(64),
    }),
    keyOf: ({ scope, week, zone }) =>
      createHash('sha256')
        .update(JSON.stringify([scope, week, zone]))
        .digest('hex'),
    // It mostly rests for others: a large one, or one that waits, must not hold up the rest of a Monday.
    concurrency: 3,
    attempts: 3,
  }),
  /** Make sealed reports anew (of the last weeks all, those that are due, or one by its id), and correct those that later data has changed. */
  'report.restate': kind({
    payload: z.strictObject({
      of: z.union([z.literal('due'), z.string().regex(/^report_[0-9a-f]{16}$/)]).optional(),
    }),
    keyOf: ({ of }) => of ?? 'all',
    concurrency: 2,
    attempts: 2,
  }),
  /** Compute everything about some titles (null: all) anew from the records. Asked for by a person. */
  'rollup.recompute': kind({
    payload: z.strictObject({
      titles: z.array(z.string().min(1).max(128)).max(1_000).nullable(),
      /** Forget where an interrupted one of all titles was. */
      anew: z.boolean().optional(),
    }),
    keyOf: (payload) =>
      createHash('sha256')
        .update(JSON.stringify([payload.titles, payload.anew]))
        .digest('hex'),
    concurrency: 1,
    attempts: 3,
  }),
} as const;

export type JobName = keyof typeof JOBS;
export type JobPayload<N extends JobName> = z.infer<(typeof JOBS)[N]['payload']>;

export const JOB_NAMES = Object.keys(JOBS) as JobName[];
