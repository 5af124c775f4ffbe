import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAudience } from '../../ingest/simulator/audience.ts';
import { catalogueLines } from '../../ingest/simulator/catalogue.ts';
import { historyBatches } from '../../ingest/simulator/history.ts';
import { StoreError } from '../../sql/clickhouse/errors.ts';
import { slate } from '../../sql/queries/slate.ts';
import { titleSummary } from '../../sql/queries/summary.ts';
import { rollUp, rollUpEveryTitle } from '../../sql/rollup/run.ts';
import { depthOf } from '../../sql/rollup/slices.ts';
import { dirtyTitles, leavesOfTitles, viewersByTitle } from '../../sql/rollup/state.ts';
import { servedRows } from '../support/served-rows.ts';
import { TestStore } from './support/store.ts';

const DAY_MS = 86_400_000;
const END_MS = Date.UTC(2026, 9, 30, 12);
const now = () => END_MS;
/** So few that titles are cut two and three times. */
const peopleASlice = 8;
const RANGE = { fromMs: END_MS - 7 * DAY_MS, toMs: END_MS };

describe('titles cut into slices of their viewers', () => {
  let pieces: string[][];
  let whole: Awaited<ReturnType<typeof servedRows>>;
  let sliced: TestStore;

  beforeAll(async () => {
    const audience = createAudience({ seed: 5, startMs: END_MS - 56 * DAY_MS, endMs: END_MS, scale: 0.006 });
    const lines = [...historyBatches(audience.open(), END_MS)].flatMap((batch) => batch.lines);
    const third = Math.ceil(lines.length / 3);
    pieces = [
      catalogueLines(audience.slate, END_MS),
      lines.slice(0, third),
      lines.slice(third, 2 * third),
      lines.slice(2 * third),
    ];
    const uncut = await TestStore.open();
    for (const piece of pieces) await uncut.load(piece, END_MS);
    await rollUp(uncut.store, { now });
    whole = await servedRows(uncut.store, { asOf: true });
    await uncut.close();
    sliced = await TestStore.open();
  });
  afterAll(() => sliced.close());

  const cutTitles = () =>
    sliced.store.query<{ title: string; deepest: number }>({
      name: 'test.cut',
      text: 'SELECT title, max(slice) AS deepest FROM title_slice GROUP BY title HAVING deepest > 1',
    });

  it('are served the same as uncut, while they outgrow their slices', async () => {
    for (const piece of pieces) {
      await sliced.load(piece, END_MS);
      await rollUp(sliced.store, { now, peopleASlice });
    }
    const cut = await cutTitles();
    expect(Math.max(...cut.map(({ deepest }) => deepest))).toBeGreaterThan(3);
    expect(cut.map(({ title }) => title)).toContain('');
    expect(await servedRows(sliced.store, { asOf: true })).toEqual(whole);
  });

  it('are the same after a run that was cut off between any two of its statements', async () => {
    for (let statement = 1; ; statement += 29) {
      await sliced.load(pieces[3] ?? [], END_MS);
      const ended = await rollUpUntil(statement);
      await rollUp(sliced.store, { now, peopleASlice });
      expect(await servedRows(sliced.store, { asOf: true })).toEqual(whole);
      if (ended) break;
    }
  });

  it('are recomputed a half at a time where that is too much for one statement', async () => {
    await sliced.load(pieces[3] ?? [], END_MS);
    const refused = await rollUpRefusing((from, to) => to - from >= 2n ** 61n);
    // The whole, its halves and their halves: an eighth is narrow enough.
    expect(refused).toBe(1 + 2 + 4);
    expect(await servedRows(sliced.store, { asOf: true })).toEqual(whole);
  });

  it('name what can be recomputed in no part', async () => {
    await sliced.load(pieces[3] ?? [], END_MS);
    const { viewer } = await sliced.store.one<{ viewer: string }>({
      name: 'test.viewer',
      text: 'SELECT toString(max(viewer)) AS viewer FROM touched',
    });
    await expect(rollUpRefusing((from, to) => from <= BigInt(viewer) && BigInt(viewer) <= to)).rejects.toThrow(
      /^rollup\.plays of .+: Query memory limit exceeded/,
    );
    await rollUp(sliced.store, { now, peopleASlice });
  });

  it('say the age of what waits, and come to the same in as many runs as the budget takes', async () => {
    const laterMs = END_MS + 1_000;
    await sliced.load(pieces[3] ?? [], END_MS);
    const first = await rollUp(sliced.store, { now: () => laterMs, peopleASlice, budget: 1 });
    expect(first.more).toBe(true);
    const asOf = async (title: string) => (await titleSummary(sliced.store, title, RANGE, {}, laterMs))?.asOfMs;
    const [title = ''] = (await cutTitles()).map((row) => row.title).filter((name) => name !== '');
    // At most one slice is of this run yet, the others are still of the one before.
    expect(await asOf(title)).toBe(END_MS);
    expect((await slate(sliced.store, RANGE, laterMs)).totals.viewers.asOfMs).toBe(END_MS);

    let runs = 1;
    for (let more = true; more; runs += 1)
      ({ more } = await rollUp(sliced.store, { now: () => laterMs, peopleASlice, budget: 1 }));
    expect(runs).toBeGreaterThan(5);
    expect(await asOf(title)).toBe(laterMs);
    expect((await slate(sliced.store, RANGE, laterMs)).totals.viewers.asOfMs).toBe(laterMs);
    expect(await servedRows(sliced.store, { asOf: false })).toEqual(withoutAsOf(whole));
  });

  it('are shared out evenly between the runs that they need', async () => {
    for (const piece of pieces.slice(1)) await sliced.load(piece, END_MS);
    const run = (budget: number) => rollUp(sliced.store, { now, peopleASlice, budget });
    await run(1);
    const waiting = await peopleWaiting();
    await run(0.7 * waiting);
    // Not three tenths: a title of which all waits again at once would then be served in three runs now and then.
    expect((await peopleWaiting()) / waiting).toBeGreaterThan(0.4);
    expect((await run(0.7 * waiting)).more).toBe(false);
  });

  it('are all summed again by the first run of a day, and by no other', async () => {
    const daily = (nowMs: number) => rollUpEveryTitle(sliced.store, { now: () => nowMs, peopleASlice });
    expect(await daily(END_MS)).toEqual([]);
    const titles = await daily(END_MS + 86_400_000);
    expect(titles.length).toBeGreaterThan(3);
    expect(await daily(END_MS)).toEqual(titles);
    expect(await servedRows(sliced.store, { asOf: false })).toEqual(withoutAsOf(whole));
  });

  it('take over a mark that was set on what they were cut from', async () => {
    const [title] = (await cutTitles()).filter((row) => row.title !== '');
    await sliced.store.insertRows('test.stray', 'title_slice', [
      { title: title?.title, slice: 1, version: END_MS + 3_600_000, dirty: 1, since: '2026-10-30 12:00:00' },
    ]);
    const { titles, more } = await rollUp(sliced.store, { now, peopleASlice });
    expect({ titles, more }).toEqual({ titles: [title?.title], more: false });
    expect((await rollUp(sliced.store, { now, peopleASlice })).titles).toEqual([]);
  });

  /** About how many people the marked slices of all titles hold. */
  async function peopleWaiting(): Promise<number> {
    const titles = await dirtyTitles(sliced.store, 1_000);
    const viewers = await viewersByTitle(sliced.store, titles);
    const leaves = [...(await leavesOfTitles(sliced.store, titles)).values()].flat();
    return leaves
      .filter(({ dirty }) => dirty)
      .reduce((people, { title, slice }) => people + (viewers.get(title) ?? 0) / 2 ** depthOf(slice), 0);
  }

  /** A run in which some ranges of viewers are too much for a statement. Returns how many were. */
  async function rollUpRefusing(tooMuch: (from: bigint, to: bigint) => boolean): Promise<number> {
    const { store } = sliced;
    const { insertSelect } = store;
    let refused = 0;
    store.insertSelect = (statement) => {
      const { fromViewer, toViewer } = statement.params ?? {};
      if (
        !['rollup.plays', 'rollup.viewers'].includes(statement.name) ||
        !tooMuch(BigInt(String(fromViewer)), BigInt(String(toViewer)))
      )
        return insertSelect.call(store, statement);
      refused += 1;
      return Promise.reject(new StoreError(statement.name, '241', 'Query memory limit exceeded'));
    };
    try {
      await rollUp(store, { now, peopleASlice });
      return refused;
    } finally {
      store.insertSelect = insertSelect;
    }
  }

  /** A run whose nth statement that writes fails. Returns whether it came to its end before. */
  async function rollUpUntil(nth: number): Promise<boolean> {
    const { store } = sliced;
    const { insertSelect, insertRows } = store;
    let statements = 0;
    const counted = <Args extends unknown[]>(write: (...args: Args) => Promise<void>) => {
      return async (...args: Args): Promise<void> => {
        if ((statements += 1) === nth) throw new Error('cut off');
        return write.apply(store, args);
      };
    };
    Object.assign(store, { insertSelect: counted(insertSelect), insertRows: counted(insertRows) });
    try {
      await rollUp(store, { now, peopleASlice });
      return true;
    } catch (error) {
      expect(String(error)).toContain('cut off');
      return false;
    } finally {
      Object.assign(store, { insertSelect, insertRows });
    }
  }
});

function withoutAsOf(tables: Record<string, string[]>): Record<string, string[]> {
  return Object.fromEntries(
    Object.entries(tables).map(([table, rows]) => [
      table,
      rows.map((row) => {
        const { as_of: _, ...rest } = JSON.parse(row) as Record<string, unknown>;
        return JSON.stringify(rest);
      }),
    ]),
  );
}
