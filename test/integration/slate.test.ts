import { afterAll, beforeAll, expect, it } from 'vitest';
import { slate } from '../../sql/queries/slate.ts';
import { titleSummary } from '../../sql/queries/summary.ts';
import { rollUp } from '../../sql/rollup/run.ts';
import { TestStore } from './support/store.ts';

const NOW_MS = Date.UTC(2026, 9, 14, 12);
const now = () => NOW_MS;
const FILMS = 230;
/** Film 0 is of a minute that was watched to its end, the others are of an hour that was watched by half. */
const runtimeSeconds = (film: number) => (film === 0 ? 60 : 3_600);
const playedSeconds = (film: number) => (film === 0 ? 60 : 1_800);
const HOURS = (FILMS - 1) / 2 + 1 / 60;

let test: TestStore;
beforeAll(async () => {
  test = await TestStore.open();
  const startedMs = NOW_MS - 3 * 3_600_000;
  const records = Array.from({ length: FILMS }, (_, i) => [
    {
      type: 'catalog',
      kind: 'title',
      id: `film-${i}`,
      name: `Film ${i}`,
      form: 'film',
      runtime_s: runtimeSeconds(i),
      updated_at: startedMs,
    },
    ...[0, 1].map((seq) => ({
      ...{ type: 'playback', play_id: `p${i}`, viewer_id: `v${i}`, title_id: `film-${i}`, seq, started_at: startedMs },
      ...{ action: seq === 0 ? 'start' : 'ping', at: startedMs + seq * playedSeconds(i) * 1_000 },
      ...{ position_s: seq * playedSeconds(i), played_s: seq * playedSeconds(i), ...(seq > 0 && { from_s: 0 }) },
    })),
  ]).flat();
  await test.load(
    [
      ...records,
      {
        type: 'catalog',
        kind: 'title',
        id: 'ahead',
        name: 'Ahead',
        form: 'film',
        stage: 'production',
        updated_at: startedMs,
      },
    ],
    NOW_MS,
  );
  await rollUp(test.store, { now });
});
afterAll(() => test.close());

it('totals all titles, also those beyond the rows it lists', async () => {
  const { rows, titles, totals } = await slate(test.store, { fromMs: NOW_MS - 86_400_000, toMs: NOW_MS }, NOW_MS);
  expect(rows.filter((row) => row.rank !== null)).toHaveLength(200);
  expect(titles).toBe(FILMS);
  expect(totals.hours.value).toBeCloseTo(HOURS, 6);
  expect(totals.starts.value).toBe(FILMS);
  expect(rows[1]?.shareOfSlate.value).toBeCloseTo(0.5 / HOURS, 9);
  expect(rows.map((row) => row.title.id)).toContain('ahead');
});

it('lists the most viewed, also those of the fewest hours', async () => {
  const { rows } = await slate(test.store, { fromMs: NOW_MS - 86_400_000, toMs: NOW_MS }, NOW_MS);
  expect(rows[0]).toMatchObject({ title: { id: 'film-0' }, rank: 1, views: { value: 1 } });
  expect(rows.slice(0, 200).map((row) => row.rank)).toEqual(Array.from({ length: 200 }, (_, i) => i + 1));
});

it('compares with the same weekdays before, up to the same hour', async () => {
  const week = 7 * 86_400_000;
  const { rows } = await slate(test.store, { fromMs: NOW_MS + week - 86_400_000, toMs: NOW_MS + week }, NOW_MS + week);
  expect(rows.filter((row) => row.rank !== null)).toHaveLength(0);
  const open = { fromMs: NOW_MS + week - 4 * 3_600_000, toMs: NOW_MS + week + 20 * 3_600_000 };
  // An hour after the range began, the week before had no hour of viewing yet at that point.
  const early = await slate(test.store, open, NOW_MS + week - 3.5 * 3_600_000);
  expect(early.rows.every((row) => row.previousRank === null)).toBe(true);
  const later = await slate(test.store, open, NOW_MS + week);
  expect(later.rows.filter((row) => row.previousRank !== null).length).toBe(200);
});

it('takes the same hours as a title’s own page where a range begins and ends at half past', async () => {
  const halfPast = (hours: number) => NOW_MS - hours * 3_600_000 - 1_800_000;
  for (const range of [
    { fromMs: halfPast(2), toMs: halfPast(0) },
    { fromMs: halfPast(6), toMs: halfPast(2) },
  ]) {
    const { rows } = await slate(test.store, range, NOW_MS);
    const own = await titleSummary(test.store, 'film-1', range, {}, NOW_MS);
    const listed = rows.find((row) => row.title.id === 'film-1');
    expect(listed?.hours.value ?? 0).toBe(own?.figures.hours.value);
  }
});
