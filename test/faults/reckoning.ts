import { join } from 'node:path';
import { hashOf, openPeople } from '../../ingest/contract/people.ts';
import { viewerKey } from '../../ingest/keys/viewer-key.ts';
import { Store } from '../../sql/clickhouse/store.ts';
import { recompute } from '../../sql/rollup/run.ts';
import { servedRows } from '../support/served-rows.ts';
import type { Load } from './load.ts';

export interface Reckoning {
  /** Acknowledged identities that are not in the store. */
  lost: number;
  /** Identities that are in it more than once. */
  duplicated: number;
  /** Rows nobody sent. */
  foreign: number;
  /** Served numbers that differ from the plain computation or from a full recompute; the first few are told. */
  stale: string[];
}

/** Opens the folder of a stopped Ovation and compares what it holds with what was acknowledged. */
export async function reckon(folder: string, load: Load): Promise<Reckoning> {
  const store = Store.open({ path: join(folder, 'clickhouse'), memoryMb: 1_200 });
  try {
    const identities = await compareIdentities(store, folder, load);
    const stale = await compareWithRaw(store);
    const before = await servedRows(store, { asOf: false });
    await recompute(store, null);
    const after = await servedRows(store, { asOf: false });
    for (const [table, rows] of Object.entries(before)) stale.push(...differences(table, rows, after[table as never]));
    return { ...identities, stale };
  } finally {
    await store.close();
  }
}

async function compareIdentities(store: Store, folder: string, load: Load) {
  const people = openPeople(Buffer.from(viewerKey(folder, undefined), 'hex'));
  const rows = await store.query<{ play: string; rows: number; records: number; last: number }>({
    name: 'test.identities',
    lane: 'jobs',
    text: `SELECT toString(play) AS play, count() AS rows, uniqExact(seq) AS records, max(seq) AS last
           FROM raw_playback FINAL WHERE test = 0 GROUP BY play`,
  });
  const stored = new Map(rows.map((row) => [row.play, row]));
  const found = { lost: 0, duplicated: 0, foreign: 0 };
  for (const { playId, records } of load.plays()) {
    const hash = String(hashOf(people, 'play', playId));
    const row = stored.get(hash);
    stored.delete(hash);
    found.lost += Math.max(0, records - (row?.records ?? 0));
    if (!row) continue;
    found.duplicated += row.rows - row.records;
    // All seqs are there, from 0 to the last one acknowledged, and none beyond it.
    found.foreign += Math.max(0, row.last + 1 - records);
  }
  for (const row of stored.values()) found.foreign += row.rows;
  return found;
}

/** The counters of these players never reset and their plays begin at 0: totals are sums of greatest counters. */
async function compareWithRaw(store: Store): Promise<string[]> {
  const figures = async (name: string, text: string) =>
    (await store.query<Record<string, unknown>>({ name, lane: 'jobs', text })).map((row) => JSON.stringify(row));
  const expected = await figures(
    'test.raw-figures',
    `SELECT title, sum(ms) AS hours_ms, sum(plays) AS starts, countIf(ms >= 1000) AS viewers, countIf(ms >= 120000) AS starters,
       countIf(reached >= 1270) AS watchers, countIf(reached >= 1630) AS completers
     FROM (
       SELECT title, viewer, sum(top) AS ms, count() AS plays, max(reached) AS reached
       FROM (SELECT title, viewer, play, max(played_ms) AS top, max(position_ms) / 1000 AS reached FROM raw_playback FINAL WHERE test = 0 GROUP BY title, viewer, play)
       GROUP BY title, viewer
     )
     GROUP BY title ORDER BY title`,
  );
  const served = await figures(
    'test.served-figures',
    'SELECT title, hours_ms, starts, viewers, starters, watchers, completers FROM served_rollup FINAL ORDER BY title',
  );
  return differences('served_rollup and the raw rows', served, expected);
}

function differences(what: string, served: readonly string[], expected: readonly string[]): string[] {
  const right = new Set(expected);
  const given = new Set(served);
  return [
    ...served.filter((row) => !right.has(row)).map((row) => `${what}: served ${row}`),
    ...expected.filter((row) => !given.has(row)).map((row) => `${what}: missing ${row}`),
  ];
}
