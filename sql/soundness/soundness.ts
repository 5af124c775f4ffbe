import { z } from 'zod';

/** The facts about the data that a job collects, as they stand in the store. Instants are milliseconds. */
export const soundnessSchema = z.object({
  /** Everything is asked of one viewer in so many; 1 is everybody. */
  sampledOneIn: z.number(),
  freshness: z.array(
    z.object({
      family: z.string(),
      rows: z.number(),
      lastReceivedMs: z.number().nullable(),
      lastAtMs: z.number().nullable(),
      lastHourRows: z.number(),
    }),
  ),
  unmatched: z.array(
    z.object({
      titleId: z.string(),
      plays: z.number(),
      viewers: z.number(),
      firstMs: z.number(),
      lastMs: z.number(),
    }),
  ),
  /** Episode ids of more than one title; `ownerId`: whose it is now, '' for nobody's. Absent in what an older Ovation saw. */
  claimedTwice: z
    .array(z.object({ episodeId: z.string(), titleIds: z.array(z.string()), ownerId: z.string() }))
    .default([]),
  heartbeat: z.object({ plays: z.number(), withGaps: z.number(), longestGapSeconds: z.number(), window: z.string() }),
  clockSkew: z.array(z.object({ bucket: z.string(), plays: z.number() })),
  lateArrival: z.array(z.object({ withinSeconds: z.number(), label: z.string(), share: z.number() })),
  /** What stands in the store, the largest first. Absent in what an older Ovation saw. */
  tables: z.array(z.object({ table: z.string(), rows: z.number(), bytes: z.number(), parts: z.number() })).default([]),
});

export type Soundness = z.infer<typeof soundnessSchema>;

/** What is said before anybody looked. */
export const UNKNOWN: Soundness = {
  sampledOneIn: 1,
  freshness: [],
  unmatched: [],
  claimedTwice: [],
  heartbeat: { plays: 0, withGaps: 0, longestGapSeconds: 0, window: 'received in the last 24 hours' },
  clockSkew: [],
  lateArrival: [],
  tables: [],
};
