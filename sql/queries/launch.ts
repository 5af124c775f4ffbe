import type { Store } from '../clickhouse/store.ts';
import { partOf, shareBy } from './ages.ts';
import { addAmounts, sumAmounts } from './amounts.ts';
import { comparablesByRule, ruleOf } from './comparables.ts';
import { hoursByTitle, titleHours, titleRollup, type HourRow } from './hours.ts';
import type { BandPoint, Launch, LaunchMetric, LaunchPoint, TitleDetail } from './read-model.ts';
import { quantile } from './statistics.ts';
import { DAY_MS, HOUR_MS } from './time.ts';
import { titleDetail, titleDetails } from './titles.ts';
import { Viewed } from './views.ts';

/** The curve is hourly for the first week, then daily, to the 91st day. */
const HOURLY_TO = 168;
const DAYS = 91;
const METRICS_OF: readonly LaunchMetric[] = ['hours', 'views', 'viewers', 'starters', 'watchers', 'completers'];
/** From this many comparables on, quantiles mean something; from the second number on there is a band at all. */
const FOR_QUANTILES = 10;
const FOR_RANGE = 5;

/** Ages (hours since the premiere) the curve has points at. */
export const LAUNCH_AGES: readonly number[] = [
  ...Array.from({ length: HOURLY_TO + 1 }, (_, i) => i),
  ...Array.from({ length: DAYS - 7 }, (_, i) => (i + 8) * 24),
];

/** Comparables that somebody chose for a title instead of the rule's. */
export interface ChosenComparables {
  readonly ids: readonly string[];
  readonly who: string;
  readonly atMs: number;
}

/**
 * A title's launch against comparable ones: those `chosen` by hand, or else of the same form and first genre. Null when
 * the catalogue does not know the title.
 */
export async function titleLaunch(
  store: Store,
  id: string,
  nowMs: number,
  chosen: ChosenComparables | null = null,
): Promise<Launch | null> {
  const title = await titleDetail(store, id);
  if (title === null) return null;
  const [rollup, hours] = await Promise.all([titleRollup(store, id), titleHours(store, id)]);
  const asOfMs = rollup?.asOfMs ?? nowMs;
  const ageHours =
    title.premiereMs === null || title.premiereMs > asOfMs ? null : Math.floor((asOfMs - title.premiereMs) / HOUR_MS);
  const points =
    title.premiereMs === null || ageHours === null ? [] : launchCurve(title, hours, title.premiereMs, ageHours);
  return {
    asOfMs,
    premiereMs: title.premiereMs,
    ageHours,
    points,
    comparables: await comparables(store, title, ageHours, asOfMs, chosen),
    hold: holdOf(points, ageHours),
  };
}

/**
 * Cumulative values at each age up to now; the last point is the age now and holds all there is so far. Another age ends
 * within a UTC hour unless the premiere was at a full one: that hour counts in part, people to the nearest whole one.
 */
export function launchCurve(
  title: TitleDetail,
  rows: readonly HourRow[],
  premiereMs: number,
  ageHours: number,
): LaunchPoint[] {
  const ages = [...LAUNCH_AGES.filter((age) => age < ageHours), ...(ageHours <= DAYS * 24 ? [ageHours] : [])];
  const sum = sumAmounts([]);
  const viewed = new Viewed(title);
  let at = 0;
  return ages.map((age) => {
    const untilMs = age === ageHours ? Infinity : premiereMs + age * HOUR_MS;
    let row = rows[at];
    for (; row && shareBy(untilMs, row.hour, premiereMs) === 1; row = rows[(at += 1)]) {
      viewed.add(row);
      addAmounts(sum, row);
    }
    const cut = row && partOf(row, shareBy(untilMs, row.hour, premiereMs));
    const { hoursMs, viewers, starters, watchers, completers } = sumAmounts(cut ? [sum, cut] : [sum]);
    return {
      ageHours: age,
      hours: hoursMs / HOUR_MS,
      views: viewed.views(premiereMs + Math.max(age, 1) * HOUR_MS, cut),
      viewers: Math.round(viewers),
      starters: Math.round(starters),
      watchers: Math.round(watchers),
      completers: Math.round(completers),
    };
  });
}

interface KnownCurve {
  title: TitleDetail;
  ageHours: number;
  points: readonly LaunchPoint[];
}
/** By the served hours that they were made of: those are kept while a title's version lasts, and curves go with them. */
const curvesMade = new WeakMap<readonly HourRow[], KnownCurve>();

/** The curve of a title that others are compared with, many at a time: made once an hour of its age. */
function curveOnce(title: TitleDetail, rows: readonly HourRow[], premiereMs: number, ageHours: number) {
  const found = curvesMade.get(rows);
  if (found?.title === title && found.ageHours === ageHours) return found.points;
  const points = launchCurve(title, rows, premiereMs, ageHours);
  curvesMade.set(rows, { title, ageHours, points });
  return points;
}

