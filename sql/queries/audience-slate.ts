import type { Store } from '../clickhouse/store.ts';
import { indexFigure, shareFigure } from './audience.ts';
import { slateSegmentsCounted, type CountedSegment } from './audience-cells.ts';
import { figure, withheld } from './figure.ts';
import { roundPeople } from './privacy.ts';
import type { Figure, PreferenceCell, SlateAudience } from './read-model.ts';
import { wilson } from './statistics.ts';
import { takeBySurface } from './take.ts';

/** A cell is under-served from this gap on, if its interval lies above 1. */
const UNDER_SERVED = 1.5;
/** Viewers who prefer no genre. */
const NONE = '';

/** What the audience of the slate wants: preferences by country and age band, where they exceed the offer, and what surfaces take. */
export async function slateAudience(store: Store, nowMs: number): Promise<SlateAudience> {
  const [counted, offers, take] = await Promise.all([
    slateSegmentsCounted(store, nowMs),
    offeredGenres(store, nowMs),
    takeBySurface(store),
  ]);
  const asOfMs = counted.asOfMs ?? nowMs;
  const everybody = { viewers: counted.viewers, withheld: false };
  const find = (dimension: string, value: string) =>
    counted.segments.find((cell) => cell.dimension === dimension && cell.value === value);
  const inBody = (genre: string, dimension: string, value: string) =>
    counted.bodies.find(
      (cell) => cell.value === genre && cell.otherDimension === dimension && cell.otherValue === value,
    );
  const offerOf = new Map(offers.map(({ genre, offer }) => [genre, offer]));
  const genres = [
    ...new Set([
      ...offerOf.keys(),
      ...counted.segments.filter((c) => c.dimension === 'preference').map((c) => c.value),
    ]),
  ].filter((genre) => genre !== NONE);

  const cellOf = (
    genre: string,
    segment: PreferenceCell['segment'],
    cell: CountedSegment | undefined,
    whole: Counts | undefined,
    none: CountedSegment | undefined,
  ): PreferenceCell => {
    const all = find('preference', genre);
    if (cell === undefined || cell.withheld || whole === undefined || whole.withheld) {
      return { genre, segment, ...allWithheld(asOfMs) };
    }
    const people = roundPeople(cell.viewers);
    const total = segment === null ? whole.viewers : roundPeople(whole.viewers);
    // Where it is withheld how many have none, all count as if they had one: the gap is then too small rather than too large.
    const deciding = total - (none === undefined || none.withheld ? 0 : roundPeople(none.viewers));
    return {
      genre,
      segment,
      viewers: figure('segment_viewers', people, asOfMs),
      share: shareFigure('preference', people, total, asOfMs),
      index:
        all === undefined || all.withheld
          ? withheld('preference_index', asOfMs)
          : indexFigure('preference_index', [people, total], [roundPeople(all.viewers), counted.viewers], asOfMs),
      gap: gapFigure(people, deciding, offerOf.get(genre) ?? 0, asOfMs),
    };
  };

  const cells = (['country', 'age_band'] as const).flatMap((dimension) =>
    counted.segments
      .filter((whole) => whole.dimension === dimension && whole.value !== '')
      .flatMap((whole) =>
        genres.map((genre) =>
          cellOf(
            genre,
            { dimension, value: whole.value },
            inBody(genre, dimension, whole.value),
            whole,
            inBody(NONE, dimension, whole.value),
          ),
        ),
      ),
  );
  return {
    asOfMs,
    viewers:
      counted.asOfMs === null
        ? figure('viewers', null, asOfMs, { reason: 'Not counted yet.' })
        : figure('viewers', counted.viewers, asOfMs),
    genres: genres
      .map((genre) => ({
        genre,
        offer: offerOf.get(genre) ?? 0,
        everybody: cellOf(genre, null, find('preference', genre), everybody, find('preference', NONE)),
      }))
      .sort((a, b) => b.offer - a.offer || (a.genre < b.genre ? -1 : 1)),
    cells,
    underServed: cells
      .filter(({ gap }) => gap.value !== null && gap.value >= UNDER_SERVED && (gap.interval?.[0] ?? 0) > 1)
      .sort((a, b) => (b.gap.value ?? 0) - (a.gap.value ?? 0)),
    take,
  };
}

type Counts = Pick<CountedSegment, 'viewers' | 'withheld'>;

function allWithheld(asOfMs: number): Omit<PreferenceCell, 'genre' | 'segment'> {
  return {
    viewers: withheld('segment_viewers', asOfMs),
    share: withheld('preference', asOfMs),
    index: withheld('preference_index', asOfMs),
    gap: withheld('preference_gap', asOfMs),
  };
}

/** Share of the deciding who prefer a genre ÷ its share of what is offered. */
function gapFigure(people: number, deciding: number, offer: number, asOfMs: number): Figure {
  if (offer <= 0) return figure('preference_gap', null, asOfMs, { reason: 'The slate has nothing of it that is out.' });
  if (deciding < people || deciding <= 0)
    return figure('preference_gap', null, asOfMs, { reason: 'Too few have a preference.' });
  const [low, high] = wilson(people, deciding);
  return figure('preference_gap', people / deciding / offer, asOfMs, {
    n: deciding,
    interval: [low / offer, high / offer],
  });
}

/** The share of each genre in the running time that is out, split evenly over a title's genres. */
function offeredGenres(store: Store, nowMs: number): Promise<{ genre: string; offer: number }[]> {
  return store.query({
    name: 'audience.offer',
    text: `
      WITH arraySum(x -> if(toUnixTimestamp64Milli(x.2) <= {nowMs:Int64}, x.3, 0), episodes) AS out_ms
      SELECT genre, sum(out_ms / length(arrayDistinct(genres))) AS ms, ms / sum(ms) OVER () AS offer
      FROM served_title FINAL
      ARRAY JOIN arrayDistinct(genres) AS genre
      WHERE deleted = 0 AND out_ms > 0 AND (isNull(premiere) OR premiere <= fromUnixTimestamp64Milli({nowMs:Int64}, 'UTC'))
      GROUP BY genre
      ORDER BY genre`,
    params: { nowMs },
  });
}
