import type { Store } from '../clickhouse/store.ts';
import { rangeOf, WHOLE } from './slices.ts';
import { inTurn, nextVersion } from './version.ts';
import { ALL_PAIRS, partOf, type Work } from './work.ts';

/** People whose days one statement unites. It reads that share of the viewers of all titles which lies in its range. */
const PEOPLE_A_STATEMENT = 50_000;

/**
 * On which days the people of a piece of work were active, whatever they watched, from what each title's roll-up has found.
 * @param pairs (title, viewer) pairs of the work: at most so many people
 */
export async function rollUpPeople(
  store: Store,
  work: Work,
  pairs: number,
  { asOfMs, pause }: { asOfMs: number; pause?: (() => Promise<void>) | undefined },
): Promise<void> {
  const parts = Math.ceil(pairs / PEOPLE_A_STATEMENT);
  for (let part = 0; part < parts; part += 1) {
    const { fromViewer, toViewer } = partOf([], part, parts);
    await unite(store, `SELECT viewer FROM ${ALL_PAIRS}`, asOfMs, { ...work, fromViewer, toViewer });
    await pause?.();
  }
}

/** The same of people whose viewers were taken away, as a recompute notes them. */
export function rollUpForgotten(store: Store, asOfMs: number): Promise<void> {
  return unite(store, 'SELECT viewer FROM scratch_state_pair WHERE look = 2', asOfMs, rangeOf(WHOLE));
}

/** In turn, so that of two rows of a person the one with the greater version was read later: each holds all titles. */
function unite(store: Store, whose: string, asOfMs: number, params: Readonly<Record<string, unknown>>): Promise<void> {
  const these = `(SELECT DISTINCT viewer FROM (${whose}) WHERE viewer >= {fromViewer:UInt64} AND viewer <= {toViewer:UInt64})`;
  return inTurn(store, () =>
    store.insertSelect({
      name: 'rollup.people',
      params: { ...params, version: nextVersion(store, asOfMs) },
      text: `
        INSERT INTO slate_viewer
        SELECT p.viewer, {version:UInt64}, arraySort(v.days)
        FROM ${these} AS p
        LEFT JOIN (
          SELECT viewer, groupUniqArrayArray(days) AS days
          FROM (
            -- the newest row of each: FINAL would merge every viewer of the range for a few
            SELECT title, viewer, argMax(t.days, t.version) AS days
            FROM viewer_title AS t
            PREWHERE viewer >= {fromViewer:UInt64} AND viewer <= {toViewer:UInt64} AND viewer IN ${these}
            WHERE title IN (SELECT title FROM served_title FINAL WHERE deleted = 0)
            GROUP BY title, viewer
          )
          GROUP BY viewer
        ) AS v ON v.viewer = p.viewer`,
    }),
  );
}
