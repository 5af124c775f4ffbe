import { retention } from '../../../ingest/simulator/oracle-content.ts';
import { hoursWithin, shareOfSlate, viewsWithin } from '../../../ingest/simulator/oracle-launch.ts';
import { shareWatched } from '../../../ingest/simulator/oracle-outcomes.ts';
import { completedByWatchers, episodeFunnel } from '../../../ingest/simulator/oracle-season.ts';
import { bingeRate, pace } from '../../../ingest/simulator/oracle-sittings.ts';
import { completionWithin, type RealisedTruth } from '../../../ingest/simulator/oracle.ts';
import { hashOf, type People } from '../../../ingest/contract/people.ts';
import type { Store } from '../../../sql/clickhouse/store.ts';
import { cellsOf } from '../../../sql/queries/cells.ts';
import { titleCompletion } from '../../../sql/queries/completion.ts';
import { deepCounts, type CountAt } from '../../../sql/queries/deep-counts.ts';
import { titleCohorts } from '../../../sql/queries/hours.ts';
import type { Range } from '../../../sql/queries/read-model.ts';
import { titleSummary } from '../../../sql/queries/summary.ts';

/**
 * A title's numbers as they are served, and by the plain computation, in one shape: for tests that hold the two against each
 * other. Whole numbers are exact; hours and what is divided are cut to nine digits.
 */
type Numbers = Record<string, unknown>;

const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;
const dayOf = (atMs: number) => Math.floor(atMs / DAY_MS);
const hourNumber = (atMs: number | null) => (atMs === null ? 0 : Math.floor(atMs / HOUR_MS));

/** Played time is told in whole milliseconds, and hours add up in another order. */
const cut = (value: number | null | undefined) => (value == null ? null : Number(value.toPrecision(9)));

/** By viewer of the title: the UTC hour in which each thing became true. */
export async function viewersServed(store: Store, title: string): Promise<Numbers> {
  const rows = await store.query<{ viewer: string; viewed: number; start: number; watch: number; complete: number }>({
    name: 'test.viewers',
    text: `
      SELECT toString(viewer) AS viewer, viewed_hour AS viewed, start_hour AS start, watch_hour AS watch, complete_hour AS complete
      FROM viewer_title FINAL WHERE title = {title:String}`,
    params: { title },
  });
  return Object.fromEntries(rows.map(({ viewer, ...hours }) => [viewer, hours]));
}

export function viewersExpected(truth: RealisedTruth, people: People, title: string): Numbers {
  const own = truth.outcomes.filter((outcome) => outcome.titleId === title);
  return Object.fromEntries(
    own.map((outcome) => [
      String(hashOf(people, 'viewer', outcome.viewerId)),
      {
        viewed: hourNumber(outcome.viewerHourMs),
        start: hourNumber(outcome.starterHourMs),
        watch: hourNumber(outcome.watcherHourMs),
        complete: hourNumber(outcome.completerHourMs),
      },
    ]),
  );
}

/** What is said of a title in a range of whole UTC days, and of its life. */
export async function figuresServed(store: Store, title: string, range: Range, asOfMs: number): Promise<Numbers> {
  const summary = await titleSummary(store, title, range, {}, asOfMs);
  if (!summary) throw new Error(`There is no ${title}.`);
  const { figures, beforePremiere } = summary;
  const of = (name: keyof typeof figures) => figures[name].value;
  const rate = (name: 'watching7d' | 'watching28d' | 'completion7d' | 'completion28d') => ({
    n: figures[name].n,
    maturing: figures[name].maturing,
  });
  const cohorts = await titleCohorts(store, title);
  const completed = (days: 7 | 28) =>
    cohorts
      .filter((row) => row.baseDay + days <= dayOf(asOfMs))
      .reduce((sum, row) => sum + (days === 7 ? row.completed7d : row.completed28d), 0);
  return {
    ...{ hours: cut(of('hours')), views: cut(of('views')), viewers: of('viewers'), starts: of('starts') },
    ...{ starters: of('starters'), watchers: of('watchers'), completers: of('completers') },
    shareOfSlate: cut(of('shareOfSlate')),
    completion7d: { ...rate('completion7d'), completed: completed(7) },
    completion28d: { ...rate('completion28d'), completed: completed(28) },
    ...{ watching7d: rate('watching7d'), watching28d: rate('watching28d') },
    playsBeforePremiere: beforePremiere.plays,
    estimated: (['views', 'watchers', 'completers'] as const).map((name) => figures[name].estimated === true),
  };
}

