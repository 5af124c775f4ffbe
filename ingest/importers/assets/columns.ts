import { type Columns, type ColumnMap, chooseColumns, listed, words } from '../tables/columns.ts';
import { ImportFileError } from '../types.ts';

/** The id is what promo events and exports name the asset by. */
export const ASSET_NAMES = {
  id: words('assetid id videoid contentid creativeid'),
  title: words('titleid title film show movie'),
  name: words('name asset assetname label video'),
  form: words('kind form type assettype category'),
  channel: words('channel platform network site'),
  rule: words('viewrule rule countsasview viewdefinition'),
  live: words('liveat live livedate publishedat published releasedat releasedate date day'),
  note: words('note notes description comment remark'),
  updated: words('updatedat updated editedat edited modified lastmodified'),
} as const satisfies Readonly<Record<string, readonly string[]>>;

export type AssetField = keyof typeof ASSET_NAMES;

/** @throws ImportFileError as `chooseColumns`, and when there is neither an id nor a name. */
export function assetColumns(path: string, names: readonly string[], map: ColumnMap<AssetField>): Columns<AssetField> {
  const chosen = chooseColumns(path, names, ASSET_NAMES, map);
  if (chosen.id === undefined && chosen.name === undefined)
    throw new ImportFileError(
      `${path} has no column that is known to hold ids or names of assets; it has: ${listed(names)}. Name it, as in --map name=COLUMN.`,
    );
  return chosen;
}
