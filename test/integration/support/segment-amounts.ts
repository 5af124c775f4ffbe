import { mondayOf } from '../../../ingest/simulator/oracle-audience.ts';
import type { ViewerOutcome } from '../../../ingest/simulator/oracle-outcomes.ts';
import type { RealisedTruth } from '../../../ingest/simulator/oracle.ts';
import type { Store } from '../../../sql/clickhouse/store.ts';
import { DEVICES } from '../../../sql/queries/devices.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;
const dayOf = (atMs: number) => Math.floor(atMs / DAY_MS);

/** What is counted of a title in a country, on a device, or in both, in its life and by week, whether it is shown or not. */
export interface SegmentAmounts {
  /** Rounded: a step is shared out to hours in whole milliseconds. */
  minutes: number;
  starts: number;
  viewers: number;
  starters: number;
  watchers: number;
  completers: number;
  /** Of the life only: starters whose clock has run for 7 and 28 days, and those of them who completed in time. */
  completion: readonly [of7: number, completed7: number, of28: number, completed28: number];
}

const nameOf = (title: string, weekMs: number | null, country: string, device: string) =>
  JSON.stringify([title, weekMs === null ? 'life' : new Date(weekMs).toISOString().slice(0, 10), country, device]);

export async function segmentsServed(store: Store): Promise<Record<string, SegmentAmounts>> {
  const rows = await store.query<
    { title: string; country: string } & Record<
      | 'week'
      | 'device'
      | 'ms'
      | 'starts'
      | 'viewers'
      | 'starters'
      | 'watchers'
      | 'completers'
      | 'e7'
      | 'c7'
      | 'e28'
      | 'c28',
      number
    >
  >({
    name: 'test.segments',
    text: `
      SELECT title, week, country, device, hours_ms AS ms, starts, viewers, starters, watchers, completers,
        eligible_7d AS e7, completed_7d AS c7, eligible_28d AS e28, completed_28d AS c28
      FROM served_title_segment AS s FINAL
      INNER JOIN (SELECT title, version AS current FROM served_rollup FINAL) AS r USING title
      WHERE version >= current`,
  });
  return Object.fromEntries(
    rows.map(({ title, week, country, device, ms, e7, c7, e28, c28, ...counts }) => [
      nameOf(title, week === 0 ? null : week * DAY_MS, country || '*', device < 0 ? '*' : (DEVICES[device] ?? '')),
      { minutes: Math.round(ms / 60_000), ...counts, completion: [e7, c7, e28, c28] },
    ]),
  );
}

export function segmentsExpected(truth: RealisedTruth, asOfMs: number): Record<string, SegmentAmounts> {
  const sums = new Map<
    string,
    Record<keyof Omit<SegmentAmounts, 'completion'> | 'ms', number> & { completion: number[] }
  >();
  const add = (
    title: string,
    weeks: ReadonlySet<number | null>,
    slices: ReadonlySet<string>,
    what: 'ms' | 'starts' | 'viewers' | 'starters' | 'watchers' | 'completers' | 'completion',
    amount: number | readonly number[],
  ): void => {
    for (const slice of slices) {
      const [country = '', device = ''] = JSON.parse(slice) as string[];
      for (const weekMs of weeks) {
        const name = nameOf(title, weekMs, country, device);
        const sum = sums.get(name) ?? {
          ...{ ms: 0, minutes: 0, starts: 0, viewers: 0, starters: 0, watchers: 0, completers: 0 },
          completion: [0, 0, 0, 0],
        };
        sums.set(name, sum);
        if (what === 'completion')
          sum.completion = sum.completion.map((n, i) => n + ((amount as readonly number[])[i] ?? 0));
        else sum[what] += amount as number;
      }
    }
  };
  const playOf = (play: { titleId: string; viewerId: string; episodeId: string; playId: string }) =>
    JSON.stringify([play.titleId, play.viewerId, play.episodeId, play.playId]);
  const contextOf = new Map(truth.plays.map((play) => [playOf(play), slicesOf(play.context)]));
  for (const play of truth.plays) add(play.titleId, inLifeAnd(play.startedMs), slicesOf(play.context), 'starts', 1);
  for (const hour of truth.playHours)
    if (hour.contentSeconds > 0)
      add(
        hour.titleId,
        inLifeAnd(hour.hourMs),
        contextOf.get(playOf(hour)) ?? new Set(),
        'ms',
        hour.contentSeconds * 1000,
      );

  const ofViewer = Map.groupBy(truth.plays, (play) => JSON.stringify([play.titleId, play.viewerId]));
  const hoursOf = Map.groupBy(truth.playHours, (hour) => JSON.stringify([hour.titleId, hour.viewerId]));
  for (const outcome of truth.outcomes) {
    if (outcome.viewerHourMs === null) continue;
    const key = JSON.stringify([outcome.titleId, outcome.viewerId]);
    const slices = new Set((ofViewer.get(key) ?? []).flatMap((play) => [...slicesOf(play.context)]));
    const active = (hoursOf.get(key) ?? []).filter((hour) => hour.contentSeconds > 0).map((hour) => hour.hourMs);
    add(outcome.titleId, new Set([null, ...active.map(mondayOf)]), slices, 'viewers', 1);
    for (const [what, atMs] of [
      ['starters', outcome.starterHourMs],
      ['watchers', outcome.watcherHourMs],
      ['completers', outcome.completerHourMs],
    ] as const)
      if (atMs !== null && outcome.starterHourMs !== null) add(outcome.titleId, inLifeAnd(atMs), slices, what, 1);
    add(outcome.titleId, new Set([null]), slices, 'completion', completionOf(outcome, asOfMs));
  }
  return Object.fromEntries(
    [...sums].map(([name, { ms, ...counts }]) => [
      name,
      {
        ...counts,
        minutes: Math.round(ms / 60_000),
        completion: counts.completion as unknown as SegmentAmounts['completion'],
      },
    ]),
  );
}

const inLifeAnd = (atMs: number): ReadonlySet<number | null> =>
  new Set([null, mondayOf(Math.floor(atMs / HOUR_MS) * HOUR_MS)]);

/** A country alone, a device alone, and both; a country that is not told is none. */
function slicesOf({ country, device }: { country: string; device: string }): ReadonlySet<string> {
  const slices: [string, string][] = [['*', device]];
  if (country !== '') slices.push([country, '*'], [country, device]);
  return new Set(slices.map((slice) => JSON.stringify(slice)));
}

function completionOf(outcome: ViewerOutcome, asOfMs: number): number[] {
  if (outcome.starterHourMs === null) return [0, 0, 0, 0];
  const baseDay = Math.max(dayOf(outcome.starterHourMs), dayOf(outcome.lastReleaseMs));
  return [7, 28].flatMap((days) => {
    const mature = baseDay + days <= dayOf(asOfMs);
    const inTime = outcome.completerHourMs !== null && dayOf(outcome.completerHourMs) <= baseDay + days;
    return [mature ? 1 : 0, mature && inTime ? 1 : 0];
  });
}
