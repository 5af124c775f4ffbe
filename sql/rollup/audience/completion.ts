import { FILTER_DIMENSIONS } from '../../queries/filter.ts';
import { AT, COUNTED, PLACE, VIEWERS_COUNTED, WHAT } from '../deep-viewers.ts';
import { cut, levelsToCut, rangeOf, WHOLE, type Slice } from '../slices.ts';
import { batchesOf, type WatchedTitle } from './batches.ts';
import { membersOf } from './members.ts';
import type { AudienceRun } from './run.ts';
import type { TitleSegment } from './slate.ts';

/** Completion can be looked at by each of these, one at a time. */
const DIMENSIONS: readonly string[] = FILTER_DIMENSIONS;
/** Segments of one dimension of a title: the largest. Each adds to what a viewer's plays are counted for. */
const MOST_OF_A_DIMENSION = 20;
/** Counts that are shown of a segment: retention, funnel, average watched, binges. */
const { viewers, watched, starters, furthest, measured, content, contentSquares, bingers } = COUNTED;
const SHOWN: readonly number[] = [viewers, watched, starters, furthest, measured, content, contentSquares, bingers];

/** What a run takes on at most. */
export interface CompletionLimits {
  /** Viewers of its titles together; a larger title has a run of its own. 16,000 of a season of eight episodes take a second of one core. */
  viewers: number;
  /** Viewers that one statement counts. */
  slice: number;
}
export const COMPLETION: CompletionLimits = { viewers: 200_000, slice: 16_000 };
/** Titles that may share a statement, where they are small. */
const TITLES_A_PIECE = 200;

/**
 * Counts where people of each published segment leave: the same counts as of everybody, from the same statement. Of the
 * titles that have such a segment the ones counted longest ago, as many as a run takes. What is withheld is stored together
 * only: it decides which cells of the published ones would give it away.
 */
export async function countCompletion(
  run: AudienceRun,
  titles: readonly WatchedTitle[],
  segments: readonly TitleSegment[],
  limits: CompletionLimits,
): Promise<void> {
  const shown = Map.groupBy(largest(segments), (cell) => cell.title);
  const counted = await lastCounted(run);
  const waiting = titles
    .filter(({ title }) => shown.has(title))
    .sort((a, b) => (counted.get(a.title) ?? 0) - (counted.get(b.title) ?? 0) || (a.title < b.title ? -1 : 1));
  let room = limits.viewers;
  const chosen = waiting.filter(({ viewers }, index) => {
    const fits = index === 0 || viewers <= room;
    if (fits) room -= viewers;
    return fits;
  });
  for (const batch of batchesOf(chosen, { titles: TITLES_A_PIECE, viewers: limits.slice })) {
    const depth = levelsToCut(WHOLE, batch.viewers, limits.slice);
    const cells = batch.titles.flatMap((title) => shown.get(title) ?? []);
    for (const slice of cut(WHOLE, depth).leaves) {
      await run.pause();
      await countSlice(run, batch.titles, cells, slice);
    }
    await markCounted(run, batch.titles, depth);
  }
}

/** Published segments, of each title and dimension the largest; of whom nothing is told is none to choose. */
function largest(segments: readonly TitleSegment[]): TitleSegment[] {
  const published = segments.filter(
    ({ dimension, value, withheld }) => !withheld && value !== '' && DIMENSIONS.includes(dimension),
  );
  return [...Map.groupBy(published, ({ title, dimension }) => `${title}\n${dimension}`).values()].flatMap((cells) =>
    cells.sort((a, b) => b.viewers - a.viewers || (a.value < b.value ? -1 : 1)).slice(0, MOST_OF_A_DIMENSION),
  );
}

/** When each title was counted last. */
async function lastCounted({ store }: AudienceRun): Promise<ReadonlyMap<string, number>> {
  const rows = await store.query<{ title: string; version: number }>({
    name: 'audience.completion-counted',
    lane: 'jobs',
    text: 'SELECT title, version FROM served_segment_completion_run FINAL',
  });
  return new Map(rows.map(({ title, version }) => [title, version]));
}

async function countSlice(
  { store, version, asOfMs }: AudienceRun,
  titles: readonly string[],
  cells: readonly TitleSegment[],
  slice: Slice,
): Promise<void> {
  await store.insertSelect({
    name: 'audience.completion',
    text: `
      INSERT INTO served_segment_completion
      SELECT s.title, s.dimension, s.value, {slice:UInt32}, {version:UInt64},
        arrayMap(x -> (${WHAT('x.1')}, if(${PLACE('x.1')} = 0, '', t.ids[${PLACE('x.1')}]), ${AT('x.1')}, x.2), s.counts)
      FROM (
        SELECT title, dimension, value, arraySort(groupArrayIf((code, n), n != 0)) AS counts
        FROM (
          SELECT c.title AS title, cell.1 AS dimension, cell.2 AS value, code, sum(n) AS n
          FROM ${VIEWERS_COUNTED} AS c
          INNER JOIN (
            SELECT title, viewer,
              groupUniqArray((dimension, if((title, dimension, value) IN (SELECT title, dimension, value FROM ${PUBLISHED}), value, '${OTHERS}'))) AS cells
            FROM (SELECT title, viewer, cell.1 AS dimension, cell.2 AS value FROM ${MEMBERS} ARRAY JOIN every AS cell)
            WHERE (title, dimension) IN (SELECT title, dimension FROM ${PUBLISHED})
            GROUP BY title, viewer
          ) AS m ON m.title = c.title AND m.viewer = c.viewer
          ARRAY JOIN m.cells AS cell
          ARRAY JOIN c.codes AS code, c.ns AS n
          WHERE ${WHAT('code')} IN (${SHOWN.join(', ')})
          GROUP BY c.title, cell.1, cell.2, code
        )
        GROUP BY title, dimension, value
      ) AS s
      INNER JOIN (
        SELECT title, arrayMap(x -> x.1, episodes) AS ids FROM served_title FINAL WHERE deleted = 0 AND title IN {titles:Array(String)}
      ) AS t ON t.title = s.title`,
    params: {
      ...{ titles, leftOut: titles, slice, version, asOfMs, ...rangeOf(slice) },
      ofTitles: cells.map((cell) => cell.title),
      ofDimensions: cells.map((cell) => cell.dimension),
      ofValues: cells.map((cell) => cell.value),
    },
    // One core, as for everybody.
    settings: { max_threads: 1 },
  });
}

/** What stands for all people of a dimension outside its published segments: only together do they tell whom these leave over. */
const OTHERS = '';

const PUBLISHED = `(
  SELECT title, dimension, value FROM system.one
  ARRAY JOIN {ofTitles:Array(String)} AS title, {ofDimensions:Array(String)} AS dimension, {ofValues:Array(String)} AS value
)`;

/** With the segments that a viewer is in, published or not. */
const MEMBERS = membersOf(
  `arrayConcat(
    arrayMap(x -> ('country', x), o.countries), arrayMap(x -> ('device', toString(x)), o.devices),
    arrayMap(x -> ('audio', x), o.audio), [('plan', plan)], arrayMap(x -> ('preference', x), liked)) AS every`,
  'countries, devices, audio',
);

async function markCounted({ store, version, asOfMs }: AudienceRun, titles: readonly string[], depth: number) {
  await store.insertSelect({
    name: 'audience.completion-current',
    text: `
      INSERT INTO served_segment_completion_run
      SELECT arrayJoin({titles:Array(String)}), {version:UInt64}, fromUnixTimestamp64Milli({asOfMs:Int64}, 'UTC'), {depth:UInt8}`,
    params: { titles, version, asOfMs, depth },
  });
}
