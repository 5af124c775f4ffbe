import type { Store } from '../clickhouse/store.ts';
import { whileVersion } from './answers.ts';
import type { CountedSegment } from './audience-cells.ts';
import { cellsOf } from './cells.ts';
import { segmentsWatched, type DeepCounts, type SegmentRun } from './deep-counts.ts';
import { deviceNumber } from './devices.ts';
import { hiddenParts } from './privacy.ts';
import { summedUp, type MeasuredEpisode } from './retention.ts';

/** The segments of a dimension in a title's life, as a run counted where their people leave. */
export interface SegmentLine {
  title: string;
  run: SegmentRun;
  dimension: string;
  line: readonly Pick<CountedSegment, 'value' | 'withheld'>[];
  episodes: readonly Pick<MeasuredEpisode, 'id' | 'runtimeSeconds'>[];
}

interface Hidden {
  value: string;
  episode: string;
  /** Null: the whole episode. */
  cells: readonly number[] | null;
}

const NOTHING: ReadonlySet<number> = new Set();

/**
 * Which cells of which episodes a segment withholds, by its stored value: who watched a cell is a part of the segment, and
 * the segments of a dimension lie on a line with everybody, whose curve is exact. What few watched is withheld, and so is
 * what would leave few over; null: the whole episode.
 *
 * It takes the counts of all segments of the dimension, so it is kept while the run is the last one.
 */
export async function hiddenCells(
  store: Store,
  what: SegmentLine,
): Promise<(value: string, episode: string) => ReadonlySet<number> | null> {
  const published = what.line
    .filter(({ value, withheld }) => !withheld && value !== '')
    .map(({ value }) => (what.dimension === 'device' ? String(deviceNumber(value)) : value))
    .sort();
  const { title, dimension, line, episodes } = what;
  const name = JSON.stringify(['title.hidden-cells', title, dimension, published, line.length, episodes]);
  const rows = await whileVersion(store, name, what.run.version, async () => {
    const counted = await segmentsWatched(store, what.title, what.dimension);
    const shown = published.filter((value) => counted.has(value));
    const others = [...counted.keys()].filter((value) => !shown.includes(value));
    // What no run has stored is there all the same: then nobody is known to be in it.
    const someAreOut = what.line.length > shown.length;
    return what.episodes.flatMap((episode) =>
      hiddenOf(episode, someAreOut, partsOf(counted, shown), partsOf(counted, others)),
    );
  });
  const byName = new Map(rows.map(({ value, episode, cells }) => [JSON.stringify([value, episode]), cells]));
  return (value, episode) => {
    const cells = byName.get(JSON.stringify([value, episode]));
    return cells === undefined ? NOTHING : cells && new Set(cells);
  };
}

interface Part {
  value: string;
  counts: DeepCounts;
}

const partsOf = (counted: ReadonlyMap<string, DeepCounts>, values: readonly string[]): Part[] =>
  values.flatMap((value) => {
    const counts = counted.get(value);
    return counts ? [{ value, counts }] : [];
  });

function hiddenOf(
  { id, runtimeSeconds }: SegmentLine['episodes'][number],
  someAreOut: boolean,
  shown: readonly Part[],
  others: readonly Part[],
): Hidden[] {
  // A viewer may be in several parts: at least so many are left over together, and it may be no more.
  const atLeast = (all: readonly number[]) => Math.max(0, ...all);
  const viewers = ({ counts }: Part) => counts.total('viewers', id);
  const few = hiddenParts(shown.map(viewers), someAreOut ? atLeast(others.map(viewers)) : null);
  const cells = cellsOf(runtimeSeconds);
  const watched = ({ counts }: Part) => summedUp(counts.of('watched', id), cells);
  const told = shown.filter((_, index) => !few.has(index));
  const untold = shown.filter((_, index) => few.has(index));
  const rest = [...others, ...untold].map(watched);
  const curves = told.map(watched);
  const hidden = told.map((): number[] => []);
  for (let cell = 0; cell < cells; cell += 1) {
    const at = (curve: readonly number[]) => curve[cell] ?? 0;
    const left = someAreOut || untold.length > 0 ? atLeast(rest.map(at)) : null;
    for (const part of hiddenParts(curves.map(at), left)) hidden[part]?.push(cell);
  }
  return [
    ...untold.map(({ value }) => ({ value, episode: id, cells: null })),
    ...told.map(({ value }, index) => ({ value, episode: id, cells: hidden[index] ?? [] })),
  ];
}
