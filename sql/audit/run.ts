import type { Store } from '../clickhouse/store.ts';
import { cut, levelsToCut, rangeOf, WHOLE, type Slice } from '../rollup/slices.ts';
import { pendingLoads } from '../rollup/work.ts';
import { COMPARED, fromRaw, type Compared, type Scope } from './raw.ts';
import { fromFacts, fromServed } from './served.ts';

/** Titles of a night. */
const TITLES = 12;
/** Records of a title up to which it is read whole; of a larger one a slice of its viewers is. */
const WHOLE_UP_TO = 1_000_000;
/** Records that one statement reads: some 1.5 s of one core, so that nobody waits long behind it. */
const RECORDS_A_STATEMENT = 200_000;
/** Viewers who did something this short a time ago are left out where a title does not hold still. */
const QUIET_MS = 15 * 60_000;
const DAY_MS = 86_400_000;

export interface Difference {
  title: string;
  metric: string;
  /** What was compared: the title, or a slice of its viewers; with the day of daily numbers. */
  scope: string;
  served: number;
  recomputed: number;
}

export interface AuditResult {
  ranAtMs: number;
  titles: number;
  /** Numbers compared. */
  compared: number;
  /** Numbers that could not be: completers of a season whose episodes come out over time, or of which a runtime changed. */
  skipped: number;
  differences: Difference[];
  durationMs: number;
}

export interface AuditOptions {
  /** When it is, for figures; its UTC day chooses the sample. */
  nowMs: number;
  titles?: number;
  wholeUpTo?: number;
  /** Waited for between statements, so that others get their turn. */
  pause?: () => Promise<void>;
}

/**
 * Computes served numbers of a random sample of titles and days by brute force from raw rows, and compares. The sample
 * follows from the day, so that a night can be repeated; over the nights everything has its turn. What it found is written
 * down for Data health.
 */
export async function audit(store: Store, options: AuditOptions): Promise<AuditResult> {
  const started = performance.now();
  const seed = new Date(options.nowMs).toISOString().slice(0, 10);
  const result = { titles: 0, compared: 0, skipped: 0, differences: [] as Difference[] };
  for (const sampled of await sample(store, seed, options.titles ?? TITLES)) {
    const { compared, skipped, differences } = await auditTitle(store, sampled, options);
    result.titles += 1;
    result.compared += compared;
    result.skipped += skipped;
    result.differences.push(...differences);
  }
  const done = { ...result, ranAtMs: options.nowMs, durationMs: performance.now() - started };
  await record(store, seed, done);
  return done;
}

interface Sampled {
  title: string;
  day: number;
  /** Chooses the slice of a large title. */
  lot: number;
  events: number;
  /**
   * What a completer had to watch does not depend on when they began: all episodes were out before anybody could have
   * finished, and none has changed its length.
   */
  sameForAll: boolean;
}

/** Titles with plays in an order that the seed shuffles, each with one of its days. */
function sample(store: Store, seed: string, titles: number): Promise<Sampled[]> {
  return store.query<Sampled>({
    name: 'audit.sample',
    lane: 'jobs',
    params: { seed, titles },
    text: `
      SELECT sampled AS title, day, lot, events, empty(changes) AND (empty(episodes) OR arrayMax(x -> toUnixTimestamp64Milli(x.2), episodes) <= first_ms) AS sameForAll
      FROM (SELECT title AS sampled FROM served_rollup FINAL WHERE starts > 0 ORDER BY sipHash64(title, {seed:String}) LIMIT {titles:UInt32}) AS s
      INNER JOIN (SELECT title AS known, episodes, changes FROM served_title FINAL WHERE deleted = 0) AS t ON known = sampled
      INNER JOIN (
        SELECT title AS viewed, argMin(intDiv(hour, 24), sipHash64(intDiv(hour, 24), {seed:String})) AS day, sipHash64(title, {seed:String}, 'lot') % 65536 AS lot, min(hour) * 3600000 AS first_ms
        FROM served_title_hour FINAL WHERE hours_ms > 0 GROUP BY title
      ) AS d ON viewed = sampled
      INNER JOIN (SELECT title AS played, count() AS events FROM raw_playback GROUP BY title) AS e ON played = sampled
      ORDER BY title`,
  });
}

