import type { Store } from '../../../sql/clickhouse/store.ts';
import { markStarted } from '../../../sql/rollup/buzz/marks.ts';
import { rollUpBuzz } from '../../../sql/rollup/buzz/run.ts';
import { takeInTold } from '../../../sql/rollup/buzz/take-in.ts';
import { keepVersionsGrowing, nextVersion } from '../../../sql/rollup/version.ts';

/** Takes in all that was told and counts every title that is marked, as the jobs do. Returns the titles, once a count. */
export async function countCampaigns(store: Store, now: () => number): Promise<string[]> {
  while ((await takeInTold(store, { now })).more);
  await keepVersionsGrowing(store);
  await markStarted(store, nextVersion(store, now()));
  const counted: string[] = [];
  for (;;) {
    const titles = await rollUpBuzz(store, { now });
    if (titles.length === 0) return counted;
    counted.push(...titles);
  }
}

/** Every current row that is served of campaigns, without its version. */
export async function campaignRows(store: Store): Promise<string[]> {
  const [titles, voice] = await Promise.all([
    store.query<object>({
      name: 'test.buzz',
      lane: 'jobs',
      text: 'SELECT * EXCEPT version FROM served_buzz FINAL ORDER BY title',
    }),
    store.query<object>({ name: 'test.voice', lane: 'jobs', text: 'SELECT * EXCEPT version FROM served_voice FINAL' }),
  ]);
  return [...titles, ...voice].map((row) => JSON.stringify(row));
}
