import type { Store } from '../clickhouse/store.ts';
import { waitingSlices } from '../rollup/deep-marks.ts';
import { lastSoundness } from '../soundness/collect.ts';
import { UNKNOWN } from '../soundness/soundness.ts';
import { whileUnchanged } from './answers.ts';
import { lastAudit } from './audit.ts';
import type { Health } from './read-model.ts';

/**
 * Is the data sound? What the analytics store knows about it. What goes over raw rows or the engine's own tables was looked
 * at by a job, at `checkedMs`.
 */
export async function health(store: Store, nowMs: number): Promise<Health> {
  const loads = await behindLoads(store);
  // Asked for after the loads: what those have been taken in for is marked by then.
  const [written] = await whileUnchanged(store, 'health.written', async () => [await writtenOf(store)]);
  if (!written) throw new Error('Unreachable: what was written is one row.');
  const { last, slices, completion, audit } = written;
  const { tables, ...soundness } = last?.soundness ?? UNKNOWN;
  return {
    asOfMs: nowMs,
    checkedMs: last?.asOfMs ?? null,
    ...soundness,
    rollup: [
      { name: 'titles', ...loads },
      { name: 'slices', asOfMs: loads.asOfMs, behindRows: 0, ...slices },
      { name: 'completion', behindRows: 0, ...completion },
    ],
    store: tables,
    audit,
  };
}

/** What only jobs write: loads change nothing of it, and the statements about slices are costly ones (some 25 ms together). */
async function writtenOf(store: Store) {
  const [last, slices, deep, { asOfMs }, audit] = await Promise.all([
    lastSoundness(store, 'pages'),
    unsummedSlices(store),
    waitingSlices(store, 'pages'),
    store.one<{ asOfMs: number | null }>({
      name: 'health.deep',
      text: 'SELECT toUnixTimestamp64Milli(maxOrNull(as_of)) AS asOfMs FROM deep_slice',
    }),
    lastAudit(store),
  ]);
  return { last, slices, completion: { asOfMs, behindSegments: deep.slices, oldestWaitingMs: deep.sinceMs }, audit };
}

function unsummedSlices(store: Store): Promise<{ behindSegments: number; oldestWaitingMs: number | null }> {
  return store.one({
    name: 'health.slices',
    text: `
      SELECT count() AS behindSegments, toUnixTimestamp64Milli(minOrNull(since)) AS oldestWaitingMs
      FROM title_slice FINAL WHERE dirty = 1`,
  });
}

/** How far the roll-up is behind what was loaded. */
async function behindLoads(store: Store): Promise<Omit<Health['rollup'][number], 'name'>> {
  return store.one({
    name: 'health.rollup',
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
