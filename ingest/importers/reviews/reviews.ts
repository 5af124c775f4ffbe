import { canonicalLanguage } from '../../contract/language.ts';
import type { ReviewRecord } from '../../contract/records.ts';
import { countryCode } from '../country-codes.ts';
import { identityOf } from '../identity.ts';
import { readDate } from '../tables/dates.ts';
import { type FileRow, readRows } from '../tables/rows.ts';
import type { Importer, ImportItem } from '../types.ts';
import type { ReviewField } from './columns.ts';
import { languageOf } from './languages.ts';
import { type FilePlan, type ReviewPlan, WHAT } from './plan.ts';
import { type Scale, readRating } from './rating.ts';

/** The name of the kind on the command line, and the source when none is given. */
export const REVIEWS = 'reviews';

/** What the contract keeps of a text. */
const TEXT_BYTES = 65_536;
const ID_CHARACTERS = 128;
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
interface ReadRow {
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

/** Reviews from a file of any site, read as the plan says. */
export function reviewsImporter(plan: ReviewPlan): Importer {
  return {
    kind: REVIEWS,
    describe: 'reviews and ratings of any site as CSV, TSV or JSON',
    read: (path) => read(path, plan),
    countRows: (path) => Promise.resolve(plan.files.get(path)?.rows ?? 0),
  };
}

async function* read(path: string, plan: ReviewPlan): AsyncGenerator<ImportItem> {
  const file = plan.files.get(path);
  if (file === undefined) throw new RangeError(`${path} is not in the plan.`);
  const identities = new Identities(plan.options.source, await newestById(file, plan));
  for await (const row of readRows(path, WHAT, plan.options.lines)) {
    const read = readRow(row, file, plan);
    if ('titleName' in read) {
      yield { outcome: 'remark', row: row.row, remark: plan.names.remarkOn(read.titleName) };
      yield { outcome: 'skipped', row: row.row, reason: 'the catalogue has no such title' };
      continue;
    }
    if ('reason' in read) {
      yield { outcome: 'skipped', row: row.row, reason: read.reason };
      continue;
    }
    const { id, reason } = identities.next(read, row.row, file);
    if (id === null) {
      yield { outcome: 'skipped', row: row.row, reason };
      continue;
    }
    for (const remark of remarksOn(read)) yield { outcome: 'remark', row: row.row, remark };
    yield { outcome: 'taken', row: row.row, records: [recordOf(id, read, file, plan)], playedSeconds: 0 };
  }
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

function remarksOn({ isMasked, text, get }: ReadRow): string[] {
  const remarks: string[] = [];
  if (isMasked && get('viewer') === '')
    remarks.push('name their author in part only, which may be several people: taken without one');
  if (Buffer.byteLength(text) > TEXT_BYTES) remarks.push('have a text of more than 64 KiB: taken up to there');
  if (get('lang') !== '' && languageOf(get('lang')) === null)
    remarks.push('name a language nobody knows: taken without one');
  return remarks;
}

/** The row of the newest review under each own id of a title: some files keep the older words of a review, some the id of a person. */
async function newestById(file: FilePlan, plan: ReviewPlan): Promise<Map<string, number>> {
  const newest = new Map<string, { row: number; atMs: number }>();
  if (file.columns.id === undefined) return new Map();
  for await (const row of readRows(file.path, WHAT, plan.options.lines)) {
    const read = readRow(row, file, plan);
    if (!('titleId' in read) || read.ownId === '') continue;
    const [key, atMs] = [idKey(read), read.updatedMs ?? read.atMs];
    const known = newest.get(key);
    // Of rows that are alike the first stays.
    if (known === undefined || atMs > known.atMs) newest.set(key, { row: row.row, atMs });
  }
  return new Map([...newest].map(([key, { row }]) => [key, row]));
}

const idKey = ({ titleId, ownId }: ReadRow) => JSON.stringify(['id', titleId, ownId]);

function recordOf(id: string, row: ReadRow, file: FilePlan, { options }: ReviewPlan): ReviewRecord {
  const { get } = row;
  const viewer = get('viewer');
  const lang = (get('lang') === '' ? null : languageOf(get('lang'))) ?? options.lang;
  const country = get('country');
  const code = /^[a-z]{2}$/i.test(country) ? country.toUpperCase() : countryCode(country);
  return {
    type: 'review',
    review_id: id,
    title_id: row.titleId,
    at: row.atMs,
    // Files seldom say when a review was edited: the file that was saved later is the newer edition.
    updated_at: row.updatedMs ?? Math.max(file.savedAtMs, row.atMs),
    source: options.source,
    ...(row.rating ?? {}),
    ...(row.text !== '' && { text: withinBytes(row.text) }),
    ...(viewer !== '' && { viewer_id: viewer }),
    ...(viewer === '' &&
      row.person !== '' &&
      !row.isMasked && { author: shortened(`${options.source}:${row.person}`) }),
    ...(lang !== null && canonicalLanguage(lang) !== null && { lang }),
    ...(code !== null && country !== '' && { country: code }),
    ...(get('episode') !== '' && { episode_id: get('episode') }),
  };
}

function withinBytes(text: string): string {
  if (Buffer.byteLength(text) <= TEXT_BYTES) return text;
  // A character that was cut in two becomes U+FFFD at the end.
  return Buffer.from(text)
    .subarray(0, TEXT_BYTES)
    .toString('utf8')
    .replace(/\uFFFD+$/, '');
}

/** As the contract wants an id: not too long, and without characters that nobody sees. */
const shortened = (author: string) =>
  [...author].length > ID_CHARACTERS || /[\p{C}\p{Zl}\p{Zp}]/u.test(author) ? identityOf([author]) : author;

type Identity = { readonly id: string; readonly reason?: never } | { readonly id: null; readonly reason: string };

const ALREADY: Identity = { id: null, reason: 'the same review stands in the file already' };

/**
 * Gives each review an identity made of what stays the same in the next export: its own id; else title, author, date and which
 * of the author's that day it is; else, of a text that nobody signed, the text. Ratings without text or author can't be
 * told apart and are numbered.
 */
class Identities {
  readonly #source: string;
  readonly #newest: ReadonlyMap<string, number>;
  readonly #texts = new Set<string>();
  readonly #alike = new Map<string, string[]>();

  /** @param newest the row that counts of those with the same own id */
  constructor(source: string, newest: ReadonlyMap<string, number>) {
    this.#source = source;
    this.#newest = newest;
  }

  next(read: ReadRow, row: number, { columns }: FilePlan): Identity {
    const body = JSON.stringify([read.text, read.rating]);
    const dayMs = columns.date === undefined || read.get('date') === '' ? '' : read.atMs;
    if (read.ownId !== '')
      return this.#newest.get(idKey(read)) === row
        ? this.#named([idKey(read)])
        : { id: null, reason: 'a newer review, or the same, has its id' };
    if (read.person !== '') {
      const key = ['author', read.titleId, read.person, dayMs];
      const alike = this.#alikeOf(key);
      return alike.includes(body) ? ALREADY : this.#named([...key, alike.push(body)]);
    }
    const key = [read.text === '' ? 'rating' : 'text', read.titleId, dayMs, read.text === '' ? body : read.text];
    if (read.text === '') return this.#named([...key, this.#alikeOf(key).push(body)]);
    const text = this.#named(key);
    if (this.#texts.has(text.id ?? '')) return ALREADY;
    this.#texts.add(text.id ?? '');
    return text;
  }

  #alikeOf(key: readonly (string | number)[]): string[] {
    const name = JSON.stringify(key);
    const alike = this.#alike.get(name) ?? [];
    this.#alike.set(name, alike);
    return alike;
  }

  #named(parts: readonly (string | number)[]): Identity {
    return { id: `review-${identityOf([this.#source, ...parts])}` };
  }
}
