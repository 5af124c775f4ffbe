import type { Store } from '../clickhouse/store.ts';
import { whileUnchanged } from './answers.ts';
import { cellsOf } from './cells.ts';
import type { CountAt, DeepCounts } from './deep-counts.ts';
import { RATE_FLOOR } from './figure.ts';
import { INTRO_CELL, momentsOf } from './moments.ts';
import type { EpisodeKind, EpisodeRetention } from './read-model.ts';
import { roundedWilson } from './statistics.ts';

/** An episode, or the film, whose runtime is known. */
export interface MeasuredEpisode {
  id: string;
  number: number;
  name: string;
  runtimeSeconds: number;
  kind: EpisodeKind;
}

const NO_CELLS: ReadonlySet<number> = new Set();

/** Places of the runtime at which curves of different lengths are compared. */
export const CURVE_POINTS = 100;
/** A runtime is similar within this share of it. */
const SIMILAR = 0.2;
/** From this many titles on there is something typical. */
const FOR_TYPICAL = 5;

/**
 * Cell by cell, how many of an episode's viewers watched it, and how often it was played. Nothing under the floor.
 *
 * @param hidden cells that are withheld of a segment; null: the whole episode is.
 */
export function episodeRetention(
  episode: MeasuredEpisode,
  counts: DeepCounts,
  typical: readonly number[] | null,
  hidden: ReadonlySet<number> | null = NO_CELLS,
): EpisodeRetention {
  const { id, number, name, runtimeSeconds, kind } = episode;
  const cells = cellsOf(runtimeSeconds);
  const { people, floor, withheld, rounding } = counts.telling;
  const viewers = counts.total('viewers', id);
  const few = viewers < floor || hidden === null;
  const n = few && withheld ? 0 : people(viewers);
  const known = { episodeId: id, number, name, runtimeSeconds, kind, n };
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
  const intervals = watched.map((some) => roundedWilson(some, n, rounding));
  const told = <Value>(value: Value, cell: number): Value | null => (hidden.has(cell) ? null : value);
  // Of a segment plays are not counted.
  const rewatch = withheld ? null : watched.map((some, cell) => (some > 0 ? (played[cell] ?? 0) / some : 1));
  return {
    ...known,
    shares: shares.map(told),
    intervals: intervals.map(told),
    rewatch,
    typical:
      typical && shares.map((_, cell) => typical[Math.floor(((2 * cell + 1) * CURVE_POINTS) / (2 * cells))] ?? 0),
    // A fall of rounded people may be of one person: of a segment only the opening is told.
    moments: momentsOf({ n, shares, intervals, rewatch: rewatch ?? [] }).filter(
      ({ kind }) => !withheld || (kind === 'intro' && !hidden.has(INTRO_CELL)),
    ),
  };
}

/** Steps at some cells, added up along all of them; those beyond the runtime are left out. */
export function summedUp(steps: readonly CountAt[], cells: number): number[] {
  const byCell = new Array<number>(cells).fill(0);
  for (const { at, n } of steps) if (at < cells) byCell[at] = (byCell[at] ?? 0) + n;
  let sum = 0;
  return byCell.map((step) => (sum += step));
}

/** The typical curves that were asked for. */
export class TypicalRetention {
  readonly #curves: ReadonlyMap<string, readonly number[]>;

  constructor(rows: readonly { kind: EpisodeKind; cells: number; curve: readonly number[] }[]) {
    this.#curves = new Map(rows.map(({ kind, cells, curve }) => [`${kind} ${cells}`, curve]));
  }

  /** Shares at the places of the runtime; null where too few titles are alike. */
  of({ kind, runtimeSeconds }: Pick<MeasuredEpisode, 'kind' | 'runtimeSeconds'>): readonly number[] | null {
    return this.#curves.get(`${kind} ${cellsOf(runtimeSeconds)}`) ?? null;
  }
}

/** Ids of the first episodes of all seasons. */
const FIRST_EPISODES = `
  SELECT title, argMin(toString(episode), (number, toString(episode))) AS first FROM served_episode FINAL WHERE deleted = 0 GROUP BY title`;

/**
 * Median retention of other titles at places of the runtime, like compared with like: a film with films, a season's first
 * episode with first ones, a later one with later ones. Everybody has to sit through the opening of a first episode, those
 * who come to a later one have been won and skip it. A title speaks with all its episodes of the kind and of similar
 * runtime together, and with enough viewers; nothing is typical where fewer than five titles do.
 */
export async function typicalRetention(
  store: Store,
  title: string,
  episodes: readonly Pick<MeasuredEpisode, 'kind' | 'runtimeSeconds'>[],
): Promise<TypicalRetention> {
  if (episodes.length === 0) return new TypicalRetention([]);
  const asked = new Map(
    episodes
      .map(({ kind, runtimeSeconds }) => ({ kind, cells: cellsOf(runtimeSeconds) }))
      .map((one) => [`${one.kind} ${one.cells}`, one]),
  );
  const read = () =>
    store.query<{ kind: EpisodeKind; cells: number; curve: number[] }>({
      name: 'title.typical-retention',
      text: `
      SELECT asked_kind AS kind, asked_cells AS cells, quantileExactInclusiveForEach(0.5)(shares) AS curve
      FROM (
        SELECT asked_kind, asked_cells, title, sum(viewers) AS people, arrayMap(n -> n / people, sumForEach(watched)) AS shares
        FROM (
          SELECT c.title AS title, multiIf(c.episode = '', 'film', c.episode = f.first, 'first', 'later') AS kind, c.cells AS cells, c.viewers AS viewers, c.watched AS watched
          FROM (
            SELECT toString(title) AS title, toString(episode) AS episode, cells, viewers, watched FROM served_retention_curve FINAL
            WHERE title != {title:String} AND viewers > 0 AND cells >= arrayMin({cells:Array(UInt32)}) * ${1 - SIMILAR} AND cells <= arrayMax({cells:Array(UInt32)}) * ${1 + SIMILAR}
              AND (title, episode) IN (SELECT title, arrayJoin(episodes).1 FROM served_title FINAL WHERE deleted = 0)
          ) AS c
          LEFT JOIN (${FIRST_EPISODES}) AS f ON f.title = c.title
        )
        ARRAY JOIN {kinds:Array(String)} AS asked_kind, {cells:Array(UInt32)} AS asked_cells
        WHERE kind = asked_kind AND cells >= asked_cells * ${1 - SIMILAR} AND cells <= asked_cells * ${1 + SIMILAR}
        GROUP BY asked_kind, asked_cells, title
        HAVING people >= ${RATE_FLOOR}
      )
      GROUP BY asked_kind, asked_cells
      HAVING count() >= ${FOR_TYPICAL}`,
      params: {
        title,
        kinds: [...asked.values()].map(({ kind }) => kind),
        cells: [...asked.values()].map(({ cells }) => cells),
      },
    });
  const rows = await whileUnchanged(store, `title.typical-retention ${title} ${[...asked.keys()].join()}`, read);
  return new TypicalRetention(rows);
}
