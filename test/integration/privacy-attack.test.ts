import { describe, expect, it } from 'vitest';
import { between, chance, pick, randomOf, wholeBetween, type Random } from '../../ingest/simulator/random.ts';
import { viewerOf } from '../../ingest/simulator/population.ts';
import { ALL, cellKey, LIFE, type LatticeCell } from '../../sql/queries/lattice.ts';
import {
  exposedOnSlate,
  hiddenParts,
  publish,
  roundPeople,
  SEGMENT_FLOOR,
  toldByTitles,
} from '../../sql/queries/privacy.ts';
import { Attack } from '../support/attack.ts';

/** A Monday, as a day number, and the day the publication is made on. */
const FIRST_WEEK = 20_720;
const WEEKS = 5;
const TODAY = FIRST_WEEK + 7 * WEEKS - 3;

interface Person {
  rows: string[];
  columns: string[];
  weeks: number[];
}

/** A made-up audience: segments of very unequal size, people who watch in one week or come back, a falling or even course. */
function audienceOf(random: Random, overlapping: boolean): Person[] {
  const skewed = (names: readonly string[]) => {
    const weights = names.map(() => Math.exp(between(random, 0, 5)));
    const total = weights.reduce((a, b) => a + b, 0);
    return () => {
      let at = random.next() * total;
      return names.find((_, i) => (at -= weights[i] ?? 0) < 0) ?? names[0] ?? '';
    };
  };
  const row = skewed(Array.from({ length: wholeBetween(random, 2, 6) }, (_, i) => `r${i}`));
  const column = skewed(Array.from({ length: wholeBetween(random, 2, 4) }, (_, i) => `c${i}`));
  const fall = between(random, 0.3, 1);
  const again = pick(random, [0, 0.1, 0.5]);
  const people = Math.round(Math.exp(between(random, 5, 8)));
  return Array.from({ length: people }, () => {
    let first = 0;
    while (first < WEEKS - 1 && chance(random, fall * 0.8)) first += 1;
    const weeks = [
      first,
      ...Array.from({ length: WEEKS }, (_, w) => w).filter((w) => w > first && chance(random, again)),
    ];
    const more = overlapping && chance(random, 0.15);
    return {
      rows: [...new Set([row(), ...(more && chance(random, 0.3) ? [row()] : [])])],
      columns: [...new Set([column(), ...(more ? [column()] : [])])],
      weeks: weeks.map((w) => FIRST_WEEK + 7 * w),
    };
  });
}

/** Distinct people by cell, with and without a second dimension, and the exact totals. */
function latticeOf(people: readonly Person[], twoDimensions: boolean) {
  const cells = new Map<string, LatticeCell>();
  const totals = new Map<number, number>();
  for (const person of people) {
    for (const week of [LIFE, ...person.weeks]) {
      totals.set(week, (totals.get(week) ?? 0) + 1);
      const body = twoDimensions ? person.rows.flatMap((row) => person.columns.map((column) => ({ row, column }))) : [];
      const columns = twoDimensions ? person.columns.map((column) => ({ row: ALL, column })) : [];
      for (const { row, column } of [...person.rows.map((r) => ({ row: r, column: ALL })), ...columns, ...body]) {
        const key = `${week} ${row} ${column}`;
        const cell = cells.get(key) ?? { row, column, week, viewers: 0 };
        cell.viewers += 1;
        cells.set(key, cell);
      }
    }
  }
  const all = [...totals].map(([week, viewers]) => ({ row: ALL, column: ALL, week, viewers }));
  return { cells: [...cells.values(), ...all], totals };
}

type Withheld = (cell: LatticeCell) => boolean;

