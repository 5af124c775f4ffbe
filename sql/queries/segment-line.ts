import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Store } from '../clickhouse/store.ts';
import { whileVersion } from './answers.ts';
import type { CountedSegment } from './audience-cells.ts';
import { cellsOf } from './cells.ts';
import { segmentCounts, segmentsCounted, type DeepCounts, type SegmentRun } from './deep-counts.ts';
import { deviceNumber } from './devices.ts';
import { furthestOf, stepCounts, type StepCounts } from './funnel.ts';
import { hiddenDoers, type Doers } from './privacy.ts';
import type { TitleDetail } from './read-model.ts';
import { summedUp, type MeasuredEpisode } from './retention.ts';

/** The segments of a dimension in a title's life, and a run that counted where their people leave. */
export interface SegmentLine {
  title: TitleDetail;
  run: SegmentRun;
  dimension: string;
  line: readonly Pick<CountedSegment, 'value' | 'withheld' | 'viewers'>[];
  /** Episodes whose runtime is known. */
  measured: readonly Pick<MeasuredEpisode, 'id' | 'runtimeSeconds'>[];
}

/** What a published segment withholds all the same of where its people leave. */
interface Kept {
  /** By episode, cells of its retention; null: the whole episode. */
  cells: ReadonlyMap<string, ReadonlySet<number> | null>;
  starters: boolean;
  measured: boolean;
  bingers: boolean;
  /** The first step of the funnel that is not told, as a place in it; what comes after it is not told either. */
  stepsFrom: number;
}

interface KeptRow {
  value: string;
  /** Of the counts that it was decided on. */
  mark: string;
  episodes: string[];
  /** By episode. */
  cells: (number[] | null)[];
  starters: boolean;
  measured: boolean;
  bingers: boolean;
  stepsFrom: number;
}

/**
 * The counts of a segment, by its stored value, with what it withholds of them; null: it was not counted yet. Who watched a
 * cell, started, went on or binged is a part of the segment, and the segments of a dimension lie on a line with everybody,
 * whose counts are exact: what few did is withheld, and so is what would leave few over.
 *
 * To decide takes the counts of all segments of the dimension, so it is kept while the run is the last one. While the next
 * one is writing slices the counts move: what is shown and what is decided are then of one reading.
 */
export async function segmentWithKept(
  store: Store,
  what: SegmentLine,
  value: string,
): Promise<{ counts: DeepCounts; kept: Kept } | null> {
  const { title, dimension, line, measured, run } = what;
  const published = line.map(({ value: one, withheld }) => [one, withheld]).sort();
  const name = JSON.stringify(['title.kept-by-segments', title.id, dimension, published, measured, title.episodeList]);
  const readAll = () => segmentsCounted(store, title.id, run, dimension);
  const [counts, known] = await Promise.all([
    segmentCounts(store, title.id, run, dimension, value),
    whileVersion(store, name, run.version, async () => keptOf(what, await readAll())),
  ]);
  const found = known.find((row) => row.value === value);
  if (found?.mark === counts.mark) return { counts, kept: keptOfRow(found) };
  const all = await readAll();
  const [own, decided] = [all.get(value), (await keptOf(what, all)).find((row) => row.value === value)];
  return own && decided ? { counts: own, kept: keptOfRow(decided) } : null;
}

const keptOfRow = ({ episodes, cells, starters, measured, bingers, stepsFrom }: KeptRow): Kept => ({
  ...{ starters, measured, bingers, stepsFrom },
  cells: new Map(episodes.map((id, index) => [id, cells[index] ? new Set(cells[index]) : null])),
});

