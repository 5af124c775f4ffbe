import type { Store } from '../clickhouse/store.ts';
import { CURVE_POINTS } from '../rollup/retention-curves.ts';
import { cellsOf } from './cells.ts';
import type { CountAt, DeepCounts } from './deep-counts.ts';
import { RATE_FLOOR } from './figure.ts';
import { momentsOf } from './moments.ts';
import type { EpisodeRetention } from './read-model.ts';
import { wilson } from './statistics.ts';

/** An episode, or the film, whose runtime is known. */
export interface MeasuredEpisode {
  id: string;
  number: number;
  name: string;
  runtimeSeconds: number;
}

/** A runtime is similar within this share of it. */
const SIMILAR = 0.2;
/** From this many titles on there is something typical. */
const FOR_TYPICAL = 5;

/** Cell by cell, how many of an episode's viewers watched it, and how often it was played. Nothing under the floor. */
export function episodeRetention(
  episode: MeasuredEpisode,
  counts: DeepCounts,
  typical: readonly number[] | null,
): EpisodeRetention {
  const { id, number, name, runtimeSeconds } = episode;
  const cells = cellsOf(runtimeSeconds);
  const { people, floor, withheld } = counts.telling;
  const viewers = counts.total('viewers', id);
  const few = viewers < floor;
  const n = few && withheld ? 0 : people(viewers);
  const known = { episodeId: id, number, name, runtimeSeconds, n };
  if (few)
    return {
      ...known,
      ...(withheld && { withheld: true as const }),
      shares: null,
      intervals: null,
      rewatch: null,
      typical: null,
      moments: [],
    };
  const watched = summedUp(counts.of('watched', id), cells).map(people);
  const played = summedUp(counts.of('played', id), cells);
  const shares = watched.map((some) => some / n);
  const intervals = watched.map((some) => wilson(some, n));
  // Of a segment plays are not counted.
  const rewatch = withheld ? null : watched.map((some, cell) => (some > 0 ? (played[cell] ?? 0) / some : 1));
  return {
    ...known,
    shares,
    intervals,
    rewatch,
    typical:
      typical && shares.map((_, cell) => typical[Math.floor(((2 * cell + 1) * CURVE_POINTS) / (2 * cells))] ?? 0),
    // A fall of rounded people may be of one person: of a segment only the opening is told.
    moments: momentsOf({ n, shares, intervals, rewatch: rewatch ?? [] }).filter(
      ({ kind }) => !withheld || kind === 'intro',
    ),
  };
}

/** Steps at some cells, added up along all of them; those beyond the runtime are left out. */
function summedUp(steps: readonly CountAt[], cells: number): number[] {
  const byCell = new Array<number>(cells).fill(0);
  for (const { at, n } of steps) if (at < cells) byCell[at] = (byCell[at] ?? 0) + n;
  let sum = 0;
  return byCell.map((step) => (sum += step));
}

/**
 * Median retention of other titles at places of the runtime, for each number of cells asked for: a title speaks with all
 * its episodes of similar runtime together, and with enough viewers. Null where fewer than five titles do.
 */
export async function typicalRetention(
  store: Store,
  title: string,
  cells: readonly number[],
): Promise<Map<number, readonly number[] | null>> {
  if (cells.length === 0) return new Map();
  const rows = await store.query<{ cells: number; titles: number; curve: number[] }>({
    name: 'title.typical-retention',
    text: `
      SELECT asked AS cells, count() AS titles, quantileExactInclusiveForEach(0.5)(shares) AS curve
      FROM (
        SELECT asked, title, sum(viewers) AS people, arrayMap(n -> n / people, sumForEach(watched)) AS shares
        FROM (
          SELECT title, cells, viewers, watched, arrayJoin({cells:Array(UInt32)}) AS asked
          FROM served_retention_curve FINAL
          WHERE title != {title:String} AND viewers > 0 AND cells >= arrayMin({cells:Array(UInt32)}) * ${1 - SIMILAR} AND cells <= arrayMax({cells:Array(UInt32)}) * ${1 + SIMILAR}
            AND (title, episode) IN (SELECT title, arrayJoin(episodes).1 FROM served_title FINAL WHERE deleted = 0)
        )
        WHERE cells >= asked * ${1 - SIMILAR} AND cells <= asked * ${1 + SIMILAR}
        GROUP BY asked, title
        HAVING people >= ${RATE_FLOOR}
      )
      GROUP BY asked`,
    params: { title, cells: [...new Set(cells)] },
  });
  return new Map(rows.map((row) => [row.cells, row.titles >= FOR_TYPICAL ? row.curve : null]));
}
