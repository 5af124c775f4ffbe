import { describe, expect, it } from 'vitest';
import { ALL, LIFE, type LatticeCell } from './lattice.ts';
import {
  exposedOnSlate,
  hiddenDoers,
  overlapIsPublic,
  publish,
  roundPeople,
  toldByTitles,
  withheldParts,
} from './privacy.ts';

type Counts = Record<string, Record<string, number>>;

/** A lattice in which every viewer is in one country and on one device, with its totals. */
function lattice(counts: Counts, week = LIFE): LatticeCell[] {
  const cells = new Map<string, LatticeCell>();
  const add = (row: string, column: string, viewers: number) => {
    const cell = cells.get(`${row} ${column}`) ?? { row, column, week, viewers: 0 };
    cell.viewers += viewers;
    cells.set(`${row} ${column}`, cell);
  };
  for (const [country, devices] of Object.entries(counts)) {
    for (const [device, viewers] of Object.entries(devices)) {
      for (const row of [country, ALL]) for (const column of [device, ALL]) add(row, column, viewers);
    }
  }
  return [...cells.values()];
}

/** Withheld cells of a period as `PT tv`, `PT *`, sorted. */
function withheld(cells: readonly LatticeCell[], week = LIFE, today = 0): string[] {
  const publication = publish(cells, today);
  return cells
    .filter((cell) => cell.week === week && !(cell.row === ALL && cell.column === ALL))
    .filter((cell) => publication.withheld(cell))
    .map(({ row, column }) => `${row} ${column}`)
    .sort();
}

describe('the life of a lattice', () => {
  it('is all published where every segment is large', () => {
    expect(withheld(lattice({ PT: { tv: 500, mobile: 300 }, BR: { tv: 400, mobile: 90 } }))).toEqual([]);
  });

  it('never leaves one withheld cell on a line: the total would give it away', () => {
    const counts = { PT: { tv: 500, mobile: 300 }, BR: { tv: 400, mobile: 10 }, JP: { tv: 200, mobile: 200 } };
    // The other device of Brazil, and the country whose two cells cost the fewest people.
    expect(withheld(lattice(counts))).toEqual(['BR mobile', 'BR tv', 'JP mobile', 'JP tv']);
  });

  it('withholds small segments of one dimension until they number two and sum to the floor', () => {
    const countries = Object.fromEntries([3, 4, 20, 400, 900].map((viewers, i) => [`C${i}`, { tv: viewers }]));
    const cells = lattice(countries).filter((cell) => cell.column === ALL);
    expect(withheld(cells)).toEqual(['C0 *', 'C1 *', 'C2 *', 'C3 *']);
  });

  it('withholds everything of a withheld country, and no more where these together are large', () => {
    const counts = {
      PT: { tv: 500, mobile: 300 },
      BR: { tv: 400, mobile: 200 },
      MT: { tv: 30, mobile: 40 },
      IS: { tv: 25, mobile: 15 },
    };
    expect(withheld(lattice(counts))).toEqual(['IS *', 'IS mobile', 'IS tv', 'MT *', 'MT mobile', 'MT tv']);
  });

  it('sees through cycles in which every line has two withheld cells that sum to the floor', () => {
    const counts = {
      A: { x: 0, y: 60, z: 600 },
      B: { x: 600, y: 60, z: 0 },
      C: { x: 60, y: 600, z: 60 },
    };
    // Line by line the cells A x, A y, B y, B z, C z, C x would do; each of them is determined by the totals.
    expect(withheld(lattice(counts)).length).toBeGreaterThan(6);
  });

  it('does not depend on the order of cells', () => {
    const cells = lattice({ PT: { tv: 51, mobile: 49 }, BR: { tv: 60, mobile: 60, web: 8 }, JP: { tv: 70 } });
    expect(withheld(cells.toReversed())).toEqual(withheld(cells));
  });

  it('withholds a segment that nobody belongs to, since 0 would say who is not there', () => {
    const publication = publish(lattice({ PT: { tv: 500 } }), 0);
    expect(publication.withheld({ row: 'BR', column: ALL, week: LIFE })).toBe(true);
  });
});

