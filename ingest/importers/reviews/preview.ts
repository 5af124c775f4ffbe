import { aboutInstants } from '../tables/dates.ts';
import { excerpt } from '../tables/excerpt.ts';
import { dayOf, previewFiles } from '../tables/preview.ts';
import type { FileRow } from '../tables/rows.ts';
import { REVIEW_NAMES, type ReviewField } from './columns.ts';
import { type FilePlan, type ReviewPlan, WHAT } from './plan.ts';
import { factsOfRows } from './identities.ts';
import { readRow, type ReadRow } from './read-row.ts';

/** How the files are going to be read, with the first rows, for a person to agree to. */
export async function previewReviews(plan: ReviewPlan): Promise<string> {
  const lines = await previewFiles<ReviewField>([...plan.files.values()], {
    ...{ fields: Object.keys(REVIEW_NAMES) as ReviewField[], what: WHAT, lines: plan.options.lines },
    about: (field, { columns }) => aboutField(field, columns[field], plan),
    shown: (row, file) => shownRow(row, file, plan),
  });
  let unfounded = 0;
  for (const file of plan.files.values()) unfounded += (await factsOfRows(file, plan)).unfounded;
  return [...lines, ...aboutIdentity(unfounded), ...(plan.title === null ? plan.names.lines() : [])].join('\n');
}

function aboutIdentity(unfounded: number): string[] {
  if (unfounded === 0) return [];
  const rows = `${unfounded.toLocaleString('en-US')} ${unfounded === 1 ? 'row has' : 'rows have'}`;
  return [
    `${rows} no id, no author and no moment of its own: a corrected text or rating will count as a new review. ` +
      'A column that stays the same is named with --map id=COLUMN.',
  ];
}

function aboutField(field: ReviewField, column: string | undefined, plan: ReviewPlan): string {
  const { title, options } = plan;
  if (field === 'title' && title !== null) return `${title.name} (${title.id}), as --title says`;
  if (field === 'lang' && column === undefined) return options.lang === null ? '' : `${options.lang}, as --lang says`;
  if (field === 'date' && column === undefined && options.date && 'dayMs' in options.date)
    return `${dayOf(options.date.dayMs)}, as --date says`;
  if (column === undefined) return '';
  const from = `from '${excerpt(column)}'`;
  if (field === 'rating') return `${from}, ${aboutRating(plan)}`;
  if (field === 'date' && plan.dateStyle !== null)
    return `${from}, ${aboutInstants(plan.dateStyle)}${plan.dates.leftOut(plan.dateStyle)}`;
  return from;
}

function aboutRating({ ratings, scale }: ReviewPlan): string {
  if (!ratings.any) return 'which is empty';
  return [
    scale === null ? '' : `on a scale of ${scale[0]} to ${scale[1]} (the files have ${ratings.seenOn(scale)})`,
    ratings.anyOfHighest ? 'each of the highest it names' : '',
    ratings.anyVerdict ? 'thumbs and verdicts as up or down: in figures 10 and 0 of 10' : '',
  ]
    .filter((part) => part !== '')
    .join('; ');
}

function shownRow(row: FileRow, file: FilePlan, plan: ReviewPlan): string {
  const read = readRow(row, file, plan);
  if ('reason' in read) return `left out, ${read.reason}`;
  if ('titleName' in read) return `left out, no title '${excerpt(read.titleName)}'`;
  const person = read.person === '' ? '' : `  by ${excerpt(read.person)}`;
  return `${dayOf(read.atMs)}  ${ratingText(read.rating)}${person}  ${excerpt(read.text)}`;
}

function ratingText(given: ReadRow['rating']): string {
  if (given === null) return 'no rating';
  const { rating, scale } = given;
  if (scale[0] !== 0 || scale[1] !== 1) return `${rating} of ${scale[1]}`;
  return rating === 1 ? 'thumbs up' : rating === 0 ? 'thumbs down' : 'thumbs level';
}
