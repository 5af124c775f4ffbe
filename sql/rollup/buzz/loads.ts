import type { Store } from '../../clickhouse/store.ts';
import { PENDING_TOLD, TOLD_FAMILIES } from '../../queries/pending-loads.ts';
import type { Load } from '../work.ts';

/** Records that are taken in at once: what is asked of them is held in memory. */
export const RECORDS = 500_000;

/**
 * Loads of which nothing stands in `promo_viewer` yet and no title is marked, oldest first: as many as have so many records, and
 * at least one.
 */
export function pendingToldLoads(store: Store, limit: number, records = RECORDS): Promise<Load[]> {
  return store.query<Load>({
    name: 'buzz.pending',
    lane: 'jobs',
    text: `
      SELECT toUnixTimestamp64Milli(loaded_at) AS loadedAtMs, segment
      FROM (
        SELECT loaded_at, segment, max(told) AS records, sum(records) OVER (ORDER BY loaded_at, segment) - records AS before
        FROM ${PENDING_TOLD}
        GROUP BY loaded_at, segment
      )
      WHERE before < {records:UInt64}
      ORDER BY loaded_at, segment
      LIMIT {limit:UInt32}`,
    params: { families: TOLD_FAMILIES, limit, records },
  });
}

/** Marks loads as taken in. Called when their viewers are computed and their titles marked: a crash before it repeats the work. */
export async function recordTold(store: Store, loads: readonly Load[]): Promise<void> {
  await store.insertRows(
    'buzz.record',
    'told_segment',
    loads.map(({ loadedAtMs, segment }) => ({
      loaded_at: new Date(loadedAtMs).toISOString().slice(0, 23).replace('T', ' '),
      segment,
    })),
  );
}

/** Identities whose places are looked at by one statement. */
const IDENTITIES = 5_000;

/**
 * Finds bodies that lost against one of the same identity that lies elsewhere (another asset, viewer or instant), names them
 * in `overruled`, and marks the places of all of them as touched by the load, too. At one place the later body replaces the
 * former without that.
 */
export async function overrule(
  store: Store,
  segments: readonly number[],
  { records, pause }: { records: number; pause: () => Promise<void> },
): Promise<void> {
  const touched = `touched_told WHERE segment IN {segments:Array(UInt64)} AND what IN ('promo', 'mention') AND id != ''`;
  const { n } = await store.one<{ n: number }>({
    name: 'buzz.touched',
    lane: 'jobs',
    text: `SELECT count() AS n FROM ${touched}`,
    params: { segments },
  });
  // Of one load, too, there may be millions: the first that comes after an upgrade brings all that was ever told.
  const parts = Math.ceil(n / records);
  for (let part = 0; part < parts; part += 1) {
    const moved = await store.query<{ what: 'promo' | 'mention'; id: string }>({
      name: 'buzz.moved',
      lane: 'jobs',
      text: `
        SELECT what, id FROM told_place
        WHERE (CAST(what, 'Int8'), id) IN (
          SELECT CAST(what, 'Int8'), id FROM ${touched} AND cityHash64(id) % {parts:UInt32} = {part:UInt32}
        )
        GROUP BY what, id HAVING min(sipHash64(place, viewer, at)) != max(sipHash64(place, viewer, at))
        ORDER BY what, id`,
      params: { segments, parts, part },
    });
    await overruleMoved(store, moved, segments[0] ?? 0);
    await pause();
  }
}

async function overruleMoved(
  store: Store,
  moved: readonly { what: 'promo' | 'mention'; id: string }[],
  segment: number,
): Promise<void> {
  for (const [what, own] of Map.groupBy(moved, (one) => one.what)) {
    const ids = own.map(({ id }) => id);
    for (let at = 0; at < ids.length; at += IDENTITIES)
      await overruleSome(store, what, ids.slice(at, at + IDENTITIES), segment);
  }
}

async function overruleSome(
  store: Store,
  what: 'promo' | 'mention',
  ids: readonly string[],
  segment: number,
): Promise<void> {
  const params = { what, ids };
  await store.insertSelect({
    name: 'buzz.overrule',
    text: `
      INSERT INTO overruled (what, place, id, version)
      SELECT p.what, p.place, p.id, p.version
      FROM (SELECT * FROM told_place WHERE what = {what:String} AND id IN {ids:Array(String)}) AS p
      INNER JOIN (
        SELECT id, argMax((place, viewer, at), version) AS won FROM told_place
        WHERE what = {what:String} AND id IN {ids:Array(String)} GROUP BY id
      ) AS w ON w.id = p.id
      WHERE (p.place, p.viewer, p.at) != w.won`,
    params,
  });
  await store.insertSelect({
    name: 'buzz.overruled-places',
    text: `
      INSERT INTO touched_told
      SELECT DISTINCT {segment:UInt64}, CAST(what, 'Int8'), place, viewer, id, now() FROM told_place
      WHERE what = {what:String} AND id IN {ids:Array(String)}`,
    params: { ...params, segment },
  });
}
