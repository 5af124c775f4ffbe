import type { Store } from '../clickhouse/store.ts';
import { CURVE_POINTS } from '../queries/retention.ts';

/** Writes the retention of each episode of some titles at places of its runtime, from their slices' counts. */
export async function writeRetentionCurves(store: Store, titles: readonly string[], version: number): Promise<void> {
  await store.insertSelect({
    name: 'rollup.retention-curves',
    text: `
      INSERT INTO served_retention_curve
      SELECT title, episode, {version:UInt64}, cells, viewers,
        arrayMap(k -> toUInt64(arraySum((at, n) -> if(at <= intDiv((2 * k + 1) * cells, ${2 * CURVE_POINTS}), n, 0), steps.1, steps.2)), range(${CURVE_POINTS}))
      FROM (
        SELECT title, episode, any(cells) AS cells, sumIf(n, what = 'viewers') AS viewers,
          arraySort(groupArrayIf((at, n), what = 'watched')) AS pairs, (arrayMap(x -> x.1, pairs), arrayMap(x -> x.2, pairs)) AS steps
        FROM (
          SELECT e.title AS title, e.episode AS episode, e.cells AS cells, c.what AS what, c.at AS at, sum(c.n) AS n
          FROM (
            SELECT title, x.1 AS episode, x.4 AS cells FROM served_title FINAL ARRAY JOIN episodes AS x
            WHERE deleted = 0 AND title IN {titles:Array(String)} AND cells > 0
          ) AS e
          INNER JOIN (
            SELECT d.title AS title, x.1 AS what, x.2 AS episode, x.3 AS at, x.4 AS n
            FROM deep_slice AS d FINAL
            ARRAY JOIN counts AS x
            LEFT JOIN (SELECT title, depth FROM deep_title FINAL) AS t ON t.title = d.title
            WHERE d.title IN {titles:Array(String)} AND d.slice >= exp2(t.depth) AND d.slice < exp2(t.depth + 1)
              AND x.1 IN ('viewers', 'watched')
          ) AS c ON c.title = e.title AND c.episode = e.episode
          GROUP BY title, episode, cells, what, at
        )
        GROUP BY title, episode
      )`,
    params: { titles, version },
    settings: { max_threads: 1 },
  });
}
