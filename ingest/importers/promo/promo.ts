import type { PromoDailyRecord } from '../../contract/records.ts';
import { readRows } from '../tables/rows.ts';
import type { Importer, ImportItem } from '../types.ts';
import { type DayCounts, identityKey, readDay } from './day.ts';
import { type PromoPlan, WHAT } from './plan.ts';

/** The name of the kind on the command line, and the source when none is given. */
export const PROMO = 'promo';

/** Daily counts of a channel, read as the plan says: a record for each count of a row. */
export function promoImporter(plan: PromoPlan): Importer {
  return {
    kind: PROMO,
    describe: 'daily counts of trailers and other assets, as channels export them',
    read: (path) => read(path, plan),
    countRows: (path) => Promise.resolve(plan.files.get(path)?.rows ?? 0),
  };
}

async function* read(path: string, plan: PromoPlan): AsyncGenerator<ImportItem> {
  const file = plan.files.get(path);
  if (file === undefined) throw new RangeError(`${path} is not in the plan.`);
  const seen = new Set<string>();
  for await (const row of readRows(path, WHAT)) {
    const day = readDay(row, file, plan);
    if ('reason' in day) {
      if (day.asset !== undefined) yield { outcome: 'remark', row: row.row, remark: plan.names.remarkOn(day.asset) };
      yield { outcome: 'skipped', row: row.row, reason: day.reason };
    } else if (seen.has(identityKey(day)))
      yield { outcome: 'skipped', row: row.row, reason: 'the same counts stand in the file already' };
    else {
      seen.add(identityKey(day));
      yield { outcome: 'taken', row: row.row, records: recordsOf(day, file.savedAtMs, plan), playedSeconds: 0 };
    }
  }
}

function recordsOf(day: DayCounts, savedAtMs: number, { options }: PromoPlan): PromoDailyRecord[] {
  return day.counts.map(([metric, value]) => ({
    type: 'promo_daily',
    asset_id: day.assetId,
    channel: day.channel,
    ...(day.country !== '' && { country: day.country }),
    ...(day.media !== 'unknown' && { paid_owned_earned: day.media }),
    date: new Date(day.dayMs).toISOString().slice(0, 10),
    metric,
    value,
    // Exports seldom say when they were made: the file that was saved later is the newer one.
    updated_at: day.updatedMs ?? Math.max(savedAtMs, day.dayMs),
    source: options.source,
  }));
}
