import type { Store } from '../clickhouse/store.ts';
import { titleSegmentsCounted } from './audience-cells.ts';
import { deepCounts, segmentRun, type DeepCounts } from './deep-counts.ts';
import { deviceNumber } from './devices.ts';
import { figure, proportion, RATE_FLOOR, withheld } from './figure.ts';
import { FILTER_DIMENSIONS, hasFilter } from './filter.ts';
import { dropOffOf, episodeFunnel, furthestOf } from './funnel.ts';
import { titleRollup } from './hours.ts';
import { LIFE } from './lattice.ts';
import type { Completion, Figure, Filter, TitleDetail } from './read-model.ts';
import { episodeRetention, typicalRetention, type MeasuredEpisode } from './retention.ts';
import { segmentWithKept } from './segment-line.ts';
import { meanOf, medianOfCounts, ratioOf } from './statistics.ts';
import { dayNumber, HOUR_MS } from './time.ts';
import { titleDetail } from './titles.ts';
import type { MetricId } from './definitions.ts';

/** Parts per million: how content watched is counted. */
const PPM = 1_000_000;
/** A share of an episode's watchers this large who completed the season: it has hooked them. */
const HOOKED = 0.7;
const HOOKED_DAYS = 28;
/** Episodes of a sitting that make a binge. */
const BINGE_EPISODES = 3;
/** Hours per active viewer-day. */
const DEVOUR = 2.5;
const SAVOUR = 1.75;

const FEW = `Fewer than ${RATE_FLOOR} people to count yet.`;
const NO_RUNTIME = 'The runtime is not known.';

/**
 * Where people leave a title, everybody or the people of a segment (one dimension, in the title's life; as of when that was
 * counted last). Null when the catalogue does not know it.
 */
export async function titleCompletion(
  store: Store,
  id: string,
  nowMs: number,
  filter: Filter = {},
): Promise<Completion | null> {
  const title = await titleDetail(store, id);
  if (title === null) return null;
  return hasFilter(filter) ? segmentCompletion(store, title, filter, nowMs) : wholeCompletion(store, title, nowMs);
}

async function wholeCompletion(store: Store, title: TitleDetail, nowMs: number): Promise<Completion> {
  const { id } = title;
  const measured = measuredEpisodes(title);
  const [counts, rollup, typical] = await Promise.all([
    deepCounts(store, id),
    titleRollup(store, id),
    typicalRetention(store, id, measured),
  ]);
  const asOfMs = counts.asOfMs ?? rollup?.asOfMs ?? nowMs;
  const funnel = funnelOf(title, counts, asOfMs);
  const hoursPerActiveDay = hoursPerDay(counts, asOfMs);
  return {
    asOfMs,
    filter: {},
    averageWatched: averageWatched(title, counts, asOfMs),
    retention: measured.map((episode) => episodeRetention(episode, counts, typical.of(episode))),
    funnel,
    dropOff: dropOffOf(funnel),
    hooked: hookedEpisode(title, counts, asOfMs),
    bingeRate: bingeRate(title, counts, asOfMs),
    medianDays: medianDays(title, counts, asOfMs),
    hoursPerActiveDay,
    pace: paceOf(title, hoursPerActiveDay),
    episodesPerActiveDay: episodesPerDay(counts, asOfMs),
    caughtUp: caughtUp(title, counts, asOfMs),
  };
}

const NOT_OF_A_SEGMENT = 'Not published for a segment.';

