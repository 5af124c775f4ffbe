import type { Store } from '../../clickhouse/store.ts';

/** Titles whose served rows are older than their voices, those that wait longest first, with about how many voices each has. */
export function dirtyReceptions(store: Store, limit: number): Promise<{ title: string; voices: number }[]> {
  return store.query({
    name: 'reception.dirty',
    lane: 'jobs',
    text: `
      SELECT m.title AS title, v.voices AS voices
      FROM (SELECT title, since FROM reception_title FINAL WHERE dirty = 1 ORDER BY since, title LIMIT {limit:UInt32}) AS m
      LEFT JOIN (
        SELECT title, count() AS voices FROM voice
        WHERE title IN (SELECT title FROM reception_title FINAL WHERE dirty = 1)
        GROUP BY title
      ) AS v ON v.title = m.title
      ORDER BY m.since, title`,
    params: { limit },
  });
}

/** Marks titles: their served rows are older than their voices. Since when the first mark says. */
export async function markReceptions(store: Store, titles: Iterable<string>, version: number): Promise<void> {
  const some = [...titles];
  if (some.length === 0) return;
  await store.insertSelect({
    name: 'reception.mark',
    text: `
      INSERT INTO reception_title
      SELECT n.title, {version:UInt64}, 1, if(m.dirty = 1, m.since, now64(3))
      FROM (SELECT arrayJoin({titles:Array(String)}) AS title) AS n
      LEFT JOIN (SELECT * FROM reception_title FINAL WHERE title IN {titles:Array(String)}) AS m ON m.title = n.title`,
    params: { titles: some, version },
  });
}

/** Marks every title that anybody ever spoke of. */
export async function markEveryReception(store: Store, version: number): Promise<void> {
  await store.insertSelect({
    name: 'reception.mark-all',
    text: 'INSERT INTO reception_title SELECT DISTINCT title, {version:UInt64}, 1, now64(3) FROM voice',
    params: { version },
  });
}

export async function anyReceptionDirty(store: Store): Promise<boolean> {
  const { n } = await store.one<{ n: number }>({
    name: 'reception.any-dirty',
    lane: 'jobs',
    text: 'SELECT count() AS n FROM reception_title FINAL WHERE dirty = 1',
  });
  return n > 0;
}

/** Takes the marks away that titles had when a version was taken; what was marked later stays. */
export async function unmark(store: Store, titles: readonly string[], version: number): Promise<void> {
  await store.insertRows(
    'reception.unmark',
    'reception_title',
    titles.map((title) => ({ title, version, dirty: 0, since: '1970-01-01 00:00:00.000' })),
  );
}

/**
 * One number a title that changes when other reviewers of it are starters. Over the parameter `titles`.
 */
export const VERIFIED_MARKS = `(
  SELECT title, groupBitXor(sipHash64(viewer)) AS mark
  FROM viewer_title FINAL
  WHERE title IN {titles:Array(String)} AND start_hour > 0
    AND (title, viewer) IN (SELECT title, viewer FROM voice FINAL WHERE title IN {titles:Array(String)} AND viewer != 0)
  GROUP BY title
)`;

/** Marks titles of which other reviewers are starters than when they were counted: plays may come later than reviews. */
export async function markVerified(store: Store, version: number): Promise<void> {
  const rows = await store.query<{ title: string }>({
    name: 'reception.rolled-up',
    lane: 'jobs',
    text: `
      SELECT r.title AS title FROM (SELECT title, version FROM served_reception FINAL) AS r
      INNER JOIN (SELECT title, version AS rolled FROM served_rollup FINAL) AS u ON u.title = r.title
      WHERE rolled > r.version`,
  });
  if (rows.length === 0) return;
  const changed = await store.query<{ title: string }>({
    name: 'reception.other-starters',
    lane: 'jobs',
    text: `
      SELECT r.title AS title
      FROM (SELECT title, verified_mark FROM served_reception FINAL WHERE title IN {titles:Array(String)}) AS r
      LEFT JOIN ${VERIFIED_MARKS} AS now ON now.title = r.title
      WHERE now.mark != r.verified_mark`,
    params: { titles: rows.map(({ title }) => title) },
  });
  await markReceptions(
    store,
    changed.map(({ title }) => title),
    version,
  );
}
