import type { Store } from '../clickhouse/store.ts';

/**
 * Cells of a runtime: the ten-second cells whose middle lies before the end, 10i + 5 < runtime.
 */
const CELLS = 'toUInt32(intDiv(runtime_ms + 4999, 10000))';

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
 */
export async function rollUpCatalogue(store: Store, titles: readonly string[], version: number): Promise<void> {
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
      argMaxIf(runtime_ms, (runtime_estimated = 0, version), deleted = 0 AND runtime_ms > 0) AS merged_runtime_ms,
      argMaxIf(runtime_estimated, (runtime_estimated = 0, version), deleted = 0 AND runtime_ms > 0) AS merged_runtime_estimated,
      maxIf(simulated, deleted = 0) AS merged_simulated
    FROM raw_catalog FINAL
    WHERE kind = '${kind}' AND test = 0 AND id IN (${IDS})
    GROUP BY id
    HAVING ${IS_THERE} AND titleId IN {titles:Array(String)}`;
  const params = { titles, version };
  await store.insertSelect({
    name: 'rollup.episodes',
    text: `
      INSERT INTO served_episode (title, episode, version, number, name, runtime_ms, runtime_estimated, available, deleted)
      SELECT titleId, id, {version:UInt64}, merged_number, merged_name, merged_runtime_ms, merged_runtime_estimated, merged_premiere, 0
      FROM (${rows('episode')})
      UNION ALL
      -- it was deleted, or has gone to another title
      SELECT title, episode, {version:UInt64}, number, name, 0, 0, NULL, 1
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
        if(e.n = 0, [('', toDateTime64(0, 3, 'UTC'), toUInt32(merged_runtime_ms), toUInt32(intDiv(merged_runtime_ms + 4999, 10000)))], e.episodes),
        merged_simulated, 0
      FROM (${rows('title')}) AS t
      LEFT JOIN (
        SELECT
          title, count() AS n, sum(runtime_ms) AS runtime_ms, max(runtime_estimated) AS estimated,
          arraySort(x -> (x.2, x.1), groupArray((toString(episode), ifNull(available, toDateTime64(0, 3, 'UTC')), runtime_ms, ${CELLS}))) AS episodes
        FROM served_episode FINAL
        WHERE title IN {titles:Array(String)} AND deleted = 0
        GROUP BY title
      ) AS e ON e.title = t.titleId
      UNION ALL
      -- a title that was deleted, or that only episodes speak of
      SELECT DISTINCT title, {version:UInt64}, '', '', '', 0, [], [], [], '', '', NULL, 0, 0, 0, [], 0, 1
      FROM raw_catalog FINAL
      WHERE title IN {titles:Array(String)} AND title NOT IN (SELECT titleId FROM (${rows('title')}))`,
    params,
  });
}