async function auditTitle(store: Store, sampled: Sampled, options: AuditOptions) {
  const { title, day, events } = sampled;
  const { wholeUpTo = WHOLE_UP_TO } = options;
  const everybody: Scope = { title, day, quietSinceMs: 0, ...rangeOf(WHOLE) };
  if (events <= wholeUpTo) {
    const before = await fromServed(store, title, day);
    const raw = await inPieces(store, everybody, WHOLE, events, options);
    const after = await fromServed(store, title, day);
    // Only what held still meanwhile, and has nothing waiting, can be held against the records.
    if (before.version === after.version && !(await isMoving(store, title)))
      return compare(sampled, 'title', after, raw);
  }
  const level = levelsToCut(WHOLE, events, wholeUpTo);
  const slice = 2 ** level + (sampled.lot % 2 ** level);
  const scope: Scope = { ...everybody, ...rangeOf(slice), quietSinceMs: Date.now() - QUIET_MS };
  const part = compare(
    sampled,
    level === 0 ? 'quiet viewers' : `quiet viewers of slice ${slice}`,
    await fromFacts(store, scope),
    await inPieces(store, scope, slice, events / 2 ** level, options),
  );
  // And what is served is the sum of what it is made of.
  const before = await fromServed(store, title, day);
  const facts = await fromFacts(store, everybody);
  const after = await fromServed(store, title, day);
  if (before.version !== after.version || (await isMoving(store, title))) return part;
  const whole = compare({ ...sampled, sameForAll: true }, 'sum', after, facts);
  return {
    compared: part.compared + whole.compared,
    skipped: part.skipped,
    differences: [...part.differences, ...whole.differences],
  };
}

/** All that is compared is additive over viewers: a scope is read in pieces, and they are summed. */
async function inPieces(
  store: Store,
  scope: Scope,
  slice: Slice,
  events: number,
  { pause }: AuditOptions,
): Promise<Compared> {
  const sum = Object.fromEntries(COMPARED.map((metric) => [metric, 0])) as Compared;
  for (const piece of cut(slice, levelsToCut(slice, events, RECORDS_A_STATEMENT)).leaves) {
    const part = await fromRaw(store, { ...scope, ...rangeOf(piece) });
    for (const metric of COMPARED) sum[metric] += part[metric];
    await pause?.();
  }
  return sum;
}

/** Whether records of a title wait to be counted. */
async function isMoving(store: Store, title: string): Promise<boolean> {
  const loads = await pendingLoads(store, 10_000);
  const { n } = await store.one<{ n: number }>({
    name: 'audit.moving',
    lane: 'jobs',
    params: { title, segments: loads.map((load) => load.segment) },
    text: `
      SELECT (SELECT count() FROM touched WHERE segment IN {segments:Array(UInt64)} AND title = {title:String})
        + (SELECT count() FROM title_slice FINAL WHERE title = {title:String} AND dirty = 1) AS n`,
  });
  return n > 0;
}

function compare({ title, day, sameForAll }: Sampled, scope: string, served: Compared, recomputed: Compared) {
  const metrics = COMPARED.filter((metric) => metric !== 'completers' || sameForAll);
  const date = new Date(day * DAY_MS).toISOString().slice(0, 10);
  const differences = metrics
    .filter((metric) => served[metric] !== recomputed[metric])
    .map((metric): Difference => {
      const of = metric.endsWith('_of_day') ? `${scope}, ${date}` : scope;
      return { title, metric, scope: of, served: served[metric], recomputed: recomputed[metric] };
    });
  return { compared: metrics.length, skipped: COMPARED.length - metrics.length, differences };
}

async function record(store: Store, seed: string, result: AuditResult): Promise<void> {
  const ran_at = new Date(result.ranAtMs).toISOString().slice(0, 23).replace('T', ' ');
  await store.insertRows(
    'audit.differences',
    'audit_difference',
    result.differences.map((one) => ({ ran_at, ...one })),
  );
  await store.insertRows('audit.run', 'audit_run', [
    {
      ...{ ran_at, seed, titles: result.titles, compared: result.compared, differing: result.differences.length },
      ...{ skipped: result.skipped, seconds: result.durationMs / 1000 },
    },
  ]);
}
