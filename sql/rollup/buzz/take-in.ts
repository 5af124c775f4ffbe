import type { Store } from '../../clickhouse/store.ts';
import { keepVersionsGrowing, nextVersion } from '../version.ts';
import { computeViewers, movedAssets, noteAssets } from './exposures.ts';
import { overrule, pendingToldLoads, RECORDS, recordTold } from './loads.ts';
import { markToldTitles } from './marks.ts';
import { serveVoice, tellsOfVoices } from './voice.ts';

/** Loads of one run; the list travels as a parameter. */
const LOADS = 500;

export interface BuzzOptions {
  now?: () => number;
  /** Waited for between statements; the work ends with its error. */
  pause?: () => Promise<void>;
}

/**
 * Takes in what was told since the last time: computes the viewers that the loads touched, marks their titles, and only then
 * notes the loads as taken in. May be cut off anywhere and run again. Returns how many loads there were: none are left
 * to take in only when there were none.
 */
export async function takeInTold(
  store: Store,
  { now = Date.now, pause = () => Promise.resolve(), records = RECORDS }: BuzzOptions & { records?: number } = {},
): Promise<{ loads: number; pairs: number }> {
  const loads = await pendingToldLoads(store, LOADS, records);
  if (loads.length === 0) return { loads: 0, pairs: 0 };
  await keepVersionsGrowing(store);
  const segments = [...new Set(loads.map(({ segment }) => segment))];
  await overrule(store, segments, { records, pause });
  const moved = await movedAssets(store, segments);
  const pairs = await computeViewers(store, segments, moved, { version: nextVersion(store, now()), pause });
  if (await tellsOfVoices(store, segments)) await serveVoice(store, now(), nextVersion(store, now()));
  await markToldTitles(store, segments, nextVersion(store, now()));
  await noteAssets(store, segments, nextVersion(store, now()));
  await recordTold(store, loads);
  return { loads: loads.length, pairs };
}
