import type { Store } from '../../sql/clickhouse/store.ts';

/** Served tables by their keys: their rows must depend on nothing but what was said, and on now. */
const SERVED = {
  served_title: 'title',
  served_episode: 'title, episode',
  served_rollup: 'title',
  served_title_hour: 'title, hour',
  served_title_reach: 'title, day, previous_day',
  served_title_cohort: 'title, first_day, base_day',
  served_title_segment: 'title, week, country, device',
  served_slate_reach: 'day, previous_day',
  viewer_title: 'title, viewer',
  slate_viewer: 'viewer',
  deep_slice: 'title, slice',
  served_retention_curve: 'title, episode',
} as const;

/** Every current row of the served tables, as JSON, without the version; and without `as_of` when it is not to count. */
export async function servedRows(
  store: Store,
  { asOf }: { asOf: boolean },
): Promise<Record<keyof typeof SERVED, string[]>> {
  const tables: Record<string, string[]> = {};
  for (const [table, key] of Object.entries(SERVED)) {
    const current = table.startsWith('served_title_')
      ? 'INNER JOIN (SELECT title, version AS current FROM served_rollup FINAL) AS r USING title WHERE version >= current'
      : table === 'served_slate_reach'
        ? 'WHERE version >= (SELECT max(version) FROM served_slate_reach)'
        : // Who turned out to have never been here keeps a row without days.
          table === 'slate_viewer'
          ? 'WHERE notEmpty(days)'
          : '';
    const rows = await store.query<Record<string, unknown>>({
      name: `test.${table}`,
      lane: 'jobs',
      // Which mark was the last depends on the pieces that a stream came in.
      text: `SELECT * EXCEPT (version${table === 'deep_slice' ? ', seen' : ''}) FROM ${table} AS s FINAL ${current} ORDER BY ${key}`,
    });
    tables[table] = rows.map(({ current: _, as_of, ...row }) => JSON.stringify(asOf ? { ...row, as_of } : row));
  }
  return tables as Record<keyof typeof SERVED, string[]>;
}