/** Of a segment that is withheld there is nothing but the word; of one that is published, people in tens. */
async function segmentCompletion(store: Store, title: TitleDetail, filter: Filter, nowMs: number): Promise<Completion> {
  const dimension = FILTER_DIMENSIONS.find((one) => filter[one] !== undefined) ?? 'country';
  const value = filter[dimension] ?? '';
  const stored = dimension === 'device' ? String(deviceNumber(value)) : value;
  const [counted, run] = await Promise.all([titleSegmentsCounted(store, title.id, nowMs), segmentRun(store, title.id)]);
  const line = counted.segments.filter((one) => one.dimension === dimension && one.week === LIFE);
  const hidden = line.find((one) => one.value === value)?.withheld ?? true;
  const measured = measuredEpisodes(title);
  const found =
    hidden || run === null
      ? null
      : await segmentWithKept(store, { ...{ run, dimension, line, measured }, title }, stored);
  const asOfMs = found?.counts.asOfMs ?? counted.asOfMs ?? nowMs;
  const missing = (metric: MetricId, reason: string) =>
    hidden ? withheld(metric, asOfMs) : figure(metric, null, asOfMs, { reason });
  const none: Omit<Completion, 'averageWatched' | 'bingeRate'> = {
    ...{ asOfMs, filter, retention: [], funnel: [], dropOff: null, hooked: null, pace: null, caughtUp: null },
    medianDays: missing('median_days', NOT_OF_A_SEGMENT),
    hoursPerActiveDay: missing('hours_per_active_day', NOT_OF_A_SEGMENT),
    episodesPerActiveDay: missing('episodes_per_active_day', NOT_OF_A_SEGMENT),
  };
  if (found === null) {
    const reason = 'Not counted yet: the segments of a title are counted in turn.';
    return { ...none, averageWatched: missing('average_watched', reason), bingeRate: missing('binge_rate', reason) };
  }
  const { counts, kept } = found;
  const funnel = funnelOf(title, counts, asOfMs, kept.stepsFrom);
  return {
    ...none,
    averageWatched: kept.measured ? withheld('average_watched', asOfMs) : averageWatched(title, counts, asOfMs),
    retention: measured.map((episode) => episodeRetention(episode, counts, null, kept.cells.get(episode.id))),
    funnel,
    dropOff: dropOffOf(funnel),
    bingeRate: kept.bingers || kept.starters ? withheldBinges(title, asOfMs) : bingeRate(title, counts, asOfMs),
  };
}

const isSeason = (title: TitleDetail) => title.episodeList.length > 0;
const hasEveryRuntime = (title: TitleDetail) =>
  isSeason(title)
    ? title.episodeList.every((episode) => episode.runtimeSeconds !== null)
    : title.runtimeSeconds !== null;

/** Episodes (or the film) whose runtime is known, in order. */
export function measuredEpisodes({ episodeList, runtimeSeconds, name }: TitleDetail): MeasuredEpisode[] {
  if (episodeList.length === 0)
    return runtimeSeconds === null ? [] : [{ id: '', number: 1, name, runtimeSeconds, kind: 'film' }];
  return episodeList.flatMap(({ id, number, name: called, runtimeSeconds: runtime }, index) =>
    runtime === null
      ? []
      : [{ id, number, name: called, runtimeSeconds: runtime, kind: index === 0 ? 'first' : 'later' }],
  );
}

/** Marks a figure that rests on an estimated runtime. */
const estimated = (title: TitleDetail) => (title.runtimeEstimated ? ({ estimated: true } as const) : {});

function averageWatched(title: TitleDetail, counts: DeepCounts, asOfMs: number): Figure {
  const measured = counts.total('measured');
  const { people, floor, share } = counts.telling;
  const n = people(measured);
  if (n === 0 && counts.total('starters') > 0)
    return figure('average_watched', null, asOfMs, { n, reason: NO_RUNTIME });
  const mean = meanOf(measured, counts.total('content') / PPM, counts.total('content_squares') / PPM ** 2);
  if (n < floor || !mean) return figure('average_watched', null, asOfMs, { n, reason: FEW });
  const [low, high] = mean.interval;
  return figure('average_watched', share(mean.mean), asOfMs, {
    n,
    interval: [share(Math.max(0, low)), share(Math.min(1, high))],
    ...estimated(title),
  });
}

/** A film has one step only, which is none. */
function funnelOf({ episodeList }: TitleDetail, counts: DeepCounts, asOfMs: number, toldTo = episodeList.length) {
  if (episodeList.length < 2) return [];
  return episodeFunnel(episodeList, furthestOf(episodeList, counts), asOfMs, counts.telling, toldTo);
}

/** The first episode whose watchers mostly completed the season; one that has too few to tell ends the search. */
function hookedEpisode(title: TitleDetail, counts: DeepCounts, asOfMs: number): Completion['hooked'] {
  if (title.episodeList.length < 2 || !hasEveryRuntime(title)) return null;
  const lastDay = dayNumber(asOfMs) - HOOKED_DAYS;
  for (const { id, number, name } of title.episodeList) {
    const mature = (what: 'hooking' | 'hooked') =>
      counts.of(what, id).reduce((sum, { at, n }) => (at <= lastDay ? sum + n : sum), 0);
    const n = mature('hooking');
    if (n < RATE_FLOOR) return null;
    const hooked = mature('hooked');
    if (hooked < n * HOOKED) continue;
    const share = proportion('hooked', hooked, n, counts.total('hooking', id) - n, asOfMs);
    return { episodeId: id, number, name, share: { ...share, ...estimated(title) } };
  }
  return null;
}