describe('weeks', () => {
  const MONDAY = 20_720;
  const week = (index: number, pt: number, br: number, jp: number) =>
    lattice({ PT: { tv: pt }, BR: { tv: br }, JP: { tv: jp } }, MONDAY + 7 * index).filter((c) => c.column === ALL);
  const life = (pt: number, br: number, jp: number) =>
    lattice({ PT: { tv: pt }, BR: { tv: br }, JP: { tv: jp } }).filter((c) => c.column === ALL);

  it('are published where all are closed and no segment falls under the floor', () => {
    const cells = [...life(600, 500, 300), ...week(0, 400, 300, 200), ...week(1, 200, 200, 100)];
    expect(publish(cells, MONDAY + 14).weeks).toEqual([MONDAY, MONDAY + 7]);
    expect(withheld(cells, MONDAY, MONDAY + 14)).toEqual([]);
  });

  it('withhold in every week what one of them has to: life minus the other weeks would bound it', () => {
    const cells = [...life(600, 500, 240), ...week(0, 400, 300, 200), ...week(1, 200, 200, 40)];
    expect(withheld(cells, LIFE, MONDAY + 14)).toEqual([]);
    expect(withheld(cells, MONDAY, MONDAY + 14)).toEqual(['BR *', 'JP *']);
    expect(withheld(cells, MONDAY + 7, MONDAY + 14)).toEqual(['BR *', 'JP *']);
  });

  it('leave out one closed week beside the open one, which life minus weeks would give away', () => {
    const cells = [
      ...life(900, 800, 600),
      ...week(0, 400, 300, 300),
      ...week(1, 300, 300, 200),
      ...week(2, 200, 200, 100),
    ];
    expect(publish(cells, MONDAY + 16).weeks).toEqual([MONDAY]);
  });

  it('withhold what the life withholds', () => {
    const cells = [...life(600, 500, 30), ...week(0, 400, 300, 20), ...week(1, 200, 200, 10)];
    expect(withheld(cells, LIFE, MONDAY + 14)).toEqual(['BR *', 'JP *']);
    expect(withheld(cells, MONDAY, MONDAY + 14)).toEqual(['BR *', 'JP *']);
  });

  it('that nearly are the life take its borderline segments with them', () => {
    // 45 of Japan's 60 in the first week: of the 110 people of other weeks at most 15 are theirs.
    const cells = [...life(600, 500, 60), ...week(0, 590, 490, 45), ...week(1, 5, 5, 15)];
    expect(withheld(cells, LIFE, MONDAY + 7)).toContain('JP *');
  });
});

