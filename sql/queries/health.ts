import type { Store } from '../clickhouse/store.ts';
import { PENDING, TOLD_FAMILIES } from '../rollup/buzz/loads.ts';
import { waitingSlices } from '../rollup/deep-marks.ts';
import { lastSoundness } from '../soundness/collect.ts';
import { UNKNOWN } from '../soundness/soundness.ts';
import { lastAudit } from './audit.ts';
import type { Health } from './read-model.ts';

/** Is the data sound? What the analytics store knows about it. What goes over raw rows was looked at by a job, at `checkedMs`. */
export async function health(store: Store, nowMs: number): Promise<Health> {
  const [last, rollup, audit, tables] = await Promise.all([
    lastSoundness(store, 'pages'),
    rollupOf(store),
    lastAudit(store),
    store.query<Health['store'][number]>({
      name: 'health.tables',
      text: `
        SELECT table, sum(rows) AS rows, sum(bytes_on_disk) AS bytes, count() AS parts
        FROM system.parts WHERE active AND database = currentDatabase() GROUP BY table ORDER BY sum(bytes_on_disk) DESC`,
    }),
  ]);
  return {
    asOfMs: nowMs,
    checkedMs: last?.asOfMs ?? null,
    ...(last?.soundness ?? UNKNOWN),
    rollup,
    store: tables,
    audit,
  };
}

/** How far the roll-up is behind what was loaded: loads that it has not taken in, and slices of titles that it has not summed or counted. */
async function rollupOf(store: Store): Promise<Health['rollup']> {
  const [loads, slices] = await Promise.all([behindLoads(store), unsummedSlices(store)]);
  // Asked for after the loads: what those have been taken in for is marked by then.
  const [deep, { asOfMs }, campaigns] = await Promise.all([
    waitingSlices(store, 'pages'),
    store.one<{ asOfMs: number | null }>({
      name: 'health.deep',
      text: 'SELECT toUnixTimestamp64Milli(maxOrNull(as_of)) AS asOfMs FROM deep_slice',
    }),
    untold(store),
  ]);
  return [
    { name: 'titles', cursor: '', ...loads },
    { name: 'slices', cursor: '', asOfMs: loads.asOfMs, behindSegments: 0, behindRows: 0, ...slices },
    {
      name: 'completion',
      cursor: '',
      asOfMs,
      behindSegments: deep.slices,
      behindRows: 0,
      oldestWaitingMs: deep.sinceMs,
    },
    { name: 'campaigns', cursor: '', ...campaigns },
  ];
}

/** Loads that tell of campaigns and are not taken in, and since when a title waits to be counted. */
function untold(store: Store): Promise<Omit<Health['rollup'][number], 'name' | 'cursor'>> {
  return store.one({
    name: 'health.campaigns',
    text: `
      SELECT count() AS behindSegments, sum(rows) AS behindRows, (SELECT toUnixTimestamp64Milli(maxOrNull(as_of)) FROM served_buzz) AS asOfMs,
        toUnixTimestamp64Milli(least(minOrNull(loaded_at), (SELECT minOrNull(since) FROM buzz_title FINAL WHERE dirty = 1))) AS oldestWaitingMs
      FROM (SELECT loaded_at, segment, any(told) AS rows FROM ${PENDING} GROUP BY loaded_at, segment)`,
    params: { families: TOLD_FAMILIES },
  });
}

function unsummedSlices(store: Store): Promise<{ oldestWaitingMs: number | null }> {
  return store.one({
    name: 'health.slices',
    text: 'SELECT toUnixTimestamp64Milli(minOrNull(since)) AS oldestWaitingMs FROM title_slice FINAL WHERE dirty = 1',
  });
}

async function behindLoads(store: Store): Promise<Omit<Health['rollup'][number], 'name' | 'cursor'>> {
  return store.one({
    name: 'health.rollup',
    text: `
      SELECT count() AS behindSegments, sum(rows) AS behindRows, toUnixTimestamp64Milli(minOrNull(loaded_at)) AS oldestWaitingMs,
        (SELECT toUnixTimestamp64Milli(maxOrNull(as_of)) FROM served_rollup) AS asOfMs
      FROM (
        SELECT loaded_at, segment, max(rows) AS rows FROM loaded_segment
        WHERE (loaded_at, segment) NOT IN (SELECT loaded_at, segment FROM rolled_segment)
        GROUP BY loaded_at, segment
      )`,
  });
}
