import { describe, expect, it } from 'vitest';
import { between, chance, pick, randomOf, wholeBetween, type Random } from '../../ingest/simulator/random.ts';
import { viewerOf } from '../../ingest/simulator/population.ts';
import { ALL, cellKey, LIFE, type CellName, type LatticeCell } from '../../sql/queries/lattice.ts';
import {
  exposedOnSlate,
  hiddenDoers,
  publish,
  roundPeople,
  SEGMENT_FLOOR,
  toldByTitles,
} from '../../sql/queries/privacy.ts';
import { toldParts } from '../../sql/queries/conversion-parts.ts';
import type { StoredConversion } from '../../sql/queries/buzz-detail.ts';
import { publishParts, type NamedRow } from '../../sql/queries/segment-parts.ts';
import { Attack, type Layer } from '../support/attack.ts';

/** A Monday, as a day number, and the day the publication is made on. */
const FIRST_WEEK = 20_717;
const WEEKS = 5;
const TODAY = FIRST_WEEK + 7 * WEEKS - 3;

interface Person {
  rows: string[];
  columns: string[];
  weeks: number[];
}

/** A made-up audience: segments of very unequal size, people who watch in one week or come back, a falling or even course. */
function audienceOf(random: Random, overlapping: boolean, [fewest, most] = [5, 8]): Person[] {
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
  const people = Math.round(Math.exp(between(random, fewest ?? 0, most ?? 0)));
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
    parts = [],
  }: { every?: number; absentIsKnown?: boolean; parts?: readonly Layer[] } = {},
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
  const attack = await Attack.on({ cells: seen, totals, partition, parts });
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

  /** Viewers, some of whom started in the week they first came in, and some of these completed in a week that they viewed in. */
  function launchOf(seed: number, twoDimensions: boolean) {
    const random = randomOf(seed, 80);
    const people = audienceOf(randomOf(seed, 77), false, [6, 9.5]);
    // How many start and complete differs by where and on what they watch: of some all but few, of some few.
    const shares = new Map<string, number>();
    const shareOf = (what: string) => {
      const share = shares.get(what) ?? (chance(random, 0.5) ? between(random, 0.9, 1) : between(random, 0.1, 0.9));
      shares.set(what, share);
      return share;
    };
    const some = (of: readonly Person[], what: string) =>
      of.filter(({ rows, columns }) =>
        chance(random, Math.min(shareOf(`${what} ${String(rows)}`), shareOf(`${what} ${String(columns)}`))),
      );
    const started = some(people, 'start');
    const inFirst = started.map((one) => ({ ...one, weeks: one.weeks.slice(0, 1) }));
    const completed = some(started, 'complete').map((one) => ({ ...one, weeks: [pick(random, one.weeks)] }));
    return [people, inFirst, completed].map((one) => latticeOf(one, twoDimensions));
  }

  type Lattices = ReturnType<typeof launchOf>;

  /** The rows of a title as they are served, with what is published of each kind of its people. */
  async function publishedOf([viewers, starters, completers]: Lattices) {
    const publication = publish(viewers?.cells ?? [], TODAY);
    const countIn = (lattice: Lattices[number] | undefined) => {
      const counts = new Map(lattice?.cells.map((cell) => [`${cell.week} ${cellKey(cell)}`, cell.viewers]));
      return (cell: CellName) => counts.get(`${cell.week} ${cellKey(cell)}`) ?? 0;
    };
    const [viewersIn, startersIn, completersIn] = [viewers, starters, completers].map(countIn);
    // A week in which nobody is told of has a row all the same where somebody completed.
    const names = new Map(
      [viewers, starters, completers].flatMap((one) => one?.cells ?? []).map((c) => [`${c.week} ${cellKey(c)}`, c]),
    );
    const rows = [...names.values()]
      .filter((cell) => cell.row !== ALL || cell.column !== ALL)
      .map(({ row, column, week }): NamedRow => {
        const at = { row, column, week };
        const [all, started, completed] = [viewersIn?.(at) ?? 0, startersIn?.(at) ?? 0, completersIn?.(at) ?? 0];
        return {
          ...{ row, column, week, hoursMs: 0, starts: 0, viewers: all, starters: started, watchers: started },
          ...{ completers: completed, eligible7d: started, watched7d: started, completed7d: completed },
          ...{ eligible28d: started, watched28d: started, completed28d: completed },
        };
      });
    const hours = [...(viewers?.totals.keys() ?? [])]
      .filter((week) => week !== LIFE)
      .map((week) => ({
        ...{ hour: week * 24, hoursMs: 0, starts: 0, viewers: viewers?.totals.get(week) ?? 0 },
        ...{ starters: starters?.totals.get(week) ?? 0, watchers: starters?.totals.get(week) ?? 0 },
        completers: completers?.totals.get(week) ?? 0,
      }));
    return { publication, rows, parts: await publishParts(rows, publication, hours, TODAY) };
  }

  type Tells = (kind: 'starters' | 'completers', cell: CellName) => boolean;

  /**
   * Starters and completers of fewer than 50 that are withheld, and can be narrowed to fewer than 50 people (or fewer than
   * what is published of viewers alone leaves, where all cells of the kind are withheld).
   */
  async function narrowedParts(lattices: Lattices, tells: Tells, { every = 1 } = {}): Promise<string[]> {
    const [viewers, starters, completers] = lattices;
    const { publication } = await publishedOf(lattices);
    if (!viewers || !starters || !completers) return [];
    const life = viewers.cells.filter((cell) => cell.week === LIFE && (cell.row !== ALL || cell.column !== ALL));
    const names = [...viewers.totals.keys()].flatMap((week) =>
      life.map(({ row, column }): CellName => ({ row, column, week })),
    );
    const countOf = (lattice: Lattices[number], cell: CellName) =>
      lattice.cells.find((one) => one.week === cell.week && cellKey(one) === cellKey(cell))?.viewers ?? 0;
    const layerOf = (lattice: Lattices[number], isTold: (cell: CellName) => boolean): Layer => ({
      totals: new Map([...viewers.totals.keys()].map((week) => [week, lattice.totals.get(week) ?? 0])),
      cells: names.map((cell) => ({ cell, published: isTold(cell) ? roundPeople(countOf(lattice, cell)) : null })),
    });
    const whole = { ...layerOf(viewers, (cell) => !publication.withheld(cell)), partition: true };
    const kinds = [
      ['starters', starters],
      ['completers', completers],
    ] as const;
    const told = kinds.map(([kind, lattice]) => layerOf(lattice, (cell) => tells(kind, cell)));
    const attack = await Attack.on({ ...whole, parts: told });
    const alone = await Attack.on({ ...whole, parts: kinds.map(([, lattice]) => layerOf(lattice, () => false)) });
    const found = kinds.flatMap(([kind, lattice], index) =>
      (told[index]?.cells ?? [])
        .filter(({ cell, published }) => published === null && countOf(lattice, cell) < SEGMENT_FLOOR)
        .filter((_, at) => at % every === 0)
        .flatMap(({ cell }) => {
          const { low, high } = attack.boundsOf(cell, index + 1);
          if (high - low >= SEGMENT_FLOOR - 0.5) return [];
          const least = alone.boundsOf(cell, index + 1);
          if (high - low >= Math.min(SEGMENT_FLOOR, least.high - least.low) - 0.5) return [];
          const all = `of ${countOf(viewers, cell)} in [${low.toFixed(1)}, ${high.toFixed(1)}]`;
          return [`${kind} ${cell.week} ${cell.row} ${cell.column}: ${countOf(lattice, cell)} ${all}`];
        }),
    );
    attack.close();
    alone.close();
    return found;
  }

  // Of two dimensions one withheld cell in five: each takes up to four programs of 600 unknowns.
  for (const [name, twoDimensions, every] of [
    ['one dimension', false, 1],
    ['two dimensions', true, 5],
  ] as const) {
    let told = 0;
    it.each(SEEDS)(
      `narrows no starters or completers that are withheld: ${name}, audience %i`,
      async (seed) => {
        const lattices = launchOf(seed, twoDimensions);
        const { parts, rows } = await publishedOf(lattices);
        const tells: Tells = (kind, cell) => parts.get(kind)?.withheld(cell) === false;
        told +=
          rows.filter((row) => tells('starters', row)).length + rows.filter((row) => tells('completers', row)).length;
        expect(await narrowedParts(lattices, tells, { every })).toEqual([]);
      },
      60_000,
    );
    it(`tells of starters and completers: ${name}`, () => expect(told).toBeGreaterThan(twoDimensions ? 100 : 50));
  }

  it('would narrow them were only the few themselves withheld', async () => {
    const narrowedBy = SEEDS.map(async (seed) => {
      const lattices = launchOf(seed, false);
      const { publication, rows } = await publishedOf(lattices);
      const countOf = (kind: 'starters' | 'completers', cell: CellName) =>
        rows.find((row) => row.week === cell.week && cellKey(row) === cellKey(cell))?.[kind] ?? 0;
      return narrowedParts(
        lattices,
        (kind, cell) => !publication.withheld(cell) && countOf(kind, cell) >= SEGMENT_FLOOR,
      );
    });
    expect((await Promise.all(narrowedBy)).flat()).not.toEqual([]);
  });

  it.each(SEEDS)('narrows no withheld cell by the figures that are told of the others, audience %i', async (seed) => {
    const lattices = launchOf(seed, false);
    const { publication, rows, parts } = await publishedOf(lattices);
    const [viewers] = lattices;
    if (!viewers) throw new Error('There is nobody.');
    const life = viewers.cells.filter((cell) => cell.week === LIFE && cell.row !== ALL);
    const told = (['starters', 'completers'] as const).map((kind, index): Layer => ({
      totals: new Map([...viewers.totals.keys()].map((week) => [week, lattices[index + 1]?.totals.get(week) ?? 0])),
      cells: [...viewers.totals.keys()].flatMap((week) =>
        life.map(({ row, column }) => {
          const cell = { row, column, week };
          const count = rows.find((one) => one.week === week && cellKey(one) === cellKey(cell))?.[kind] ?? 0;
          return { cell, published: parts.get(kind)?.withheld(cell) === false ? roundPeople(count) : null };
        }),
      ),
    }));
    expect(await narrowed(viewers, (cell) => publication.withheld(cell), true, { parts: told })).toEqual([]);
  });

  /** The life of an audience in one dimension, and those of it who watched one cell of an episode: of each segment another share. */
  function watchedBy(seed: number) {
    const random = randomOf(seed, 81);
    const audience = audienceOf(randomOf(seed, 77), false).map((one) => ({ ...one, weeks: [] }));
    const even = between(random, 0.05, 0.9);
    const own = new Map<string, number>();
    const shareOf = (row: string) => {
      const share = own.get(row) ?? (seed % 2 === 0 ? even : between(random, 0.05, 1));
      own.set(row, share);
      return share;
    };
    const people = latticeOf(audience, false);
    const watched = latticeOf(
      audience.filter(({ rows }) => chance(random, shareOf(String(rows)))),
      false,
    );
    return { people, watched, publication: publish(people.cells, TODAY) };
  }

  /** Parts of those who watched that are not told, and can be narrowed to fewer than 50 people. */
  async function narrowedWatching(
    { people, watched, publication }: ReturnType<typeof watchedBy>,
    tells: (cell: LatticeCell) => boolean,
  ): Promise<string[]> {
    const segments = people.cells.filter((cell) => cell.row !== ALL);
    const countOf = (cell: LatticeCell) => watched.cells.find((one) => cellKey(one) === cellKey(cell))?.viewers ?? 0;
    const attackOn = (isTold: (cell: LatticeCell) => boolean) =>
      Attack.on({
        ...{ totals: people.totals, partition: true },
        cells: segments.map((cell) => ({
          cell,
          published: publication.withheld(cell) ? null : roundPeople(cell.viewers),
        })),
        parts: [
          {
            totals: watched.totals,
            cells: segments.map((cell) => ({ cell, published: isTold(cell) ? roundPeople(countOf(cell)) : null })),
          },
        ],
      });
    const [attack, alone] = [await attackOn(tells), await attackOn(() => false)];
    const found = segments
      .filter((cell) => countOf(cell) < SEGMENT_FLOOR)
      .flatMap((cell) => {
        const [{ low, high }, least] = [attack.boundsOf(cell, 1), alone.boundsOf(cell, 1)];
        if (high - low >= Math.min(SEGMENT_FLOOR, least.high - least.low) - 0.5) return [];
        return [`${cell.row}: ${countOf(cell)} of ${cell.viewers} in [${low.toFixed(1)}, ${high.toFixed(1)}]`];
      });
    attack.close();
    alone.close();
    return found;
  }

  it.each(Array.from({ length: 40 }, (_, i) => i + 1))(
    'narrows no part that a cell of retention withholds, audience %i',
    async (seed) => {
      const { people, watched, publication } = watchedBy(seed);
      const segments = people.cells.filter((cell) => cell.row !== ALL);
      const shown = segments.filter((cell) => !publication.withheld(cell));
      const doersOf = (cells: readonly LatticeCell[]) => {
        const among = cells.map((cell) => watched.cells.find((one) => cellKey(one) === cellKey(cell))?.viewers ?? 0);
        const viewers = among.reduce((sum, one) => sum + one, 0);
        return { viewers, spare: cells.reduce((sum, one) => sum + one.viewers, 0) - viewers };
      };
      const rest = segments.filter((cell) => publication.withheld(cell));
      const hidden = hiddenDoers(
        shown.map((cell) => doersOf([cell])),
        rest.length === 0 ? null : { ...doersOf(rest), segments: rest.length },
      );
      const told = new Set(shown.filter((_, index) => !hidden.has(index)).map(cellKey));
      expect(await narrowedWatching({ people, watched, publication }, (cell) => told.has(cellKey(cell)))).toEqual([]);
    },
  );

  it('would narrow parts by every cell of retention of what is published', async () => {
    const narrowedBy = SEEDS.map(async (seed) => {
      const all = watchedBy(seed);
      return narrowedWatching(all, (cell) => !all.publication.withheld(cell));
    });
    expect((await Promise.all(narrowedBy)).flat()).not.toEqual([]);
  });

  /** A campaign: who was ever exposed to which assets, who of them so long ago for two windows, and who started within them. */
  function campaignOf(seed: number, overlapping: boolean) {
    const random = randomOf(seed, 82);
    const exposed = audienceOf(randomOf(seed, 77), overlapping, [5, 9]).map((one) => ({ ...one, weeks: [] }));
    // Assets go live one after the other, and bring more or fewer: of some all but few are old enough, or start.
    const shares = new Map<string, number>();
    const some = (of: readonly Person[], what: string) =>
      of.filter(({ rows }) => {
        const key = `${what} ${String(rows)}`;
        const share = shares.get(key) ?? (chance(random, 0.5) ? between(random, 0.9, 1) : between(random, 0.05, 0.9));
        shares.set(key, share);
        return chance(random, share);
      });
    const day = some(exposed, 'a day ago');
    const week = some(day, 'a week ago');
    const kinds = { ever: exposed, day, week, ofDay: some(day, 'start'), ofWeek: some(week, 'start later') };
    const lattices = Object.fromEntries(
      Object.entries(kinds).map(([kind, people]) => [kind, latticeOf(people, false)]),
    );
    return lattices as Record<keyof typeof kinds, ReturnType<typeof latticeOf>>;
  }

  type Campaign = ReturnType<typeof campaignOf>;
  type Exposed = keyof Campaign;
  const peopleOf = (campaign: Campaign, kind: Exposed, asset: string) =>
    campaign[kind].cells.find(({ row }) => row === asset)?.viewers ?? 0;

  /** What is told of each asset's people; of all who were ever exposed to it nothing is told but by its parts. */
  function toldOfAssets(campaign: Campaign): (kind: Exposed, asset: string) => number | null {
    const assets = campaign.ever.cells.map(({ row }) => row).filter((row) => row !== ALL);
    const windowOf = (days: 1 | 7, old: Exposed, started: Exposed): StoredConversion => ({
      ...{ days, exposed: 0, converted: 0, maturing: 0, started: 0, inHoldout: 0, held: null, kinds: [] },
      assets: assets.map((asset) => ({
        ...{ asset, exposed: peopleOf(campaign, old, asset), converted: peopleOf(campaign, started, asset) },
        maturing: peopleOf(campaign, 'ever', asset) - peopleOf(campaign, old, asset),
        ...{ started: 0, inHoldout: 0, held: null },
      })),
    });
    const [day, week] = toldParts([windowOf(1, 'day', 'ofDay'), windowOf(7, 'week', 'ofWeek')]);
    return (kind, asset) => {
      const [ofDay, ofWeek] = [day, week].map((window) => window?.assets.find((one) => one.asset === asset));
      const told = { ever: null, day: ofDay?.exposed, week: ofWeek?.exposed };
      return { ...told, ofDay: ofDay?.converted, ofWeek: ofWeek?.converted }[kind] ?? null;
    };
  }

  /**
   * People of assets that are fewer than 50, are withheld, and can be narrowed to fewer than 50 (or fewer than totals leave, and what
   * is told of those that they are among).
   */
  async function narrowedAssets(
    campaign: Campaign,
    partition: boolean,
    told: (kind: Exposed, asset: string) => number | null,
  ) {
    const segments = campaign.ever.cells.filter((cell) => cell.row !== ALL);
    const attackOn = (kinds: readonly Exposed[], tells: typeof told) => {
      const [ever, ...parts] = kinds.map((kind): Layer => ({
        totals: campaign[kind].totals,
        cells: segments.map((cell) => ({ cell, published: tells(kind, cell.row) })),
      }));
      return Attack.on({ totals: ever?.totals ?? new Map(), cells: ever?.cells ?? [], partition, parts });
    };
    const found: string[] = [];
    // Each kind is among the one before it.
    for (const kinds of [
      ['ever', 'day', 'week', 'ofWeek'],
      ['ever', 'day', 'ofDay'],
    ] as const) {
      const attack = await attackOn(kinds, told);
      for (const [depth, kind] of kinds.entries()) {
        const before: readonly Exposed[] = kinds.slice(0, depth);
        const alone = await attackOn(kinds, (of, asset) => (before.includes(of) ? told(of, asset) : null));
        for (const cell of segments) {
          const people = peopleOf(campaign, kind, cell.row);
          if (people >= SEGMENT_FLOOR || told(kind, cell.row) !== null) continue;
          const [{ low, high }, least] = [attack.boundsOf(cell, depth), alone.boundsOf(cell, depth)];
          if (high - low >= Math.min(SEGMENT_FLOOR, least.high - least.low) - 0.5) continue;
          found.push(`${kind} ${cell.row}: ${people} in [${low.toFixed(1)}, ${high.toFixed(1)}]`);
        }
        alone.close();
      }
      attack.close();
    }
    return found;
  }

  for (const overlapping of [false, true]) {
    let told = 0;
    it.each(SEEDS)(
      `narrows no people of an asset that are withheld, seen by some with others: ${overlapping}, campaign %i`,
      async (seed) => {
        const campaign = campaignOf(seed, overlapping);
        const tells = toldOfAssets(campaign);
        const kinds: readonly Exposed[] = ['day', 'week', 'ofDay', 'ofWeek'];
        const assets = campaign.ever.cells.filter(({ row }) => row !== ALL);
        told += assets.flatMap(({ row }) => kinds.filter((kind) => tells(kind, row) !== null)).length;
        expect(await narrowedAssets(campaign, !overlapping, tells)).toEqual([]);
      },
    );
    it(`tells of assets' people, seen by some with others: ${overlapping}`, () => expect(told).toBeGreaterThan(60));
  }

  it('would narrow them were only the few themselves withheld', async () => {
    const narrowedBy = SEEDS.slice(0, 3).map(async (seed) => {
      const campaign = campaignOf(seed, false);
      return narrowedAssets(campaign, true, (kind, asset) => {
        const people = peopleOf(campaign, kind, asset);
        return kind === 'ever' || people < SEGMENT_FLOOR ? null : roundPeople(people);
      });
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
      { exposed: new Set([...exposed].map((row) => cellKey({ row, column: ALL }))) },
    );
    const withheld = (cell: LatticeCell) => (cell.week === LIFE ? slate.withheld(cell) : withheldBy(cell));
    expect(await narrowed(lattice, withheld, true, { absentIsKnown: true })).toEqual([]);
  });
});
