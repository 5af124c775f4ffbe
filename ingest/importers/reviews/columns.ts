import { ImportFileError } from '../types.ts';
import { LINE_COLUMN } from './rows.ts';

/** What a column of a file of reviews can be. */
export const REVIEW_FIELDS = [
  'text',
  'rating',
  'date',
  'title',
  'episode',
  'author',
  'viewer',
  'lang',
  'country',
  'id',
  'updated',
] as const;
export type ReviewField = (typeof REVIEW_FIELDS)[number];

/** Which column of a file is which field. */
export type Columns = Readonly<Partial<Record<ReviewField, string>>>;
/** As given with `--map`; '' says that the file has no such column. */
export type ColumnMap = Readonly<Partial<Record<ReviewField, string>>>;

/** Names without case, spaces and signs; the sooner one wins. An id of a title is surer than its name, a headline is called title too. */
const NAMES: Readonly<Record<ReviewField, readonly string[]>> = {
  text: words('text review reviewtext reviewbody reviewcontent comment content body message opinion sentence line'),
  rating: words('rating score stars star reviewrating userrating reviewscore grade points rate'),
  date: words(
    'date time datetime timestamp at reviewdate reviewtime createdat created postedat posted publishedat day',
  ),
  title: words('titleid movieid filmid showid film movie show filmtitle movietitle showtitle filmname moviename title'),
  // A mere number would be taken for an id, and be none.
  episode: words('episodeid'),
  author: words(
    'author user username userid reviewer reviewerid reviewername authorid authorname nickname nick member',
  ),
  viewer: words('viewerid viewer profileid'),
  lang: words('lang language languagecode locale'),
  country: words('country countrycode market'),
  id: words('reviewid id commentid uuid guid'),
  updated: words('updatedat updated editedat edited modifiedat modified lastmodified'),
};

function words(text: string): string[] {
  return text.split(' ');
}

/**
 * Which column is what: as the mapping says, else by its name.
 * @throws ImportFileError when the mapping names a column that the file lacks, or neither a text nor a rating is found.
 */
export function chooseColumns(path: string, names: readonly string[], map: ColumnMap): Columns {
  const chosen: Partial<Record<ReviewField, string>> = {};
  const taken = new Set(Object.values(map));
  for (const field of REVIEW_FIELDS) {
    const given = map[field];
    if (given === '') continue;
    if (given !== undefined && !names.includes(given))
      throw new ImportFileError(`${path} has no column '${given}' for ${field}; it has: ${listed(names)}.`);
    const known = NAMES[field]
      .map((name) => names.find((candidate) => plain(candidate) === name && !taken.has(candidate)))
      .find((name) => name !== undefined);
    const column = given ?? known;
    if (column !== undefined) chosen[field] = column;
  }
  if (chosen.text !== undefined || chosen.rating !== undefined) return chosen;
  throw new ImportFileError(
    `${path} has no column that is known to hold the text or the rating of a review; it has: ${listed(names)}. ` +
      'Name them, as in --map text=COLUMN,rating=COLUMN, or say --lines when each line is one text.',
  );
}

/** `text=review` pairs. @throws ImportFileError for a field that does not exist. */
export function readColumnMap(pairs: readonly string[]): ColumnMap {
  const map: Partial<Record<ReviewField, string>> = {};
  for (const pair of pairs) {
    const [name = '', ...column] = pair.split('=');
    const field = REVIEW_FIELDS.find((candidate) => candidate === name.trim());
    if (field === undefined || column.length === 0)
      throw new ImportFileError(
        `--map takes FIELD=COLUMN with a field of: ${REVIEW_FIELDS.join(', ')}; not '${pair}'.`,
      );
    map[field] = column.join('=').trim();
  }
  return map;
}

const plain = (name: string) => name.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '');

const listed = (names: readonly string[]) =>
  names.length === 1 && names[0] === LINE_COLUMN
    ? 'plain lines'
    : names
        .slice(0, 15)
        .map((name) => `'${name.slice(0, 40)}'`)
        .join(', ');
