import { CELL_SECONDS } from './cells.ts';
import { RATE_FLOOR } from './figure.ts';
import type { Moment } from './read-model.ts';
import { quantile } from './statistics.ts';

export const INTRO_CELL = 30 / CELL_SECONDS;
/** A dip loses its people within this much content. */
const DIP_CELLS = 60 / CELL_SECONDS;
/** The credits begin here: people leave there, and nothing is learned from it. */
const CREDITS = 0.96;
const AT_MOST = 3;
/** Of a fall that takes a while, the shortest part that holds this much of it is shown. */
const MOST_OF_A_FALL = 0.9;
/** A spike stands this much over the curve's own median, and further than chance would carry it. */
const SPIKE_OVER_MEDIAN = 1.25;
const SPIKE_DEVIATIONS = 3;

/** An episode's curves, one value a cell. */
export interface Curves {
  n: number;
  shares: readonly number[];
  intervals: readonly (readonly [low: number, high: number])[];
  rewatch: readonly number[];
}

/** The places of an episode that are worth a word: the intro, then dips, then spikes, each kind by its size. */
export function momentsOf(curves: Curves): Moment[] {
  return [...introOf(curves), ...dipsOf(curves), ...spikesOf(curves)];
}

function introOf({ shares }: Curves): Moment[] {
  const value = shares[INTRO_CELL];
  return value === undefined ? [] : [{ kind: 'intro', fromSeconds: 0, toSeconds: 30, value }];
}

/** The largest falls that the intervals of both ends carry, none over another. */
function dipsOf({ shares, intervals }: Curves): Moment[] {
  const end = Math.floor(shares.length * CREDITS);
  const falls: { from: number; to: number; lost: number }[] = [];
  for (let from = INTRO_CELL; from < end; from += 1) {
    const fall = fallFrom(shares, from, Math.min(from + DIP_CELLS, end - 1));
    if (fall && (intervals[fall.to]?.[1] ?? 1) < (intervals[from]?.[0] ?? 0)) falls.push(fall);
  }
  falls.sort((a, b) => b.lost - a.lost || a.to - a.from - (b.to - b.from) || a.from - b.from);
  const dips: typeof falls = [];
  for (const fall of falls) {
    if (dips.length < AT_MOST && dips.every((dip) => fall.to <= dip.from || dip.to <= fall.from)) dips.push(fall);
  }
  return dips.map(({ from, to, lost }) => ({
    kind: 'dip',
    fromSeconds: from * CELL_SECONDS,
    toSeconds: to * CELL_SECONDS,
    value: lost,
  }));
}

/** The largest fall that begins at a cell: to the first one that holds most of it. Null where nothing falls at once. */
function fallFrom(shares: readonly number[], from: number, last: number) {
  const at = (cell: number) => shares[cell] ?? 0;
  let least = from;
  for (let cell = from + 1; cell <= last; cell += 1) if (at(cell) < at(least)) least = cell;
  const largest = at(from) - at(least);
  // A fall begins where people begin to leave.
  if (largest <= 0 || at(from + 1) >= at(from)) return null;
  let to = from + 1;
  while (at(from) - at(to) < largest * MOST_OF_A_FALL) to += 1;
  return { from, to, lost: at(from) - at(to) };
}

/** Stretches that are watched again far more often than the rest. */
function spikesOf({ n, shares, rewatch }: Curves): Moment[] {
  const watched = rewatch.filter((_, cell) => (shares[cell] ?? 0) > 0);
  const median = quantile(
    watched.sort((a, b) => a - b),
    0.5,
  );
  const stands = rewatch.map((value, cell) => {
    const viewers = (shares[cell] ?? 0) * n;
    // Plays scatter about their mean as a count does.
    const byChance = SPIKE_DEVIATIONS * Math.sqrt(median / Math.max(1, viewers));
    return viewers >= RATE_FLOOR && value >= median * SPIKE_OVER_MEDIAN && value - median > byChance;
  });
  const spikes: Moment[] = [];
  for (let from = 0; from < stands.length; from += 1) {
    if (!stands[from]) continue;
    let to = from;
    while (stands[to]) to += 1;
    spikes.push({
      kind: 'spike',
      fromSeconds: from * CELL_SECONDS,
      toSeconds: to * CELL_SECONDS,
      value: Math.max(...rewatch.slice(from, to)),
    });
    from = to;
  }
  return spikes.sort((a, b) => b.value - a.value || a.fromSeconds - b.fromSeconds).slice(0, AT_MOST);
}
