/** Retention as the page draws it: the chosen episode cell by cell, the others as coarse as their charts are small. */
import type { Completion, EpisodeRetention } from '../../../../../sql/queries/read-model.ts';
import { partsOf } from '../../../../lib/charts/grid.ts';

/** Axes of content stand under each other: so much room at the left and right of their plots, in pixels. */
export const CONTENT_MARGINS = { left: 56, right: 58 };

/** A small chart is some 130 pixels wide. */
const CURVE_POINTS = 60;
/** The heat map's columns: twentieths of the runtime. */
export const PARTS = 20;
const CELL_SECONDS = 10;

export interface EpisodeShape {
  episodeId: string;
  number: number;
  name: string;
  runtimeSeconds: number;
  n: number;
  /** Of a segment: fewer than the floor. */
  withheld?: true;
  /** At the middles of equal parts of the runtime; empty under the floor of rates. */
  curve: { x: number; y: number | null }[];
  typical: { x: number; y: number | null }[];
  /** Mean share of each twentieth; null: not known, or withheld of a segment. */
  parts: (number | null)[];
}

/** Four digits are more than a screen shows, and a third of what a page would carry otherwise. */
const rounded = (value: number) => Math.round(value * 1e4) / 1e4;
const roundedOrNull = (value: number | null) => (value === null ? null : rounded(value));

/** The middle of a cell; the last one may be shorter than ten seconds. */
export function cellMiddle(cell: number, runtimeSeconds: number): number {
  return Math.min(cell * CELL_SECONDS + CELL_SECONDS / 2, runtimeSeconds);
}

export function episodeShape(episode: EpisodeRetention): EpisodeShape {
  const { episodeId, number, name, runtimeSeconds, n, shares, typical, withheld } = episode;
  return {
    ...(withheld && { withheld }),
    episodeId,
    number,
    name,
    runtimeSeconds,
    n,
    curve: coarse(shares, runtimeSeconds),
    typical: coarse(typical, runtimeSeconds),
    parts: partsOf(shares ?? [], PARTS).map(roundedOrNull),
  };
}

function coarse(values: readonly (number | null)[] | null, runtimeSeconds: number): EpisodeShape['curve'] {
  if (!values || values.length === 0) return [];
  const count = Math.min(CURVE_POINTS, values.length);
  return partsOf(values, count).map((y, index) => ({
    x: rounded(((index + 0.5) / count) * runtimeSeconds),
    y: roundedOrNull(y),
  }));
}

/** The same with fewer digits. */
export function roundedEpisode(episode: EpisodeRetention): EpisodeRetention {
  return {
    ...episode,
    shares: episode.shares?.map(roundedOrNull) ?? null,
    intervals: episode.intervals?.map((one) => one && [rounded(one[0]), rounded(one[1])]) ?? null,
    rewatch: episode.rewatch?.map(rounded) ?? null,
    typical: episode.typical?.map(rounded) ?? null,
  };
}

/** The episode an address asks for; else the first that has a curve; else the first. */
export function chosenEpisode(retention: readonly EpisodeRetention[], asked: string | null): EpisodeRetention | null {
  return (
    retention.find((episode) => episode.episodeId === asked) ??
    retention.find((episode) => episode.shares !== null) ??
    retention[0] ??
    null
  );
}

/** The stretches that a segment withholds, in seconds of content. */
export function withheldSpans({ shares, runtimeSeconds }: EpisodeRetention): { from: number; to: number }[] {
  const spans: { from: number; to: number }[] = [];
  shares?.forEach((share, cell) => {
    if (share !== null) return;
    const [from, to] = [cell * CELL_SECONDS, Math.min((cell + 1) * CELL_SECONDS, runtimeSeconds)];
    const last = spans.at(-1);
    if (last?.to === from) last.to = to;
    else spans.push({ from, to });
  });
  return spans;
}

type WithoutShare = Pick<EpisodeShape, 'n' | 'withheld'> & Partial<Pick<EpisodeShape, 'curve'>>;

/** Why an episode has no curve, or no share at a place. */
export function whyNone({ n, withheld, curve = [] }: WithoutShare): string {
  if (withheld || curve.length > 0) return 'withheld';
  return n === 0 ? 'still maturing' : 'too few to tell';
}

/** `Episode 3`; a film has no number, its name is the title’s. */
export function episodeName(episode: { number: number; episodeId: string }): string {
  return episode.episodeId === '' ? 'the film' : `episode ${episode.number}`;
}

/** `3 · The Lamp`, or `Episode 3` where it has no name. */
export function episodeLabel(episode: { number: number; name: string }): string {
  return episode.name === '' ? `Episode ${episode.number}` : `${episode.number} · ${episode.name}`;
}

/** What the page can show of a title. */
export type State = 'withheld' | 'waiting' | 'nobody' | 'no-runtime' | 'maturing' | 'few' | 'shown';

/**
 * `withheld`: a segment that is not published. `waiting`: one that is, and has not been counted yet. `nobody`: no starter
 * yet. `no-runtime`: nothing can be counted by the cell. `maturing`: every viewer's first play is younger than a day. `few`:
 * no episode has enough viewers for a share.
 */
export function stateOf({
  averageWatched,
  retention,
  filter,
}: Pick<Completion, 'averageWatched' | 'retention' | 'filter'>): State {
  const segment = Object.keys(filter).length > 0;
  if (segment && retention.length === 0) {
    if (averageWatched.withheld) return 'withheld';
    return averageWatched.n === undefined ? 'waiting' : 'no-runtime';
  }
  const started = (averageWatched.n ?? 0) > 0 || averageWatched.value !== null;
  if (retention.length === 0) return started ? 'no-runtime' : 'nobody';
  if (!segment && retention.every((episode) => episode.n === 0)) return started ? 'maturing' : 'nobody';
  return retention.some((episode) => episode.shares !== null) ? 'shown' : 'few';
}
