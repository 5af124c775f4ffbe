import { readDate } from '../tables/dates.ts';
import type { FileRow } from '../tables/rows.ts';
import type { ReviewField } from './columns.ts';
import type { FilePlan, ReviewPlan } from './plan.ts';
import { type Scale, readRating } from './rating.ts';

/** Names that many people have: each of their reviews is somebody else's. */
const NOBODY = new Set([
  'anonymous',
  'anonym',
  'anonymous user',
  'guest',
  'user',
  'unknown',
  'null',
  'none',
  '익명',
  '匿名',
]);

/** A row as it is read, before it has an identity. */
export interface ReadRow {
  readonly titleId: string;
  readonly text: string;
  readonly rating: { readonly rating: number; readonly scale: Scale } | null;
  readonly atMs: number;
  readonly updatedMs: number | null;
  readonly person: string;
  readonly isMasked: boolean;
  readonly ownId: string;
  readonly get: (field: ReviewField) => string;
}

/** What a row says, or why nothing can be taken from it. */
export function readRow(
  row: FileRow,
  file: FilePlan,
  plan: ReviewPlan,
): ReadRow | { readonly reason: string } | { readonly titleName: string } {
  if ('problem' in row) return { reason: row.problem };
  const get = (field: ReviewField) => row.cells[file.columns[field] ?? ''] ?? '';
  const titleName = get('title');
  if (plan.title === null && titleName === '') return { reason: 'the title is empty' };
  const title = plan.title ?? plan.finder.find(titleName);
  if (title === null) return { titleName };
  const rating = ratingOf(get('rating'), plan);
  if (rating !== null && 'reason' in rating) return rating;
  if (get('text') === '' && rating === null) return { reason: 'there is neither a text nor a rating' };
  const { date } = plan.options;
  const ownMs = plan.dateStyle === null ? null : readDate(get('date'), plan.dateStyle);
  const atMs = ownMs ?? (date && 'dayMs' in date && get('date') === '' ? date.dayMs : null);
  if (atMs === null)
    return { reason: get('date') === '' ? 'the date is empty' : 'the date is not written as the others' };
  const updatedMs = plan.updatedStyle === null ? null : readDate(get('updated'), plan.updatedStyle);
  const author = get('author');
  const isMasked = /\*{2,}/.test(author);
  const isNobody = NOBODY.has(author.toLowerCase());
  const person = get('viewer') || (isNobody ? '' : author);
  return { titleId: title.id, text: get('text'), rating, atMs, updatedMs, person, isMasked, ownId: get('id'), get };
}

function ratingOf(cell: string, plan: ReviewPlan): ReadRow['rating'] | { readonly reason: string } {
  const read = readRating(cell);
  if (read === undefined) return null;
  if (read === null) return { reason: 'the rating cannot be read' };
  const { value, highest, verdict } = read;
  const own: Scale | null = highest === undefined ? plan.scale : [plan.ratings.lowestOf(highest), highest];
  const scale: Scale | null = verdict ? [0, 1] : own;
  if (scale === null) return { reason: 'the rating cannot be read' };
  if (value < scale[0] || value > scale[1]) return { reason: `the rating is not between ${scale[0]} and ${scale[1]}` };
  return { rating: value, scale };
}
