import { aboutInstants } from '../tables/dates.ts';
import { excerpt } from '../tables/excerpt.ts';
import { previewFiles } from '../tables/preview.ts';
import type { FileRow } from '../tables/rows.ts';
import type { TableFile } from '../tables/survey.ts';
import { ASSET_NAMES, type AssetField } from './columns.ts';
import { type AssetPlan, readAsset, WHAT } from './plan.ts';

const FIELDS = Object.keys(ASSET_NAMES) as AssetField[];

/** How the files are going to be read, with the first rows, for a person to agree to. */
export async function previewAssets(plan: AssetPlan): Promise<string> {
  const lines = await previewFiles<AssetField>([...plan.files.values()], {
    ...{ fields: FIELDS, what: WHAT },
    about: (field, { columns }) => aboutField(field, columns[field], plan),
    shown: (row, file) => shownRow(row, file, plan),
  });
  return [...lines, ...(plan.title === null ? plan.names.lines() : [])].join('\n');
}

function aboutField(field: AssetField, column: string | undefined, { title, dateStyle }: AssetPlan): string {
  if (field === 'title' && title !== null) return `${title.name} (${title.id}), as --title says`;
  if (column === undefined) return '';
  return field === 'live' && dateStyle !== null
    ? `from '${excerpt(column)}', ${aboutInstants(dateStyle)}`
    : `from '${excerpt(column)}'`;
}

function shownRow(row: FileRow, file: TableFile<AssetField>, plan: AssetPlan): string {
  const read = readAsset(row, file, plan);
  if ('reason' in read)
    return `left out, ${read.reason}${read.title === undefined ? '' : ` as '${excerpt(read.title)}'`}`;
  const live =
    read.liveMs === null ? '' : `  live ${new Date(read.liveMs).toISOString().slice(0, 16).replace('T', ' ')}`;
  const channel = read.channel === '' ? '' : ` on ${excerpt(read.channel)}`;
  return `${read.titleId}  ${excerpt([read.form, read.name || read.ownId].filter(Boolean).join(': '))}${channel}${live}`;
}
