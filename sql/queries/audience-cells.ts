import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Lane, Store } from '../clickhouse/store.ts';
import { answersByTitle, CURRENT, whileVersion } from './answers.ts';
import { DEVICES } from './devices.ts';
import { ALL, cellKey, LIFE, type LatticeCell } from './lattice.ts';
import { publish, withheldParts } from './privacy.ts';
import type { SegmentDimension } from './read-model.ts';
import { titlesPlaces, type Places } from './segments.ts';
import { shelf, SLATE, type AudienceRun } from './shelf.ts';
import { dayNumber } from './time.ts';

/** People of a segment as they were counted, and whether they may be shown. Nothing of a withheld cell may leave `sql/`. */
export interface CountedSegment {
  dimension: SegmentDimension;
  value: string;
  week: number;
  viewers: number;
  /** Preferences of a title's viewers: all viewers judged in the same way. */
  base: number;
  withheld: boolean;
}

interface Row {
  title: string;
  week: number;
  dimension: SegmentDimension | 'all';
  value: string;
  otherDimension: SegmentDimension | '';
  otherValue: string;
  viewers: number;
  base: number;
}

export interface Counted {
  /** Null before the first run. */
  asOfMs: number | null;
  viewers: number;
  segments: CountedSegment[];
  /** Weeks published, by dimension. */
  weeks: ReadonlyMap<SegmentDimension, readonly number[]>;
  /** Viewers by week (and of the life): exempt. */
  totals: ReadonlyMap<number, number>;
  /** The same, of which countries and devices are parts: those are counted at once, the rest by a run of the audience. */
  placeTotals: ReadonlyMap<number, number>;
}

/** A title's viewers by every single segment, in its life and its weeks, each decided on its lattice. */
export async function titleSegmentsCounted(store: Store, title: string, nowMs: number): Promise<Counted> {
  const counted = await titlesSegmentsCounted(store, [title], nowMs);
  return counted.get(title) ?? countedOf([], undefined, undefined, nowMs);
}

/** The same of some titles. */
export async function titlesSegmentsCounted(
  store: Store,
  titles: readonly string[],
  nowMs: number,
  lane: Lane = 'pages',
): Promise<Map<string, Counted>> {
  const [{ audience }, rows, places] = await Promise.all([
    shelf(store),
    currentRows(store, titles, lane),
    titlesPlaces(store, titles, nowMs),
  ]);
  const byTitle = Map.groupBy(rows, (row) => row.title);
  const counted = new Map<string, Counted>();
  for (const title of titles) {
    counted.set(title, countedOf(byTitle.get(title) ?? [], audience.get(title), places.get(title), nowMs));
    if (titles.length > 1) await nextTurn();
  }
  return counted;
}

function countedOf(
  rows: readonly Row[],
  run: AudienceRun | undefined,
  places: Places | undefined,
  nowMs: number,
): Counted {
  const totals = rows.filter((row) => row.dimension === 'all').map(({ week, viewers }) => ({ week, viewers }));
  const segments: CountedSegment[] = [];
  const weeks = new Map<SegmentDimension, readonly number[]>();

  for (const { country, device, week, viewers } of places?.cells ?? []) {
    const row = country === '' ? ALL : country;
    const column = device === -1 ? ALL : String(device);
    if (row !== ALL && column !== ALL) continue;
    const dimension = column === ALL ? 'country' : 'device';
    const value = column === ALL ? country : (DEVICES[device] ?? 'unknown');
    const withheld = places?.publication.withheld({ row, column, week }) ?? true;
    segments.push({ dimension, value, week, viewers, base: 0, withheld });
  }
  for (const dimension of ['country', 'device'] as const) weeks.set(dimension, places?.publication.weeks ?? []);

  for (const dimension of ['audio', 'age_band', 'gender', 'plan', 'preference'] as const) {
    const own = rows.filter((row) => row.dimension === dimension);
    // Of preferences there are no weeks: what someone prefers is told by 90 days.
    const periods = dimension === 'preference' ? totals.filter(({ week }) => week === LIFE) : totals;
    const exposed = new Set(
      own
        .filter((row) => dimension === 'preference' && row.base < row.viewers)
        .map((row) => cellKey({ row: row.value, column: ALL })),
    );
    const publication = publish([...own.map(toCell), ...periods.map(toTotal)], dayNumber(nowMs), { exposed });
    weeks.set(dimension, publication.weeks);
    segments.push(...own.map((row) => toSegment(row, dimension, publication.withheld(toCell(row)))));
  }
  segments.push(...regionsOf(rows, segments));
  return {
    asOfMs: run?.asOfMs ?? null,
    viewers: run?.viewers ?? 0,
    segments,
    weeks,
    totals: new Map(totals.map(({ week, viewers }) => [week, viewers])),
    placeTotals: places?.totals ?? new Map<number, number>(),
  };
}

