import { type ReviewField, REVIEW_FIELDS } from './columns.ts';
import { STYLE_NAMES } from './dates.ts';
import type { FilePlan, ReviewPlan } from './plan.ts';
import { readRow } from './reviews.ts';
import { readRows } from './rows.ts';

const SHOWN_ROWS = 4;
const SHOWN_UNMATCHED = 5;
const TEXT_CHARACTERS = 60;

/** How the files are going to be read, with the first rows, for a person to agree to. */
export async function previewReviews(plan: ReviewPlan): Promise<string> {
  const files = [...plan.files.values()];
  const lines: string[] = [];
  for (const group of Object.values(Object.groupBy(files, ({ columns }) => JSON.stringify(columns)))) {
    if (group === undefined) continue;
    const rows = group.reduce((sum, file) => sum + file.rows, 0);
    const [first] = group;
    if (first === undefined) continue;
    const name = group.length === 1 ? first.path : `${first.path} and ${group.length - 1} more alike`;
    lines.push(
      `${name}: ${rows.toLocaleString('en-US')} rows`,
      ...columnLines(first, plan),
      ...(await rowLines(first, plan)),
    );
  }
  lines.push(...unmatchedLines(plan));
  return lines.join('\n');
}

function columnLines({ columns, unread }: FilePlan, plan: ReviewPlan): string[] {
  const lines = REVIEW_FIELDS.flatMap((field) => {
    const about = aboutField(field, columns[field], plan);
    return about === '' ? [] : [`  ${field.padEnd(8)} ${about}`];
  });
  if (unread.length > 0) lines.push(`  not read ${unread.map((name) => `'${name}'`).join(', ')}`);
  return lines;
}

function aboutField(field: ReviewField, column: string | undefined, plan: ReviewPlan): string {
  const { title, options } = plan;
  if (field === 'title' && title !== null) return `${title.name} (${title.id}), as --title says`;
  if (field === 'lang' && column === undefined) return options.lang === null ? '' : `${options.lang}, as --lang says`;
  if (field === 'date' && column === undefined && options.date && 'dayMs' in options.date)
    return `${dayOf(options.date.dayMs)}, as --date says`;
  if (column === undefined) return '';
  const from = `from '${column}'`;
  if (field === 'rating') return `${from}, ${aboutRating(plan)}`;
  if (field === 'date' && plan.dateStyle !== null)
    return `${from}, ${STYLE_NAMES[plan.dateStyle]}; UTC where no zone is named`;
  return from;
}

function aboutRating({ ratings, scale }: ReviewPlan): string {
  if (!ratings.any) return 'which is empty';
  if (scale === null) return 'each of the highest it names';
  return `on a scale of ${scale[0]} to ${scale[1]} (the files have ${ratings.range})`;
}

async function rowLines(file: FilePlan, plan: ReviewPlan): Promise<string[]> {
  const lines: string[] = [];
  for await (const row of readRows(file.path, plan.options.lines)) {
    if (lines.length === SHOWN_ROWS) break;
    const read = readRow(row, file, plan);
    if ('reason' in read) lines.push(`  row ${row.row}: left out, ${read.reason}`);
    else if ('titleName' in read) lines.push(`  row ${row.row}: left out, no title '${read.titleName}'`);
    else {
      const rating = read.rating === null ? 'no rating' : `${read.rating.rating} of ${read.rating.scale[1]}`;
      const person = read.person === '' ? '' : `  by ${read.person}`;
      lines.push(`  row ${row.row}: ${dayOf(read.atMs)}  ${rating}${person}  ${excerpt(read.text)}`);
    }
  }
  return lines;
}

function unmatchedLines({ title, titleNames, finder }: ReviewPlan): string[] {
  if (title !== null) return [];
  const unmatched = [...titleNames].filter(([name]) => finder.find(name) === null).toSorted((a, b) => b[1] - a[1]);
  if (unmatched.length === 0) return [];
  const lines = [`${unmatched.length} of ${titleNames.size} titles of the files are not in the catalogue:`];
  for (const [name, rows] of unmatched.slice(0, SHOWN_UNMATCHED)) {
    const nearest = finder.nearest(name);
    lines.push(
      `  '${name}' (${rows} ${rows === 1 ? 'row' : 'rows'})${nearest.length === 0 ? '' : `; the nearest: ${nearest.join(', ')}`}`,
    );
  }
  return lines;
}

const dayOf = (instantMs: number) => new Date(instantMs).toISOString().slice(0, 10);

/** The text without what could move the terminal's cursor. */
function excerpt(text: string): string {
  const clean = text.replaceAll(/[\p{Cc}\p{Cf}\s]+/gu, ' ').trim();
  const characters = [...clean];
  return characters.length <= TEXT_CHARACTERS ? clean : `${characters.slice(0, TEXT_CHARACTERS).join('')}…`;
}