/** Withheld cells that can be narrowed to fewer than 50 people (or fewer than the exempt total alone leaves), with how far: one in `every`. */
async function narrowed(
  { cells, totals }: ReturnType<typeof latticeOf>,
  withheld: Withheld,
  partition: boolean,
  {
    every = 1,
    absentIsKnown = false,
    starters,
  }: { every?: number; absentIsKnown?: boolean; starters?: ReturnType<typeof latticeOf> & { told?: boolean } } = {},
): Promise<string[]> {
  const life = cells.filter((cell) => cell.week === LIFE && (cell.row !== ALL || cell.column !== ALL));
  // A segment that had nobody in a week looks as one that is withheld; of a title it is not named at all.
  const seen = [...totals.keys()].flatMap((week) =>
    life.map(({ row, column }) => {
      const cell = cells.find((c) => c.week === week && c.row === row && c.column === column);
      const truth = cell ?? { row, column, week, viewers: 0 };
      if (cell === undefined && absentIsKnown) return { cell: truth, published: 0 };
      return { cell: truth, published: withheld(truth) ? null : roundPeople(truth.viewers) };
    }),
  );
  // What exempt totals alone leave: the period's people; of the slate, those of titles that have the segment and tell nothing.
  const bound = (cell: LatticeCell) => {
    const all = totals.get(cell.week) ?? 0;
    if (!absentIsKnown) return all;
    if (cell.week !== LIFE) return all < SEGMENT_FLOOR ? 0 : all;
    const ofTitles = cells.filter((c) => c.week !== LIFE && c.row === cell.row && withheld(c));
    return ofTitles.reduce((sum, c) => sum + (totals.get(c.week) ?? 0), 0);
  };
  // Of a cell that is published its starters are told, too.
  const some = starters && {
    totals: starters.totals,
    cells: seen.map(({ cell, published }) => {
      const same = (one: LatticeCell) => one.week === cell.week && one.row === cell.row && one.column === cell.column;
      return {
        cell,
        published: published === null && !starters.told ? null : roundPeople(starters.cells.find(same)?.viewers ?? 0),
      };
    }),
  };
  const attack = await Attack.on({ cells: seen, totals, partition, ...(some && { of: some }) });
  const found = seen
    // A week's segments of 50 people and more are withheld for the sake of smaller ones, and these are all attacked.
    .filter(({ cell, published }) => published === null && (cell.week === LIFE || cell.viewers < SEGMENT_FLOOR))
    .filter((_, index) => index % every === 0)
    .flatMap(({ cell }) => {
      const { low, high } = attack.boundsOf(cell);
      const total = bound(cell);
      // Half a person: what the solver calls equal.
      if (high - low >= Math.min(SEGMENT_FLOOR, total) - 0.5) return [];
      return [
        `${cell.week} ${cell.row} ${cell.column}: ${cell.viewers} of ${total} in [${low.toFixed(1)}, ${high.toFixed(1)}]`,
      ];
    });
  attack.close();
  return found;
}

const SEEDS = Array.from({ length: 12 }, (_, i) => i + 1);