async function keptOf(
  { title: { episodeList: episodes }, run, dimension, line, measured }: SegmentLine,
  counted: ReadonlyMap<string, DeepCounts>,
): Promise<KeptRow[]> {
  const storedOf = (value: string) => (dimension === 'device' ? String(deviceNumber(value)) : value);
  const parts = line
    .filter(({ value, withheld }) => !withheld && value !== '')
    .map(({ value, viewers }) => ({ value: storedOf(value), viewers }))
    .flatMap(({ value, viewers }) => {
      const counts = counted.get(value);
      return counts ? [{ value, viewers, counts }] : [];
    })
    .sort((a, b) => (a.value < b.value ? -1 : 1));
  const shown = new Set(parts.map(({ value }) => value));
  const others = [...counted].filter(([value]) => !shown.has(value)).map(([, counts]) => counts);
  // What no run has stored is there all the same: then nobody is known to be in it.
  const out = line.length - parts.length;
  const outViewers = line.reduce((sum, { value, viewers }) => sum + (shown.has(storedOf(value)) ? 0 : viewers), 0);

  /** A count of each segment and of the rest, and of the whole that it is a part of. */
  const decide = (count: (counts: DeepCounts) => number, whole: Line): Line => {
    const own = parts.map(({ counts }) => count(counts));
    // A viewer may be in several parts: at least so many are left over together, and it may be no more.
    const rest = Math.max(0, ...others.map(count));
    const hidden = hiddenDoers(
      own.map((some, part) => ({ ...among(some, whole.own[part] ?? 0), withheld: whole.hidden.has(part) })),
      out === 0 ? null : { ...among(rest, whole.rest), segments: out },
    );
    return { own, rest, hidden };
  };
  const viewers: Line = { own: parts.map((part) => part.viewers), rest: outViewers, hidden: new Set() };

  const retention: { id: string; ofEpisode: Line; hiddenAt: ReadonlySet<number>[] }[] = [];
  for (const { id, runtimeSeconds } of measured) {
    const ofEpisode = decide((counts) => counts.total('viewers', id), viewers);
    const cells = cellsOf(runtimeSeconds);
    const curves = new Map([...counted.values()].map((c) => [c, summedUp(c.of('watched', id), cells)] as const));
    const hiddenAt = Array.from(
      { length: cells },
      (_, cell) => decide((counts) => curves.get(counts)?.[cell] ?? 0, ofEpisode).hidden,
    );
    retention.push({ id, ofEpisode, hiddenAt });
    // An episode takes milliseconds: a page must not wait for a season.
    await nextTurn();
  }
  const starters = decide((counts) => counts.total('starters'), viewers);
  const ofTitle = {
    starters,
    measured: decide((counts) => counts.total('measured'), starters),
    bingers: decide((counts) => counts.total('bingers'), starters),
  };
  const stepsBy = new Map(
    [...counted.values()].map((c) => [c, stepCounts(episodes, furthestOf(episodes, c), run.asOfMs)] as const),
  );
  const ofStep = (step: number, of: keyof StepCounts) => (counts: DeepCounts) => stepsBy.get(counts)?.[step]?.[of] ?? 0;
  const steps = episodes.map((_, step) => {
    const inTime = decide(ofStep(step, 'n'), decide(ofStep(step, 'all'), viewers));
    return decide(ofStep(step, 'wentOn'), decide(ofStep(step, 'atRisk'), inTime)).hidden;
  });
  return parts.map(({ value, counts }, part): KeptRow => {
    const firstHidden = steps.findIndex((hidden) => hidden.has(part));
    return {
      ...{ value, mark: counts.mark },
      episodes: retention.map(({ id }) => id),
      cells: retention.map(({ ofEpisode, hiddenAt }) =>
        ofEpisode.hidden.has(part) ? null : hiddenAt.flatMap((hidden, cell) => (hidden.has(part) ? [cell] : [])),
      ),
      starters: ofTitle.starters.hidden.has(part),
      measured: ofTitle.measured.hidden.has(part),
      bingers: ofTitle.bingers.hidden.has(part),
      stepsFrom: firstHidden < 0 ? steps.length : firstHidden,
    };
  });
}

/** A count by segment, in the order of the segments, of all who are told of by none, and which segments withhold it. */
interface Line {
  own: readonly number[];
  rest: number;
  hidden: ReadonlySet<number>;
}

/** Some of all, who are their whole. */
const among = (some: number, all: number): Doers => ({ viewers: some, spare: Math.max(0, all - some) });
