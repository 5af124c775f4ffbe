import type { Store } from '../clickhouse/store.ts';
import { cellsOf, inForce } from './runtimes.ts';

/** A runtime under which there is no cell says nothing. */
const NO_CELL_MS = 5_000;

/** Of everything said of an episode or title the newest says which title it belongs to, and whether it is there at all. */
const OWNER = 'toString(argMax(title, version))';
const IS_THERE = 'argMax(deleted, version) = 0';

/** Every id that was ever said to be of these titles, by a row that has been replaced meanwhile too. */
const IDS = 'SELECT id FROM raw_catalog WHERE title IN {titles:Array(String)}';

/**
 * Notes for some loads that titles changed which their records don't name: an episode of them has gone to another title.
 * In the store and before anything is computed, so that no crash leaves them as they were.
 *
 * @param titles that the records of the loads name.
 */
export async function touchTitlesLeft(store: Store, segment: number, titles: readonly string[]): Promise<void> {
  if (titles.length === 0) return;
  await store.insertSelect({
    name: 'rollup.titles-left',
    text: `
      INSERT INTO touched
      SELECT DISTINCT {segment:UInt64}, title, 0, now()
      FROM served_episode FINAL
      WHERE deleted = 0 AND title NOT IN {titles:Array(String)} AND episode IN (${IDS} AND kind = 'episode')
        AND (title, episode) NOT IN (
          SELECT ${OWNER}, id FROM raw_catalog FINAL
          WHERE kind = 'episode' AND test = 0 AND id IN (${IDS}) GROUP BY id HAVING ${IS_THERE}
        )`,
    params: { segment, titles },
  });
}

/**
 * Merges what the senders said of each title and writes the catalogue that pages and jobs use. Field by field the newest
 * known value counts; a measured runtime beats an estimated one whoever sent it last, so that importing a catalogue and a
 * viewing export in either order ends the same. An episode belongs to the title of its newest row only.
 *
 * A runtime that is said to hold from an instant on is a change; what is said without one is what held before. The newest of
 * those of one instant counts, and none where that one has no runtime any more: the change is withdrawn.
 *
 * @param asOfMs whose runtime is the present one.
 */