function bingeRate(title: TitleDetail, counts: DeepCounts, asOfMs: number): Figure {
  const why = noBinges(title);
  if (why) return figure('binge_rate', null, asOfMs, { reason: why });
  const { people, rounding } = counts.telling;
  const [bingers, starters] = [people(counts.total('bingers')), people(counts.total('starters'))];
  return { ...proportion('binge_rate', bingers, starters, 0, asOfMs, rounding), ...estimated(title) };
}

function withheldBinges(title: TitleDetail, asOfMs: number): Figure {
  const why = noBinges(title);
  return why ? figure('binge_rate', null, asOfMs, { reason: why }) : withheld('binge_rate', asOfMs);
}

/** Why a title has no binge rate. */
function noBinges({ episodeList }: TitleDetail): string | null {
  if (episodeList.length < BINGE_EPISODES) return `It has fewer than ${BINGE_EPISODES} episodes.`;
  return episodeList.every((episode) => episode.runtimeSeconds === null) ? NO_RUNTIME : null;
}

function medianDays(title: TitleDetail, counts: DeepCounts, asOfMs: number): Figure {
  if (!hasEveryRuntime(title)) return figure('median_days', null, asOfMs, { reason: NO_RUNTIME });
  const n = counts.total('days_to_complete');
  const days = medianOfCounts(counts.of('days_to_complete'));
  if (n < RATE_FLOOR || !days) return figure('median_days', null, asOfMs, { n, reason: FEW });
  return figure('median_days', days.median, asOfMs, { n, interval: days.interval, ...estimated(title) });
}

const SECONDS_AN_HOUR = 3_600;

function hoursPerDay(counts: DeepCounts, asOfMs: number): Figure {
  const ratio = ratioOf({
    n: counts.total('active'),
    x: counts.total('ms') / HOUR_MS,
    y: counts.total('active_days'),
    xx: counts.total('second_squares') / SECONDS_AN_HOUR ** 2,
    xy: counts.total('second_days') / SECONDS_AN_HOUR,
    yy: counts.total('active_day_squares'),
  });
  return perDay('hours_per_active_day', ratio, counts.total('active'), asOfMs);
}

function episodesPerDay(counts: DeepCounts, asOfMs: number): Figure {
  const ratio = ratioOf({
    n: counts.total('active'),
    x: counts.total('day_episodes'),
    y: counts.total('active_days'),
    xx: counts.total('day_episode_squares'),
    xy: counts.total('day_episode_days'),
    yy: counts.total('active_day_squares'),
  });
  return perDay('episodes_per_active_day', ratio, counts.total('active'), asOfMs);
}

function perDay(metric: MetricId, ratio: ReturnType<typeof ratioOf>, n: number, asOfMs: number): Figure {
  if (n < RATE_FLOOR || !ratio) return figure(metric, null, asOfMs, { n, reason: FEW });
  return figure(metric, ratio.ratio, asOfMs, { n, interval: ratio.interval });
}

/** The scale is one of seasons: a film lasts as long as it lasts. */
function paceOf(title: TitleDetail, { value }: Figure): Completion['pace'] {
  if (value === null || !isSeason(title)) return null;
  if (value >= DEVOUR) return 'devour';
  return value <= SAVOUR ? 'savour' : 'between';
}

/** Null unless some episodes are out and others are to come. */
function caughtUp(title: TitleDetail, counts: DeepCounts, asOfMs: number): Figure | null {
  const out = title.episodeList.filter((episode) => (episode.availableMs ?? 0) <= asOfMs);
  if (out.length === 0 || out.length === title.episodeList.length) return null;
  if (out.some((episode) => episode.runtimeSeconds === null))
    return figure('caught_up', null, asOfMs, { reason: NO_RUNTIME });
  const caught = counts.of('caught_up').find((count) => count.at === out.length)?.n ?? 0;
  return { ...proportion('caught_up', caught, counts.total('starters'), 0, asOfMs), ...estimated(title) };
}
