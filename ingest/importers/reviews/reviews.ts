import { canonicalLanguage } from '../../contract/language.ts';
import type { ReviewRecord } from '../../contract/records.ts';
import { countryCode } from '../country-codes.ts';
import { identityOf } from '../identity.ts';
import { readRows } from '../tables/rows.ts';
import type { Importer, ImportItem } from '../types.ts';
import { factsOfRows, Identities } from './identities.ts';
import { languageOf } from './languages.ts';
import { type FilePlan, type ReviewPlan, WHAT } from './plan.ts';
import { readRow, type ReadRow } from './read-row.ts';

/** The name of the kind on the command line, and the source when none is given. */
export const REVIEWS = 'reviews';

/** What the contract keeps of a text. */
const TEXT_BYTES = 65_536;
const ID_CHARACTERS = 128;
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
  const identities = new Identities(plan.options.source, await factsOfRows(file, plan));
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

function remarksOn({ isMasked, text, get }: ReadRow): string[] {
  const remarks: string[] = [];
  if (isMasked && get('viewer') === '')
    remarks.push('name their author in part only, which may be several people: taken without one');
  if (Buffer.byteLength(text) > TEXT_BYTES) remarks.push('have a text of more than 64 KiB: taken up to there');
  if (get('lang') !== '' && languageOf(get('lang')) === null)
    remarks.push('name a language nobody knows: taken without one');
  return remarks;
}

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
