import type { Store } from '../clickhouse/store.ts';
import { whileUnchanged } from './answers.ts';
import { PENDING_TOLD, TOLD_FAMILIES } from './pending-loads.ts';
import type { Health } from './read-model.ts';
import { pluralText } from './report/words.ts';

/** A part of what is served, and what was loaded that it lacks. */
export type WaitingPart = Health['rollup'][number];

/**
 * What was loaded and is not counted yet, of all that a week's numbers are made of: `titles` (loads that no roll-up took in),
 * `slices` (their sums), `reception` and `campaigns`. Retention and the rest of the deep metrics follow at a pace of their own.
 */
export async function backlog(store: Store): Promise<WaitingPart[]> {
  const [loads, voices, campaigns] = await Promise.all([behindLoads(store), unheard(store), untold(store)]);
  // Asked for after the loads: what those have been taken in for is marked by then.
  const [slices] = await whileUnchanged(store, 'backlog.slices', async () => [await unsummedSlices(store)]);
  if (!slices) throw new Error('Unreachable: a count is one row.');
  return [
    { name: 'titles', ...loads },
    { name: 'slices', asOfMs: loads.asOfMs, behindRows: 0, ...slices },
    { name: 'reception', ...voices },
    { name: 'campaigns', ...campaigns },
  ];
}

/** Parts that mark titles when they take a load in: the marks are younger than the load. */
const MARKED_WHEN_TAKEN_IN = ['reception', 'campaigns'];

/**
 * For who waits until everything that was loaded before an instant is counted: a function that picks, each time they are asked
 * for, the parts that still lack something of it. While events keep coming something always waits, so it goes by since when.
 */
export function lackingSince(
  loadedBeforeMs: number,
): <P extends { name: string; oldestWaitingMs: number | null }>(parts: readonly P[]) => P[] {
  const limits = new Map<string, number>();
  return (parts) =>
    parts.filter(({ name, oldestWaitingMs }) => {
      if (oldestWaitingMs === null) return false;
      const limit = limits.get(name);
      if (oldestWaitingMs <= (limit ?? loadedBeforeMs)) return true;
      if (limit !== undefined || !MARKED_WHEN_TAKEN_IN.includes(name)) return false;
      // Its loads are in: what they marked was marked by now.
      limits.set(name, Date.now());
      return true;
    });
}

/** What waits, in words with counts: `1,204 records to be counted, 3 reviews and mentions to be read`. '' for nothing. */
export function backlogText(
  parts: readonly Pick<WaitingPart, 'name' | 'behindRows' | 'behindSegments'>[],
  spoolRows = 0,
): string {
  const told = parts.map(({ name, behindRows, behindSegments }) => {
    const count = behindRows || behindSegments;
    if (name === 'titles') return `${pluralText(count, 'record')} to be counted`;
    if (name === 'slices') return `${pluralText(count, 'sum')} of viewing`;
    if (name === 'completion') return `${pluralText(count, 'part')} of the completion`;
    const what = name === 'reception' ? 'reviews and mentions' : 'records of campaigns';
    if (count === 0) return `titles whose ${what} are to be summed`;
    return `${pluralText(count, name === 'reception' ? 'review or mention' : 'record of campaigns', what)} to be read`;
  });
  return [...(spoolRows > 0 ? [`${pluralText(spoolRows, 'record')} to be loaded`] : []), ...told].join(', ');
}

/** Loads whose reviews and mentions were not read yet, and since when a title waits to be counted. */
async function unheard(store: Store): Promise<Omit<WaitingPart, 'name'>> {
  return store.one({
    name: 'backlog.unheard',
    text: `
      SELECT count() AS behindSegments, sum(voices) AS behindRows, (SELECT toUnixTimestamp64Milli(maxOrNull(as_of)) FROM served_reception) AS asOfMs,
        toUnixTimestamp64Milli(least(minOrNull(loaded_at), (SELECT minOrNull(since) FROM reception_title FINAL WHERE dirty = 1))) AS oldestWaitingMs
      FROM (
        SELECT loaded_at, segment, any(families['review'] + families['mention']) AS voices FROM loaded_segment
        WHERE families['review'] + families['mention'] > 0 AND (loaded_at, segment) NOT IN (SELECT loaded_at, segment FROM heard_segment)
        GROUP BY loaded_at, segment
      )`,
  });
}

/** Loads that tell of campaigns and are not taken in, and since when a title waits to be counted. */
function untold(store: Store): Promise<Omit<WaitingPart, 'name'>> {
  return store.one({
    name: 'backlog.campaigns',
    text: `
      SELECT count() AS behindSegments, sum(rows) AS behindRows, (SELECT toUnixTimestamp64Milli(maxOrNull(as_of)) FROM served_buzz) AS asOfMs,
        toUnixTimestamp64Milli(least(minOrNull(loaded_at), (SELECT minOrNull(since) FROM buzz_title FINAL WHERE dirty = 1))) AS oldestWaitingMs
      FROM (SELECT loaded_at, segment, any(told) AS rows FROM ${PENDING_TOLD} GROUP BY loaded_at, segment)`,
    params: { families: TOLD_FAMILIES },
  });
}

function unsummedSlices(store: Store): Promise<{ behindSegments: number; oldestWaitingMs: number | null }> {
  return store.one({
    name: 'backlog.unsummed',
    text: `
      SELECT count() AS behindSegments, toUnixTimestamp64Milli(minOrNull(since)) AS oldestWaitingMs
      FROM title_slice FINAL WHERE dirty = 1`,
  });
}

/** How far the roll-up is behind what was loaded. */
async function behindLoads(store: Store): Promise<Omit<WaitingPart, 'name'>> {
  return store.one({
    name: 'backlog.loads',
    text: `
      SELECT count() AS behindSegments, sum(rows) AS behindRows, toUnixTimestamp64Milli(minOrNull(loaded_at)) AS oldestWaitingMs,
        (SELECT toUnixTimestamp64Milli(maxOrNull(as_of)) FROM served_rollup) AS asOfMs
      FROM (
        SELECT loaded_at, segment, max(rows) AS rows FROM loaded_segment
        WHERE (loaded_at, segment) NOT IN (SELECT loaded_at, segment FROM rolled_segment)
        GROUP BY loaded_at, segment
      )`,
  });
}
