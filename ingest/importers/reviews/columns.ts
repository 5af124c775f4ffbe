import { type Columns, type ColumnMap, chooseColumns, listed, words } from '../tables/columns.ts';
import { ImportFileError } from '../types.ts';

/** An id of a title is surer than its name, a headline is called title too. */
export const REVIEW_NAMES = {
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
  id: words('reviewid id commentid uuid guid permalink reviewurl reviewlink'),
  updated: words('updatedat updated editedat edited modifiedat modified lastmodified'),
} as const satisfies Readonly<Record<string, readonly string[]>>;

/** What a column of a file of reviews can be. */
export type ReviewField = keyof typeof REVIEW_NAMES;

/** @throws ImportFileError as `chooseColumns`, and when neither a text nor a rating is found. */
export function reviewColumns(
  path: string,
  names: readonly string[],
  map: ColumnMap<ReviewField>,
): Columns<ReviewField> {
  const chosen = chooseColumns(path, names, REVIEW_NAMES, map);
  if (chosen.text !== undefined || chosen.rating !== undefined) return chosen;
  throw new ImportFileError(
    `${path} has no column that is known to hold the text or the rating of a review; it has: ${listed(names)}. ` +
      'Name them, as in --map text=COLUMN,rating=COLUMN, or say --lines when each line is one text.',
  );
}
