import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAudience } from '../../ingest/simulator/audience.ts';
import { catalogueLines } from '../../ingest/simulator/catalogue.ts';
import { historyBatches } from '../../ingest/simulator/history.ts';
import { BATCH } from '../../sql/rollup/audience/batches.ts';
import { rollUpAudience, type AudienceOptions } from '../../sql/rollup/audience/run.ts';
import { rollUp } from '../../sql/rollup/run.ts';
import { TestStore } from './support/store.ts';

const DAY_MS = 86_400_000;
const END_MS = Date.UTC(2026, 9, 30, 12);
const START_MS = END_MS - 56 * DAY_MS;
const now = () => END_MS;

/** What a run serves, by table; the columns that name a row first. Slices of one title's viewers are summed. */
const SERVED = {
  served_audience: '* EXCEPT version',
  served_overlap: '* EXCEPT version',
  served_audience_exposed: '* EXCEPT version',
  served_audience_run: 'title, as_of, viewers',
  served_title_audience: `title, week, dimension, value, sum(hours_ms), sum(starts), sum(viewers), sum(starters), sum(watchers), sum(completers),
    sum(eligible_7d), sum(completed_7d), sum(watched_7d), sum(eligible_28d), sum(completed_28d), sum(watched_28d)`,
} as const;

describe('titles counted together', () => {
  let opened: TestStore;

  beforeAll(async () => {
    const audience = createAudience({ seed: 3, startMs: START_MS, endMs: END_MS, scale: 0.03 });
    opened = await TestStore.open();
    await opened.load(catalogueLines(audience.slate, END_MS), END_MS);
    await opened.load(
      [...historyBatches(audience.open(), END_MS)].flatMap((batch) => batch.lines),
      END_MS,
    );
    await rollUp(opened.store, { now });
  });
  afterAll(() => opened.close());

  /** Runs, and reads what it serves and how many statements of jobs that took. */
  async function served(batch: AudienceOptions['batch']) {
    const asked = () => opened.store.lanes().find((lane) => lane.lane === 'jobs')?.statements ?? 0;
    const before = asked();
    await rollUpAudience(opened.store, { now, ...(batch && { batch }) });
    const statements = asked() - before;
    const { version } = await opened.store.one<{ version: number }>({
      name: 'test.version',
      text: 'SELECT max(version) AS version FROM served_audience_run',
    });
    const rows: Record<string, string[]> = {};
    for (const [table, columns] of Object.entries(SERVED)) {
      const found = await opened.store.query<object>({
        name: 'test.served',
        text: `SELECT ${columns} FROM ${table} FINAL WHERE version = {version:UInt64} ${columns.includes('sum(') ? 'GROUP BY title, week, dimension, value' : ''} ORDER BY ALL`,
        params: { version },
      });
      rows[table] = found.map((row) => JSON.stringify(row));
    }
    return { rows, statements };
  }

  it('serve the same rows as one by one, and with their viewers in slices, in fewer statements', async () => {
    const alone = await served({ titles: 1, viewers: 1, products: 1, slice: 1_000_000 });
    const together = await served(undefined);
    const some = await served({ ...BATCH, titles: 3, slice: 16 });
    expect(alone.rows['served_audience']?.length).toBeGreaterThan(300);
    expect(alone.rows['served_title_audience']?.length).toBeGreaterThan(300);
    expect(alone.rows['served_overlap']?.length).toBeGreaterThan(20);
    expect(together.rows).toEqual(alone.rows);
    expect(some.rows).toEqual(alone.rows);
    expect(together.statements).toBeLessThan(alone.statements / 3);
  });

  it('hold the viewers of each segment that its launch figures do', async () => {
    const differing = await opened.store.query<object>({
      name: 'test.same-viewers',
      text: `
        SELECT title, week, dimension, value, sum(a) AS counted, sum(b) AS of_launch
        FROM (
          SELECT title, week, dimension, value, viewers AS a, 0 AS b FROM served_audience FINAL
          WHERE title != '' AND dimension IN ('audio', 'plan', 'preference') AND other_dimension = ''
            AND version >= (SELECT max(version) FROM served_audience_run)
          UNION ALL
          SELECT title, week, dimension, value, 0, viewers FROM served_title_audience FINAL
          WHERE version >= (SELECT max(version) FROM served_audience_run)
        )
        GROUP BY title, week, dimension, value
        HAVING counted != of_launch`,
    });
    expect(differing).toEqual([]);
  });
});
