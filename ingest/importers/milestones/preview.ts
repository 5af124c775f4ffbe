import { aboutInstants } from '../tables/dates.ts';
import { excerpt } from '../tables/excerpt.ts';
import { previewFiles } from '../tables/preview.ts';
import type { FileRow } from '../tables/rows.ts';
import type { TableFile } from '../tables/survey.ts';
import { MILESTONE_NAMES, type MilestoneField } from './columns.ts';
import { type MilestonePlan, readMilestone, WHAT } from './plan.ts';

const FIELDS = Object.keys(MILESTONE_NAMES) as MilestoneField[];

/** How the files are going to be read, with the first rows, for a person to agree to. */
export async function previewMilestones(plan: MilestonePlan): Promise<string> {
  const lines = await previewFiles<MilestoneField>([...plan.files.values()], {
    ...{ fields: FIELDS, what: WHAT },
    about: (field, { columns }) => aboutField(field, columns[field], plan),
    shown: (row, file) => shownRow(row, file, plan),
  });
  return [...lines, ...(plan.title === null ? plan.names.lines() : [])].join('\n');
}

function aboutField(field: MilestoneField, column: string | undefined, { title, dateStyle }: MilestonePlan): string {
  if (field === 'title' && title !== null) return `${title.name} (${title.id}), as --title says`;
  if (column === undefined) return '';
  return field === 'date' ? `from '${excerpt(column)}', ${aboutInstants(dateStyle)}` : `from '${excerpt(column)}'`;
}

function shownRow(row: FileRow, file: TableFile<MilestoneField>, plan: MilestonePlan): string {
  const read = readMilestone(row, file, plan);
  if ('reason' in read)
    return `left out, ${read.reason}${read.title === undefined ? '' : ` as '${excerpt(read.title)}'`}`;
  const at = new Date(read.atMs).toISOString().slice(0, 16).replace('T', ' ');
  return `${at}  ${read.titleId}  ${excerpt([read.kind, read.name].filter(Boolean).join(': '))}`;
}
