import { createHash } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Store } from '../../clickhouse/store.ts';
import { comparablesOf } from '../../queries/buzz-course.ts';
import { storedUplifts, toldMilestones, type StoredUplift } from '../../queries/buzz-milestones.ts';
import { buzzHours, type BuzzHour } from '../../queries/buzz-rows.ts';
import type { Milestone, TitleDetail } from '../../queries/read-model.ts';
import { shelf, type Shelf } from '../../queries/shelf.ts';
import { DAY_MS, HOUR_MS } from '../../queries/time.ts';
import type { Course } from '../../queries/uplift-course.ts';
import { milestoneUplift, MOST_DAYS_BEFORE, type UpliftOrReason, type UpliftQuestion } from '../../queries/uplift.ts';
import { keepVersionsGrowing, nextVersion } from '../version.ts';
import type { BuzzOptions } from './take-in.ts';

/** What a milestone stirs is told of this many days after it. */
const DAYS = 7;
/** Titles that the course is compared with: the most viewed ones. */
const MOST_COMPARABLES = 20;
const METRICS = ['views', 'mentions', 'listAdds'] as const;
type Metric = (typeof METRICS)[number];
/** Of the forecast: another one is made anew of everything. */
const MODEL = 1;

/** What was looked at last: until an hour ends or a campaign is counted again nothing can have changed. */
const looked = new WeakMap<Store, Map<string, string>>();

/**
 * Forecasts what would have come without each milestone of each title, where anything has changed that it rests on, and serves
 * it beside what came. Returns the titles of which something is served anew.
 */
export async function serveUplifts(
  store: Store,
  { now = Date.now, pause = () => Promise.resolve() }: BuzzOptions = {},
): Promise<string[]> {
  const asOfMs = now();
  const known = await shelf(store);
  const seen = looked.get(store) ?? new Map<string, string>();
  looked.set(store, seen);
  const changed: string[] = [];
  const ofGenre = byGenre(known);
  for (const id of known.campaigns.keys()) {
    const title = known.titles.get(id)?.detail;
    const past = title ? toldMilestones(title).filter(({ atMs }) => atMs <= asOfMs) : [];
    if (!title || past.length === 0) continue;
    const others = ofGenre(title);
    const state = stateOf(known, [title, ...others], asOfMs);
    if (seen.get(id) === state) continue;
    const stored = await storedUplifts(store, id);
    const uplifts = await upliftsOf(store, { title, others, past, stored, asOfMs, pause });
    const isSame = uplifts.length === stored.length && uplifts.every((one, i) => one === stored[i]);
    if (!isSame) {
      await serve(store, id, uplifts, asOfMs);
      changed.push(id);
    }
    seen.set(id, state);
  }
  return changed;
}

/** What titles are compared with, the most viewed first; those of a genre are looked for once. */
function byGenre(known: Shelf): (title: TitleDetail) => TitleDetail[] {
  const found = new Map<string, TitleDetail[]>();
  const views = (id: string) => known.campaigns.get(id)?.views ?? 0;
  const all = (title: TitleDetail) =>
    comparablesOf(known, { ...title, id: '' })
      .sort((a, b) => views(b.id) - views(a.id) || (a.id < b.id ? -1 : 1))
      .slice(0, MOST_COMPARABLES + 1)
      .flatMap(({ id }) => known.titles.get(id)?.detail ?? []);
  return (title) => {
    const [genre = ''] = title.genres;
    const titles = found.get(genre) ?? all(title);
    found.set(genre, titles);
    return titles.filter(({ id }) => id !== title.id).slice(0, MOST_COMPARABLES);
  };
}

const stateOf = ({ campaigns }: Shelf, titles: readonly TitleDetail[], asOfMs: number) =>
  JSON.stringify([
    Math.floor(asOfMs / HOUR_MS),
    titles.map((title) => [title.id, campaigns.get(title.id)?.version ?? 0, stirringOf(title)]),
  ]);

interface Work extends Required<Pick<BuzzOptions, 'pause'>> {
  title: TitleDetail;
  others: readonly TitleDetail[];
  past: readonly Milestone[];
  stored: readonly StoredUplift[];
  asOfMs: number;
}

/** Of each milestone what is stored, where it rests on the same, else what is forecast now. */
async function upliftsOf(
  store: Store,
  { title, others, past, stored, asOfMs, pause }: Work,
): Promise<readonly StoredUplift[]> {
  const hour = Math.floor(asOfMs / HOUR_MS);
  const titles = [title, ...others];
  const hours = await buzzHours(
    store,
    titles.map(({ id }) => id),
    'jobs',
  );
  const courses = new Map(
    METRICS.map((metric) => [metric, titles.map(({ id }) => courseOf(hours.get(id) ?? [], metric, hour))]),
  );
  const uplifts: StoredUplift[] = [];
  for (const milestone of past) {
    const ask = (metric: Metric) => questionOf(milestone, titles, courses.get(metric) ?? [], hour);
    const questions = METRICS.map(ask);
    const digest = digestOf(questions);
    const former = stored.find((one) => one.milestone === milestone.id && one.digest === digest);
    uplifts.push(former ?? told(milestone, digest, questions));
    await pause();
    // Forecasts take their time on the thread that may serve pages, too: these go first.
    if (!former) await nextTurn();
  }
  return uplifts;
}