/** @param estimated whether runtimes are estimates: a figure that rests on one says so. */
export function figuresExpected(
  truth: RealisedTruth,
  title: string,
  range: Range,
  asOfMs: number,
  estimated: boolean,
): Numbers {
  const known = truth.titles.get(title);
  if (!known) throw new Error(`There is no ${title}.`);
  const { fromMs, toMs } = range;
  const within = (atMs: number | null) => atMs !== null && atMs >= fromMs && atMs < toMs;
  const outcomes = truth.outcomes.filter((outcome) => outcome.titleId === title);
  const active = new Set(
    truth.playHours
      .filter((hour) => hour.titleId === title && hour.contentSeconds > 0 && within(hour.hourMs))
      .map((hour) => hour.viewerId),
  );
  const hours = hoursWithin(truth, title, fromMs, toMs);
  const views = viewsWithin(truth, title, fromMs, toMs, toMs);
  const measured = known.episodes.some((episode) => episode.runtimeMs > 0);
  const rate = (days: number) => {
    const { of, completed, maturing } = completionWithin(truth, title, days, asOfMs);
    return { n: of, maturing, completed };
  };
  const starters = outcomes.filter((outcome) => outcome.starterHourMs !== null);
  const watching = (days: number) => {
    const n = starters.filter((outcome) => dayOf(outcome.starterHourMs ?? 0) + days <= dayOf(asOfMs)).length;
    return { n, maturing: starters.length - n };
  };
  return {
    hours: cut(hours),
    views: cut(views),
    viewers: outcomes.filter((outcome) => outcome.viewerHourMs !== null && active.has(outcome.viewerId)).length,
    starts: truth.plays.filter((play) => play.titleId === title && within(play.startedMs)).length,
    starters: starters.filter((outcome) => within(outcome.starterHourMs)).length,
    watchers: measured ? outcomes.filter((outcome) => within(outcome.watcherHourMs)).length : null,
    completers: measured ? outcomes.filter((outcome) => within(outcome.completerHourMs)).length : null,
    shareOfSlate: cut(shareOfSlate(truth, title, fromMs, toMs)),
    ...{ completion7d: rate(7), completion28d: rate(28), watching7d: watching(7), watching28d: watching(28) },
    playsBeforePremiere: 0,
    estimated: [views !== null, measured, measured].map((there) => there && estimated),
  };
}

/** The store keeps the share of content that a viewer watched in parts of a million. */
const PPM = 1_000_000;

/** What is counted of a title cell by cell and sitting by sitting, whether enough people are in it to be shown or not. */
export async function deepServed(store: Store, truth: RealisedTruth, title: string, asOfMs: number): Promise<Numbers> {
  const episodes = truth.titles.get(title)?.episodes ?? [];
  const [counts, completion] = await Promise.all([
    deepCounts(store, title),
    episodes.length > 1 ? titleCompletion(store, title, asOfMs) : null,
  ]);
  const matured = (steps: readonly CountAt[]) =>
    steps.filter(({ at }) => at + 28 <= dayOf(asOfMs)).reduce((sum, { n }) => sum + n, 0);
  const curve = (what: 'watched' | 'played', id: string, cells: number) => {
    let sum = 0;
    const steps = new Map(counts.of(what, id).map(({ at, n }) => [at, n]));
    return Array.from({ length: cells }, (_, cell) => (sum += steps.get(cell) ?? 0));
  };
  return {
    retention: episodes.map(({ id, runtimeMs }) => ({
      id,
      viewers: counts.total('viewers', id),
      watched: curve('watched', id, runtimeMs > 0 ? cellsOf(runtimeMs / 1000) : 0),
      plays: curve('played', id, runtimeMs > 0 ? cellsOf(runtimeMs / 1000) : 0),
    })),
    funnel: completion?.funnel.map(({ episodeId, n, maturing }) => ({ episodeId, n, maturing })) ?? [],
    hooking: episodes.map(({ id }) => [matured(counts.of('hooking', id)), matured(counts.of('hooked', id))]),
    ...{ measured: counts.total('measured'), watchedPpm: counts.total('content') },
    ...{ starters: counts.total('starters'), bingers: counts.total('bingers') },
    daysToComplete: counts.of('days_to_complete').flatMap(({ at, n }) => new Array<number>(n).fill(at)),
    activeDays: counts.total('active_days'),
    hours: cut(counts.total('ms') / HOUR_MS),
    episodesOnDays: counts.total('day_episodes'),
  };
}

export function deepExpected(truth: RealisedTruth, title: string, asOfMs: number): Numbers {
  const episodes = truth.titles.get(title)?.episodes ?? [];
  const starters = truth.outcomes.filter((outcome) => outcome.titleId === title && outcome.starterHourMs !== null);
  const isOut = ({ availableMs }: { availableMs: number | null }) => (availableMs ?? 0) <= asOfMs;
  const shares = starters.flatMap(({ required, cells }) => shareWatched(required.filter(isOut), cells) ?? []);
  const own = pace(truth, title);
  const series = episodes.length > 1;
  return {
    retention: episodes.map(({ id }) => {
      // Without a cell there is no curve, and nobody to count for it.
      const { viewers, watched, plays } = retention(truth, title, id, asOfMs);
      return { id, viewers: watched.length > 0 ? viewers : 0, watched, plays };
    }),
    funnel: series
      ? episodeFunnel(truth, title, asOfMs).map(({ episodeId, n, maturing }) => ({ episodeId, n, maturing }))
      : [],
    hooking: completedByWatchers(truth, title, asOfMs).map(({ of, completed }) => [of, completed]),
    measured: shares.length,
    // Halves are rounded up, also where the double is a little under one.
    watchedPpm: shares.reduce((sum, share) => sum + Math.floor(share * PPM + 0.5 + 1e-6), 0),
    ...{ starters: starters.length, bingers: bingeRate(truth, title).bingers },
    daysToComplete: starters
      .filter((outcome) => outcome.completerHourMs !== null)
      .map((outcome) => dayOf(outcome.completerHourMs ?? 0) - dayOf(outcome.starterHourMs ?? 0))
      .sort((a, b) => a - b),
    activeDays: own.activeViewerDays,
    hours: cut((own.hoursPerActiveDay ?? 0) * own.activeViewerDays),
    episodesOnDays: Math.round((own.episodesPerActiveDay ?? 0) * own.activeViewerDays),
  };
}
