import { ID } from '../../contract/id.ts';
import type { AssetRecord } from '../../contract/records.ts';
import { identityOf } from '../identity.ts';
import { label } from '../tables/label.ts';
import { readRows } from '../tables/rows.ts';
import type { Importer, ImportItem } from '../types.ts';
import { type AssetPlan, type ReadAsset, readAsset, WHAT } from './plan.ts';

/** The name of the kind on the command line, and the source when none is given. */
export const ASSETS = 'assets';

/** As the contract keeps them. */
const SHORT_CHARACTERS = 64;
const NAME_CHARACTERS = 512;
const NOTE_CHARACTERS = 4_096;

/** Trailers, clips and other assets of titles, read as the plan says. */
export function assetsImporter(plan: AssetPlan): Importer {
  return {
    kind: ASSETS,
    describe: 'trailers, clips and other assets: a title, a name, a channel and its view rule',
    read: (path) => read(path, plan),
    countRows: (path) => Promise.resolve(plan.files.get(path)?.rows ?? 0),
  };
}

async function* read(path: string, plan: AssetPlan): AsyncGenerator<ImportItem> {
  const file = plan.files.get(path);
  if (file === undefined) throw new RangeError(`${path} is not in the plan.`);
  const seen = new Set<string>();
  for await (const row of readRows(path, WHAT)) {
    const asset = readAsset(row, file, plan);
    if ('reason' in asset) {
      if (asset.title !== undefined)
        yield { outcome: 'remark', row: row.row, remark: plan.names.remarkOn(asset.title) };
      yield { outcome: 'skipped', row: row.row, reason: asset.reason };
      continue;
    }
    const id = idOf(asset, plan);
    if (!ID.test(id)) yield { outcome: 'skipped', row: row.row, reason: 'the id has signs that no id has' };
    else if (seen.has(id))
      yield { outcome: 'skipped', row: row.row, reason: 'the same asset stands in the file already' };
    else {
      seen.add(id);
      const record = recordOf(id, asset, file.savedAtMs, plan);
      yield { outcome: 'taken', row: row.row, records: [record], playedSeconds: 0 };
    }
  }
}

/** Its own; else made of what the next file still says of it, when its time or rule is corrected. */
const idOf = ({ ownId, titleId, form, name, channel }: ReadAsset, { options: { source } }: AssetPlan): string =>
  ownId || `asset-${identityOf([source, titleId, form, name.toLowerCase(), channel.toLowerCase()])}`;

/** What a row leaves empty it does not say. */
function recordOf(
  id: string,
  { titleId, name, form, channel, rule, note, liveMs, updatedMs }: ReadAsset,
  savedAtMs: number,
  { options: { source } }: AssetPlan,
): AssetRecord {
  return {
    ...{ type: 'catalog', kind: 'asset', id, title_id: titleId },
    ...(name !== '' && { name: label(name, NAME_CHARACTERS) }),
    ...(form !== '' && { form: label(form, SHORT_CHARACTERS) }),
    ...(channel !== '' && { channel: label(channel, SHORT_CHARACTERS) }),
    ...(rule !== '' && { view_rule: label(rule, NAME_CHARACTERS) }),
    ...(note !== '' && { note: label(note, NOTE_CHARACTERS) }),
    ...(liveMs !== null && { live_at: liveMs }),
    // As milestones: of two files that name an asset the one saved later knows better.
    updated_at: updatedMs ?? savedAtMs,
    source,
  };
}