describe('between lattices', () => {
  const title = (id: string, value: string, viewers: number, hidden: boolean) => ({
    ...{ title: id, value, viewers, withheld: hidden },
  });

  it('the slate withholds a segment that its titles would give away', () => {
    const slate = [
      { value: 'JP', viewers: 310 },
      { value: 'PT', viewers: 300 },
      { value: 'BR', viewers: 900 },
    ];
    const titles = [
      ...[title('a', 'JP', 280, false), title('a', 'PT', 280, false), title('a', 'BR', 500, false)],
      ...[title('b', 'JP', 30, true), title('b', 'PT', 300, false), title('b', 'BR', 400, true)],
    ];
    // Japan's 310 without the first title's 280 are the 30 of the second. Portugal's titles have more viewers than the slate.
    expect([...exposedOnSlate(slate, titles)].sort()).toEqual(['BR', 'JP']);
  });

  it('the slate publishes a segment that enough titles withhold together', () => {
    const slate = ['JP', 'PT'].map((value) => ({ value, viewers: 160 }));
    const titles = ['a', 'b', 'c', 'd'].flatMap((id) => ['JP', 'PT'].map((value) => title(id, value, 40, true)));
    expect([...exposedOnSlate(slate, titles)]).toEqual([]);
  });

  it('people whom a title tells of hide nobody on the slate', () => {
    const cells = lattice({ PT: { tv: 60 }, MT: { tv: 5 }, BR: { tv: 300 } }).filter((cell) => cell.column === ALL);
    const slate = (atLeast: number) => cells.map((cell) => (cell.row === 'PT' ? { ...cell, atLeast } : cell));
    expect(withheld(slate(0))).toEqual(['MT *', 'PT *']);
    // 55 of Portugal's 60 saw a title that says so: Malta could only be exchanged with the other five.
    expect(withheld(slate(55))).toEqual(['BR *', 'MT *', 'PT *']);
    expect([
      ...toldByTitles([title('a', 'PT', 55, false), title('b', 'PT', 70, true), title('c', 'PT', 52, false)]),
    ]).toEqual([['PT', 55]]);
  });

  it('the regions of a withheld country are withheld, and never one region alone', () => {
    const regions = [
      { key: 'PT-11', viewers: 300 },
      { key: 'PT-13', viewers: 80 },
      { key: 'PT-20', viewers: 20 },
    ];
    expect([...withheldParts(regions, true)]).toHaveLength(3);
    expect([...withheldParts(regions, false)]).toEqual(['PT-13', 'PT-20']);
  });

  it('an overlap is said only if those who share the titles and those who do not are 50 or more', () => {
    expect(overlapIsPublic(60, 200, 300)).toBe(true);
    expect(overlapIsPublic(49, 200, 300)).toBe(false);
    expect(overlapIsPublic(160, 200, 300)).toBe(false);
    expect(overlapIsPublic(160, 300, 200)).toBe(false);
  });
});

it('publishes people in tens', () => expect([0, 4, 5, 63, 96].map(roundPeople)).toEqual([0, 0, 10, 60, 100]));

describe('parts of a line', () => {
  /** By how many did it, of so many; `rest` of several segments that nothing is told of. */
  const hidden = (parts: readonly (readonly [some: number, of: number])[], rest: readonly [number, number] | null) => {
    const doers = ([viewers, of]: readonly [number, number]) => ({ viewers, spare: of - viewers });
    return [...hiddenDoers(parts.map(doers), rest && { ...doers(rest), segments: 2 })].sort();
  };
  const half = (...counts: number[]) => counts.map((count) => [count, 2 * count] as const);

  it('are all told where each is large, and nobody or many are left over', () => {
    expect(hidden(half(50, 300), null)).toEqual([]);
    expect(hidden(half(50, 300), [50, 60])).toEqual([]);
    expect(hidden([], [3, 60])).toEqual([]);
  });
  it('take the next smallest along until the small ones could be 50 more or fewer', () => {
    expect(hidden(half(300, 49, 80, 100), null)).toEqual([1, 2]);
    expect(hidden(half(300, 20, 10, 100), null)).toEqual([1, 2, 3]);
    expect(hidden(half(300, 49), [60, 120])).toEqual([1]);
    expect(hidden(half(300, 80), [0, 60])).toEqual([1]);
    expect(hidden(half(30), null)).toEqual([0]);
  });
  it('do not hide behind one of which nearly all did it', () => {
    // 48 of 60 could be at most 12 more, and one fewer: so many of the others did not.
    const told = [[48, 60] as const, [100, 101] as const, [150, 300] as const, [400, 900] as const];
    expect(hidden(told, null)).toEqual([0, 1, 2]);
  });
  it('are all withheld where so few did not that everybody’s count says nearly as much', () => {
    expect(
      hidden(
        [
          [48, 52],
          [100, 103],
          [300, 305],
        ],
        null,
      ),
    ).toEqual([0, 1, 2]);
  });
  it('are withheld with a segment that is', () => {
    expect([...hiddenDoers([{ viewers: 90, spare: 10, withheld: true }], null)]).toEqual([0]);
  });
});