describe('linear programming over everything published', () => {
  it('finds what is told where only the small cells themselves are withheld', async () => {
    const lattice = latticeOf(audienceOf(randomOf(5, 77), false), true);
    expect(await narrowed(lattice, (cell) => cell.viewers < SEGMENT_FLOOR, true)).not.toEqual([]);
  });

  for (const [name, twoDimensions, overlapping] of [
    ['one dimension', false, false],
    ['two dimensions', true, false],
    ['two dimensions of people who are in several segments', true, true],
  ] as const) {
    it.each(SEEDS)(`narrows no withheld cell to fewer than 50 people: ${name}, audience %i`, async (seed) => {
      const lattice = latticeOf(audienceOf(randomOf(seed, 77), overlapping), twoDimensions);
      const publication = publish(lattice.cells, TODAY);
      expect(await narrowed(lattice, (cell) => publication.withheld(cell), !overlapping)).toEqual([]);
    });
  }

  /** Most start in the week they first came in; who never starts is in none of these. */
  const startersOf = (people: readonly Person[], seed: number) => {
    const random = randomOf(seed, 80);
    const started = people.filter(() => chance(random, 0.8));
    return latticeOf(
      started.map((one) => ({ ...one, weeks: one.weeks.slice(0, 1) })),
      false,
    );
  };

  it.each(SEEDS)('narrows no withheld cell by the figures that are told of the others, audience %i', async (seed) => {
    const people = audienceOf(randomOf(seed, 77), false);
    const lattice = latticeOf(people, false);
    const publication = publish(lattice.cells, TODAY);
    const starters = startersOf(people, seed);
    expect(await narrowed(lattice, (cell) => publication.withheld(cell), true, { starters })).toEqual([]);
  });

  /** The life of an audience in one dimension, and those of it who watched one cell of an episode. */
  function watchedBy(seed: number) {
    const random = randomOf(seed, 81);
    const audience = audienceOf(randomOf(seed, 77), false).map((one) => ({ ...one, weeks: [] }));
    const watching = between(random, 0.05, 0.9);
    const people = latticeOf(audience, false);
    const watched = latticeOf(
      audience.filter(() => chance(random, watching)),
      false,
    );
    return { people, watched, publication: publish(people.cells, TODAY) };
  }

  /** Parts of those who watched that are not told, and can be narrowed to fewer than 50 people. */
  async function narrowedWatching(
    { people, watched, publication }: ReturnType<typeof watchedBy>,
    tells: (cell: LatticeCell) => boolean,
  ): Promise<string[]> {
    const parts = people.cells.filter((cell) => cell.row !== ALL);
    const countOf = (cell: LatticeCell) => watched.cells.find((one) => cellKey(one) === cellKey(cell))?.viewers ?? 0;
    const attack = await Attack.on({
      ...{ totals: people.totals, partition: true },
      cells: parts.map((cell) => ({ cell, published: publication.withheld(cell) ? null : roundPeople(cell.viewers) })),
      of: {
        totals: watched.totals,
        cells: parts.map((cell) => ({ cell, published: tells(cell) ? roundPeople(countOf(cell)) : null })),
      },
    });
    const all = watched.totals.get(LIFE) ?? 0;
    const found = parts
      .filter((cell) => countOf(cell) < SEGMENT_FLOOR)
      .flatMap((cell) => {
        const { low, high } = attack.boundsOf(cell, 'some');
        return high - low >= Math.min(SEGMENT_FLOOR, all) - 0.5
          ? []
          : [`${cell.row}: ${countOf(cell)} of ${all} in [${low.toFixed(1)}, ${high.toFixed(1)}]`];
      });
    attack.close();
    return found;
  }

  it('would narrow them by figures of withheld cells', async () => {
    const people = audienceOf(randomOf(5, 77), false);
    const lattice = latticeOf(people, false);
    const publication = publish(lattice.cells, TODAY);
    const starters = { ...startersOf(people, 5), told: true };
    expect(await narrowed(lattice, (cell) => publication.withheld(cell), true, { starters })).not.toEqual([]);
  });

  it.each(SEEDS)('narrows no part that a cell of retention withholds, audience %i', async (seed) => {
    const { people, watched, publication } = watchedBy(seed);
    const parts = people.cells.filter((cell) => cell.row !== ALL);
    const shown = parts.filter((cell) => !publication.withheld(cell));
    const countOf = (cell: LatticeCell) => watched.cells.find((one) => cellKey(one) === cellKey(cell))?.viewers ?? 0;
    const rest = parts.filter((cell) => publication.withheld(cell)).map(countOf);
    const hidden = hiddenParts(shown.map(countOf), rest.length === 0 ? null : rest.reduce((sum, one) => sum + one, 0));
    const told = new Set(shown.filter((_, index) => !hidden.has(index)).map(cellKey));
    expect(await narrowedWatching({ people, watched, publication }, (cell) => told.has(cellKey(cell)))).toEqual([]);
  });

  it('would narrow parts by every cell of retention of what is published', async () => {
    const narrowedBy = SEEDS.map(async (seed) => {
      const all = watchedBy(seed);
      return narrowedWatching(all, (cell) => !all.publication.withheld(cell));
    });
    expect((await Promise.all(narrowedBy)).flat()).not.toEqual([]);
  });

  it.each([false, true])(
    'narrows no withheld cell of a title with the simulated population, second devices counted: %s',
    async (both) => {
      const random = randomOf(9, 79);
      const people = Array.from({ length: 4_000 }, (_, index): Person => {
        const { territory, mainDevice, secondDevice } = viewerOf(1, index);
        const week = chance(random, 0.6) ? 0 : wholeBetween(random, 1, 3);
        return {
          rows: [territory.code],
          columns: both && chance(random, 0.15) ? [mainDevice, secondDevice] : [mainDevice],
          weeks: [week, ...(chance(random, 0.1) ? [week + 1] : [])].map((w) => FIRST_WEEK + 7 * w),
        };
      });
      const lattice = latticeOf(people, true);
      const publication = publish(lattice.cells, TODAY);
      const shown = lattice.cells.filter((cell) => !publication.withheld(cell));
      // Something is left to be shown, in the life and in weeks.
      expect(shown.filter((cell) => cell.week === LIFE).length).toBeGreaterThan(40);
      expect(shown.filter((cell) => cell.week !== LIFE).length).toBeGreaterThan(10);
      // One withheld cell in five: each takes two programs of 600 unknowns.
      expect(await narrowed(lattice, (cell) => publication.withheld(cell), !both, { every: 5 })).toEqual([]);
    },
    120_000,
  );

  it.each(SEEDS)('narrows no withheld cell of a title by what the slate publishes, audience %i', async (seed) => {
    // The slate in place of the life and its titles in place of the weeks: what holds between them is the same.
    const lattice = latticeOf(audienceOf(randomOf(seed, 78), false), false);
    const byTitle = Map.groupBy(lattice.cells, (cell) => cell.week);
    const asLife = (cells: readonly LatticeCell[]) => cells.map((cell) => ({ ...cell, week: LIFE }));
    const ofTitles = new Map(
      [...byTitle].filter(([title]) => title !== LIFE).map(([title, cells]) => [title, publish(asLife(cells), TODAY)]),
    );
    const withheldBy = (cell: LatticeCell) => ofTitles.get(cell.week)?.withheld({ ...cell, week: LIFE }) ?? true;
    const segments = lattice.cells.filter((cell) => cell.row !== ALL);
    const exposed = exposedOnSlate(
      segments.filter((cell) => cell.week === LIFE).map(({ row, viewers }) => ({ value: row, viewers })),
      segments
        .filter((cell) => cell.week !== LIFE)
        .map((cell) => ({
          title: String(cell.week),
          value: cell.row,
          viewers: cell.viewers,
          withheld: withheldBy(cell),
        })),
    );
    const told = toldByTitles(
      segments
        .filter((cell) => cell.week !== LIFE)
        .map((cell) => ({ value: cell.row, viewers: cell.viewers, withheld: withheldBy(cell) })),
    );
    const slate = publish(
      asLife(byTitle.get(LIFE) ?? []).map((cell) => ({ ...cell, atLeast: told.get(cell.row) ?? 0 })),
      TODAY,
      new Set([...exposed].map((row) => cellKey({ row, column: ALL }))),
    );
    const withheld = (cell: LatticeCell) => (cell.week === LIFE ? slate.withheld(cell) : withheldBy(cell));
    expect(await narrowed(lattice, withheld, true, { absentIsKnown: true })).toEqual([]);
  });
});