export async function rollUpCatalogue(
  store: Store,
  titles: readonly string[],
  version: number,
  asOfMs: number,
): Promise<void> {
  if (titles.length === 0) return;
  const merged = (field: string, known: string) => `argMaxIf(${field}, version, deleted = 0 AND ${known})`;
  const rows = (kind: 'title' | 'episode') => `
    SELECT
      ${OWNER} AS titleId, id,
      ${merged('name', "name != ''")} AS merged_name,
      ${merged('form', "form != ''")} AS merged_form,
      ${merged('show', "show != ''")} AS merged_show,
      ${merged('season', 'season != 0')} AS merged_season,
      ${merged('number', 'number != 0')} AS merged_number,
      ${merged('genres', 'notEmpty(genres)')} AS merged_genres,
      ${merged('languages', 'notEmpty(languages)')} AS merged_languages,
      ${merged('countries', 'notEmpty(countries)')} AS merged_countries,
      ${merged('hub', "hub != ''")} AS merged_hub,
      ${merged('stage', "stage != ''")} AS merged_stage,
      ${merged('premiere', 'isNotNull(premiere)')} AS merged_premiere,
      argMaxIf((runtime_ms, runtime_estimated), (runtime_estimated = 0, version), deleted = 0 AND runtime_ms > 0 AND isNull(effective_from)) AS base,
      arraySort(groupArrayIf((toUnixTimestamp64Milli(assumeNotNull(effective_from)), runtime_estimated = 0, version, runtime_ms),
        deleted = 0 AND runtime_ms > ${NO_CELL_MS} AND isNotNull(effective_from))) AS changed,
      arrayConcat(
        if(base.1 > ${NO_CELL_MS} OR empty(changed), [(toInt64(0), base.1, base.2)], []),
        arrayMap(x -> (x.1, x.4, toUInt8(NOT x.2)), arrayFilter((x, i) -> i = length(changed) OR changed[i + 1].1 != x.1, changed, arrayEnumerate(changed)))) AS told,
      -- what is known first held before, too
      arrayMap((x, i) -> (if(i = 1, toInt64(0), x.1), x.2, x.3), told, arrayEnumerate(told)) AS runtimes,
      arrayLast(x -> x.1 <= {asOfMs:Int64}, runtimes) AS present, present.2 AS merged_runtime_ms, present.3 AS merged_runtime_estimated,
      if(length(runtimes) > 1, arrayMap(x -> (x.1, x.2), runtimes), []) AS merged_runtimes,
      maxIf(simulated, deleted = 0) AS merged_simulated
    FROM raw_catalog FINAL
    WHERE kind = '${kind}' AND test = 0 AND id IN (${IDS})
    GROUP BY id
    HAVING ${IS_THERE} AND titleId IN {titles:Array(String)}`;
  const params = { titles, version, asOfMs };
  await store.insertSelect({
    name: 'rollup.episodes',
    text: `
      INSERT INTO served_episode (title, episode, version, number, name, runtime_ms, runtime_estimated, available, deleted, runtimes)
      SELECT titleId, id, {version:UInt64}, merged_number, merged_name, merged_runtime_ms, merged_runtime_estimated, merged_premiere, 0, merged_runtimes
      FROM (${rows('episode')})
      UNION ALL
      -- it was deleted, or has gone to another title
      SELECT title, episode, {version:UInt64}, number, name, 0, 0, NULL, 1, []
      FROM served_episode FINAL
      WHERE title IN {titles:Array(String)} AND deleted = 0 AND (title, episode) NOT IN (SELECT titleId, id FROM (${rows('episode')}))`,
    params,
  });
  await store.insertSelect({
    name: 'rollup.titles-catalogue',
    text: `
      INSERT INTO served_title
      SELECT
        t.titleId, {version:UInt64}, merged_name, merged_form, merged_show, merged_season, merged_genres, merged_languages, merged_countries, merged_hub, merged_stage,
        merged_premiere,
        if(e.n = 0, merged_runtime_ms, e.runtime_ms), if(e.n = 0, merged_runtime_estimated, e.estimated),
        e.n,
        if(e.n = 0, [('', toDateTime64(0, 3, 'UTC'), toUInt32(merged_runtime_ms), ${cellsOf('merged_runtime_ms')})], e.episodes),
        merged_simulated, 0,
        if(e.n = 0, arrayMap(x -> ('', x.1, x.2, ${cellsOf('x.2')}), merged_runtimes), e.changes)
      FROM (${rows('title')}) AS t
      LEFT JOIN (
        SELECT
          title, count() AS n, sum(runtime_ms) AS runtime_ms, max(runtime_estimated) AS estimated,
          arraySort(x -> (x.2, x.1), groupArray((toString(episode), ifNull(available, toDateTime64(0, 3, 'UTC')), runtime_ms, ${cellsOf('runtime_ms')}))) AS episodes,
          arraySort(groupArrayArray(arrayMap(x -> (toString(episode), x.1, x.2, ${cellsOf('x.2')}), runtimes))) AS changes
        FROM served_episode FINAL
        WHERE title IN {titles:Array(String)} AND deleted = 0
        GROUP BY title
      ) AS e ON e.title = t.titleId
      UNION ALL
      -- a title that was deleted, or that only episodes speak of
      SELECT DISTINCT title, {version:UInt64}, '', '', '', 0, [], [], [], '', '', NULL, 0, 0, 0, [], 0, 1, []
      FROM raw_catalog FINAL
      WHERE title IN {titles:Array(String)} AND title NOT IN (SELECT titleId FROM (${rows('title')}))`,
    params,
  });
}

/** Titles with a runtime that has come into force since their catalogue was written. */
export async function titlesWithNewRuntimes(store: Store, asOfMs: number): Promise<string[]> {
  const rows = await store.query<{ title: string }>({
    name: 'rollup.new-runtimes',
    lane: 'jobs',
    text: `
      SELECT title FROM served_title FINAL
      WHERE deleted = 0 AND arrayExists(x -> ${inForce('changes', 'x.1', '{asOfMs:Int64}')}.3 NOT IN (0, x.3), episodes)
      ORDER BY title`,
    params: { asOfMs },
  });
  return rows.map((row) => row.title);
}
