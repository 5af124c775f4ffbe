import type { Store } from '../../../sql/clickhouse/store.ts';
import { markStarted } from '../../../sql/rollup/buzz/marks.ts';
import { rollUpBuzz } from '../../../sql/rollup/buzz/run.ts';
import { takeInTold } from '../../../sql/rollup/buzz/take-in.ts';
import { serveUplifts } from '../../../sql/rollup/buzz/uplifts.ts';
import { keepVersionsGrowing, nextVersion } from '../../../sql/rollup/version.ts';

/**
 * Takes in all that was told, counts every title that is marked and forecasts what milestones have stirred, as the jobs do.
 * Returns the titles, once a count.
 */
export async function countCampaigns(
  store: Store,
  now: () => number,
  { forecasts = true }: { forecasts?: boolean } = {},
): Promise<string[]> {
  while ((await takeInTold(store, { now })).loads > 0);
  await keepVersionsGrowing(store);
  await markStarted(store, nextVersion(store, now()));
  const counted: string[] = [];
  for (;;) {
    const titles = await rollUpBuzz(store, { now });
    if (titles.length === 0) break;
    counted.push(...titles);
  }
  if (forecasts) await serveUplifts(store, { now });
  return counted;
}

/** Every current row that is served of campaigns, without its version. */
export async function campaignRows(store: Store): Promise<string[]> {
  const [titles, voice, uplifts] = await Promise.all([
    store.query<object>({
      name: 'test.buzz',
      lane: 'jobs',
      text: 'SELECT * EXCEPT version FROM served_buzz FINAL ORDER BY title',
    }),
    store.query<object>({ name: 'test.voice', lane: 'jobs', text: 'SELECT * EXCEPT version FROM served_voice FINAL' }),
    store.query<object>({
      name: 'test.uplift',
      lane: 'jobs',
      text: 'SELECT * EXCEPT version FROM served_uplift FINAL ORDER BY title',
    }),
  ]);
  return [...titles, ...voice, ...uplifts].map((row) => JSON.stringify(row));
}
