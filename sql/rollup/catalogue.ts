import type { Store } from '../clickhouse/store.ts';

/**
 * Cells of a runtime: the ten-second cells whose middle lies before the end, 10i + 5 < runtime.
 */
const CELLS = 'toUInt32(intDiv(runtime_ms + 4999, 10000))';

/**
 * Merges what the senders said of each title and writes the catalogue that pages and jobs use. Field by field the newest
 * known value counts; a measured runtime beats an estimated one whoever sent it last, so that importing a catalogue and a
 * viewing export in either order ends the same.
 */
export async function rollUpCatalogue(store: Store, titles: readonly string[], version: number): Promise<void> {
  if (titles.length === 0) return;
  const merged = (field: string, known: string) => `argMaxIf(${field}, version, ${known})`;
  const rows = (kind: 'title' | 'episode') => `
    SELECT
      title AS titleId, id,
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
      argMaxIf(premiere, version, isNotNull(premiere)) AS merged_premiere,
      argMaxIf(runtime_ms, (runtime_estimated = 0, version), runtime_ms > 0) AS merged_runtime_ms,
      argMaxIf(runtime_estimated, (runtime_estimated = 0, version), runtime_ms > 0) AS merged_runtime_estimated,
      max(simulated) AS merged_simulated,
      count() = 0 AS none
    FROM raw_catalog FINAL
    WHERE kind = '${kind}' AND title IN {titles:Array(String)} AND deleted = 0 AND test = 0
    GROUP BY title, id`;
  const params = { titles, version };
  await store.insertSelect({
    name: 'rollup.episodes',
    text: `
      INSERT INTO served_episode (title, episode, version, number, name, runtime_ms, runtime_estimated, available, deleted)
      SELECT titleId, id, {version:UInt64}, merged_number, merged_name, merged_runtime_ms, merged_runtime_estimated, merged_premiere, 0
      FROM (${rows('episode')})
      UNION ALL
      SELECT title, id, {version:UInt64}, number, name, 0, 0, NULL, 1
      FROM raw_catalog FINAL
      WHERE kind = 'episode' AND title IN {titles:Array(String)} AND deleted = 1
        AND id NOT IN (SELECT id FROM (${rows('episode')}))`,
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
      -- a title that every sender deleted, or that only episodes speak of
      SELECT DISTINCT title, {version:UInt64}, '', '', '', 0, [], [], [], '', '', NULL, 0, 0, 0, [], 0, 1
      FROM raw_catalog FINAL
      WHERE title IN {titles:Array(String)} AND title NOT IN (SELECT titleId FROM (${rows('title')}))`,
    params,
  });
}