/** By the first metric that there is enough of. */
function told(milestone: Milestone, digest: string, questions: readonly UpliftQuestion[]): StoredUplift {
  const common = { milestone: milestone.id, atMs: milestone.atMs, digest };
  let first: UpliftOrReason | null = null;
  for (const [index, metric] of METRICS.entries()) {
    const question = questions[index];
    if (!question) continue;
    const answer = milestoneUplift(question);
    first ??= answer;
    if (answer.uplift === null) continue;
    const { expectedByHour, ...forecast } = answer;
    const { fromMs, counts } = question.course;
    const at = Math.round((forecast.fromMs - fromMs) / HOUR_MS);
    const observed = expectedByHour.map((_, i) => counts[at + i] ?? 0);
    return { ...common, metric, forecast, reason: '', observed, expected: expectedByHour };
  }
  const reason = first?.uplift === null ? first.reason : '';
  return { ...common, metric: 'views', forecast: null, reason, observed: [], expected: [] };
}

/** Only what it rests on: nothing of it changes when something else comes. */
function questionOf(
  milestone: Milestone,
  [title, ...others]: readonly TitleDetail[],
  [course, ...theirs]: readonly Course[],
  hour: number,
): UpliftQuestion {
  const firstMs = Math.ceil(milestone.atMs / HOUR_MS) * HOUR_MS;
  // Days are whole: an hour more of one changes nothing yet.
  const days = Math.floor((hour * HOUR_MS - firstMs) / DAY_MS);
  const untilMs = firstMs + Math.min(DAYS, Math.max(0, days)) * DAY_MS;
  // One day more than is looked at tells that all of it is known.
  const range = { fromMs: firstMs - (MOST_DAYS_BEFORE + 1) * DAY_MS, untilMs };
  const within = (one: Course | undefined) => cut(one ?? { fromMs: untilMs, counts: [] }, range);
  return {
    ...{ milestoneMs: milestone.atMs, days: DAYS, asOfMs: untilMs, course: within(course) },
    otherMilestonesMs: stirringOf(title).filter((atMs) => atMs !== milestone.atMs),
    comparables: others.map((other, i) => ({ course: within(theirs[i]), milestonesMs: stirringOf(other) })),
  };
}

/** What moves a course: the title's milestones and its premiere. */
const stirringOf = (title: TitleDetail | undefined): number[] =>
  [...(title?.milestones.map(({ atMs }) => atMs) ?? []), title?.premiereMs ?? null].filter((atMs) => atMs !== null);

/** From the first hour in which any came to the last one that has ended. */
function courseOf(rows: readonly BuzzHour[], metric: Metric, hour: number): Course {
  const some = rows.filter((row) => row[metric] > 0 && row.hour < hour);
  const first = some[0]?.hour ?? hour;
  const counts = new Array<number>(hour - first).fill(0);
  for (const row of some) counts[row.hour - first] = row[metric];
  return { fromMs: first * HOUR_MS, counts };
}

function cut({ fromMs, counts }: Course, range: { fromMs: number; untilMs: number }): Course {
  const startMs = Math.max(fromMs, range.fromMs);
  const place = (atMs: number) => Math.max(0, Math.round((atMs - fromMs) / HOUR_MS));
  const within = counts.slice(place(startMs), place(range.untilMs));
  // When a course begins that has nothing of it makes no difference.
  return { fromMs: within.length === 0 ? range.untilMs : startMs, counts: within };
}

function digestOf(questions: readonly UpliftQuestion[]): string {
  const hash = createHash('sha256').update(String(MODEL));
  const add = (numbers: readonly number[]) => hash.update(Float64Array.of(numbers.length, ...numbers));
  for (const { milestoneMs, asOfMs, course, otherMilestonesMs, comparables } of questions) {
    add([milestoneMs, asOfMs, course.fromMs]);
    add(course.counts);
    add(otherMilestonesMs);
    for (const other of comparables) {
      add([other.course.fromMs]);
      add(other.course.counts);
      add(other.milestonesMs);
    }
  }
  return hash.digest('base64url');
}

async function serve(store: Store, title: string, uplifts: readonly StoredUplift[], asOfMs: number): Promise<void> {
  await keepVersionsGrowing(store);
  const as_of = new Date(asOfMs).toISOString().slice(0, 23).replace('T', ' ');
  const version = nextVersion(store, asOfMs);
  await store.insertRows('buzz.uplift', 'served_uplift', [{ title, version, as_of, uplifts: JSON.stringify(uplifts) }]);
}