/** The slate's viewers by every segment of one dimension, and by preference with country and age band. */
export async function slateSegmentsCounted(store: Store, nowMs: number) {
  const run = (await shelf(store)).audience.get(SLATE);
  const [rows, told] = await Promise.all([
    currentRows(store, [SLATE]),
    run ? whileVersion(store, 'audience.told-segments', run.version, () => toldSegments(store, run.version)) : [],
  ]);
  const today = dayNumber(nowMs);
  const single = (dimension: SegmentDimension) =>
    rows.filter((row) => row.dimension === dimension && row.otherDimension === '');
  const segments: CountedSegment[] = [];
  const bodies: (CountedSegment & { otherDimension: SegmentDimension; otherValue: string })[] = [];
  const atLeast = ({ dimension, value }: Row) =>
    told.find((one) => one.dimension === dimension && one.value === value)?.atLeast ?? 0;
  const exposed = told.filter((one) => one.exposed === 1);
  const named = (dimension: SegmentDimension, row: boolean) =>
    exposed
      .filter((one) => one.dimension === dimension)
      .map(({ value }) => cellKey(row ? { row: value, column: ALL } : { row: ALL, column: value }));

  for (const dimension of ['device', 'audio', 'gender', 'plan'] as const) {
    const own = single(dimension);
    const publication = publish(
      own.map((row) => ({ ...toCell(row), atLeast: atLeast(row) })),
      today,
      { exposed: new Set(named(dimension, true)) },
    );
    segments.push(...own.map((row) => toSegment(row, dimension, publication.withheld(toCell(row)))));
  }
  // Preferences stand in two bodies, with countries and with age bands, whose rows are the same.
  for (const dimension of ['country', 'age_band'] as const) {
    const rowsOf = single('preference');
    const columns = single(dimension);
    const body = rows.filter((row) => row.dimension === 'preference' && row.otherDimension === dimension);
    const across = (row: Row): LatticeCell => ({
      ...{ row: ALL, column: row.value, week: LIFE },
      ...{ viewers: row.viewers, atLeast: atLeast(row) },
    });
    const inBody = (row: Row): LatticeCell => ({ ...toCell(row), column: row.otherValue });
    const publication = publish([...rowsOf.map(toCell), ...columns.map(across), ...body.map(inBody)], today, {
      exposed: new Set(named(dimension, false)),
    });
    segments.push(...columns.map((row) => toSegment(row, dimension, publication.withheld(across(row)))));
    if (dimension === 'country') {
      segments.push(...rowsOf.map((row) => toSegment(row, 'preference', publication.withheld(toCell(row)))));
    }
    bodies.push(
      ...body.map((row) => ({
        ...toSegment(row, 'preference', publication.withheld(inBody(row))),
        otherDimension: dimension,
        otherValue: row.otherValue,
      })),
    );
  }
  segments.push(...regionsOf(rows, segments, told));
  return { asOfMs: run?.asOfMs ?? null, viewers: run?.viewers ?? 0, segments, bodies };
}

/** Regions as parts of their country, which the code begins with. */
function regionsOf(
  rows: readonly Row[],
  segments: readonly CountedSegment[],
  told: readonly ToldSegment[] = [],
): CountedSegment[] {
  const countryOf = (region: string) => region.split('-')[0] ?? '';
  const byCountry = Map.groupBy(
    rows.filter((row) => row.dimension === 'region'),
    (row) => countryOf(row.value),
  );
  return [...byCountry].flatMap(([country, regions]) => {
    const whole = segments.find((cell) => cell.dimension === 'country' && cell.value === country && cell.week === LIFE);
    const ofCountry = told.filter((one) => one.dimension === 'region' && countryOf(one.value) === country);
    const given = ofCountry.some((one) => one.exposed === 1);
    const hidden = withheldParts(
      regions.map(({ value, viewers }) => ({
        ...{ key: value, viewers },
        atLeast: ofCountry.find((one) => one.value === value)?.atLeast ?? 0,
      })),
      given || (whole?.withheld ?? true),
    );
    return regions.map((row) => toSegment(row, 'region', hidden.has(row.value)));
  });
}

const toCell = (row: Row): LatticeCell => ({ row: row.value, column: ALL, week: row.week, viewers: row.viewers });
const toTotal = ({ week, viewers }: { week: number; viewers: number }): LatticeCell => ({
  row: ALL,
  column: ALL,
  week,
  viewers,
});
const toSegment = (
  { value, week, viewers, base }: Row,
  dimension: SegmentDimension,
  withheld: boolean,
): CountedSegment => ({
  dimension,
  value: dimension === 'device' ? (DEVICES[Number(value)] ?? 'unknown') : value,
  week,
  viewers,
  base,
  withheld,
});

/** The current rows of titles, or of the slate. */
async function currentRows(store: Store, titles: readonly string[], lane: Lane = 'pages'): Promise<Row[]> {
  const answers = await answersByTitle<Row>(
    store,
    {
      name: 'audience.cells',
      lane,
      of: 'audience',
      text: `
        SELECT title, week, dimension, value, other_dimension AS otherDimension, other_value AS otherValue, viewers, base
        FROM served_audience FINAL WHERE ${CURRENT}
        ORDER BY title, dimension, value, other_dimension, other_value, week`,
    },
    titles,
  );
  return [...answers.values()].flat();
}

/** What the titles tell of a segment of the slate: that it has to be withheld, and how many people it has at least. */
interface ToldSegment {
  dimension: SegmentDimension;
  value: string;
  exposed: number;
  atLeast: number;
}

function toldSegments(store: Store, version: number): Promise<ToldSegment[]> {
  return store.query({
    name: 'audience.told-segments',
    text: `
      SELECT dimension, value, exposed, at_least AS atLeast FROM served_audience_exposed FINAL
      WHERE version >= {version:UInt64}`,
    params: { version },
  });
}