async function comparables(
  store: Store,
  title: TitleDetail,
  ageHours: number | null,
  asOfMs: number,
  chosen: ChosenComparables | null,
): Promise<Launch['comparables']> {
  const ids = chosen?.ids ?? (await comparablesByRule(store, title, asOfMs));
  const [details, hours] = await Promise.all([titleDetails(store, ids), hoursByTitle(store, ids)]);
  const curves = details.flatMap((detail) => {
    const rows = hours.get(detail.id);
    if (detail.premiereMs === null || detail.premiereMs > asOfMs || rows === undefined) return [];
    const age = Math.floor((asOfMs - detail.premiereMs) / HOUR_MS);
    const points = curveOnce(detail, rows, detail.premiereMs, age);
    return [{ id: detail.id, name: detail.name, season: detail.season, ageHours: age, points }];
  });
  // A fixed set, so that the band has no steps: those that have come at least as far as the title has, and a week.
  const horizon = Math.max(ageHours ?? 0, HOURLY_TO);
  const reached = curves.filter((curve) => curve.ageHours >= horizon).sort((a, b) => a.ageHours - b.ageHours);
  const kind =
    reached.length >= FOR_QUANTILES
      ? 'quantiles'
      : reached.length >= FOR_RANGE
        ? 'range'
        : reached.length > 0
          ? 'titles'
          : 'none';
  const solidToAgeHours = Math.min(...reached.map((curve) => curve.ageHours), DAYS * 24);
  const ages = new Map(curves.map((curve) => [curve.id, curve.ageHours]));
  const waiting = ids
    .filter((id) => !reached.some((curve) => curve.id === id))
    .map((id) => {
      // One that has left the catalogue is still named, so that it can be taken out.
      const known = details.find((detail) => detail.id === id);
      return { id, name: known?.name ?? id, season: known?.season ?? null, ageHours: ages.get(id) ?? null };
    });
  return {
    chosen: chosen ? { by: 'hand', who: chosen.who, atMs: chosen.atMs } : { by: 'rule', rule: ruleOf(title) },
    titles: reached.map(({ points: _, ...known }) => known),
    waiting,
    kind,
    band:
      kind === 'quantiles' || kind === 'range'
        ? Object.fromEntries(METRICS_OF.map((metric) => [metric, bandOf(reached, metric, solidToAgeHours, kind)]))
        : {},
    curves: kind === 'titles' ? reached.map(({ id, name, points }) => ({ id, name, points: [...points] })) : [],
    solidToAgeHours: reached.length === 0 ? 0 : solidToAgeHours,
  };
}

function bandOf(
  curves: readonly { points: readonly LaunchPoint[] }[],
  metric: LaunchMetric,
  toAge: number,
  kind: 'quantiles' | 'range',
): BandPoint[] {
  const low = kind === 'quantiles' ? 0.1 : 0;
  // Filled again for each age, and sorted as numbers: of 40 titles there are 14,000 values of a metric.
  const values = new Float64Array(curves.length);
  return LAUNCH_AGES.filter((age) => age <= toAge).flatMap((age, at) => {
    // All of them are at least so old, so each has its points in the order of the ages.
    for (const [of, { points }] of curves.entries()) values[of] = points[at]?.[metric] ?? Number.NaN;
    values.sort();
    // Not-a-number comes last.
    if (Number.isNaN(values.at(-1))) return [];
    return [{ ageHours: age, low: quantile(values, low), mid: quantile(values, 0.5), high: quantile(values, 1 - low) }];
  });
}

/** Hours of each week since the premiere ÷ those of the week before. */
function holdOf(points: readonly LaunchPoint[], ageHours: number | null): Launch['hold'] {
  if (ageHours === null) return [];
  // In its first hour a launch has one point, at no age, which holds what that hour has so far.
  const at = (age: number) => points.findLast((point) => point.ageHours <= age)?.hours ?? 0;
  const weekHours = (DAY_MS * 7) / HOUR_MS;
  const weeks = Array.from({ length: Math.min(13, Math.ceil((ageHours + 1) / weekHours)) }, (_, i) => {
    const open = (i + 1) * weekHours > ageHours;
    return { week: i + 1, hours: at(open ? ageHours : (i + 1) * weekHours) - (i === 0 ? 0 : at(i * weekHours)), open };
  });
  return weeks.map((week, i) => {
    const before = weeks[i - 1]?.hours ?? 0;
    return { ...week, hold: before > 0 && !week.open ? week.hours / before : null };
  });
}
