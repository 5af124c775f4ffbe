import type { ColumnMap } from '../tables/columns.ts';
import { DateFacts, type DateStyle } from '../tables/dates.ts';
import { type CatalogueTitle, namedTitle, TitleFinder } from '../tables/find-title.ts';
import { Names } from '../tables/names.ts';
import { surveyFile, type TableFile } from '../tables/survey.ts';
import { ImportFileError } from '../types.ts';
import { reviewColumns, type ReviewField } from './columns.ts';
import { RatingFacts } from './rating-facts.ts';
import { type Scale, readRating } from './rating.ts';

/** What a file should be, as errors say. */
export const WHAT = 'a file of reviews';

export interface ReviewOptions {
  /** The title that every review of the files is of; null: the files say. */
  readonly titleId: string | null;
  readonly map: ColumnMap<ReviewField>;
  readonly scale: Scale | null;
  readonly date: { readonly style: DateStyle } | { readonly dayMs: number } | null;
  /** BCP 47, for rows that do not say. */
  readonly lang: string | null;
  /** Where the reviews are from: the same id or author of two sites is not the same. */
  readonly source: string;
  /** The files have no columns: each line is a text. */
  readonly lines: boolean;
}

/** How one file is read. */
export type FilePlan = TableFile<ReviewField>;

/** How the files of one import are read: what their columns are, and what all their ratings and dates have in common. */
export interface ReviewPlan {
  readonly options: ReviewOptions;
  readonly files: ReadonlyMap<string, FilePlan>;
  readonly ratings: RatingFacts;
  readonly dates: DateFacts;
  /** Of plain numbers; null: there are none. */
  readonly scale: Scale | null;
  /** Null: there is no column of dates, and `options.date` has the day. */
  readonly dateStyle: DateStyle | null;
  readonly updatedStyle: DateStyle | null;
  readonly finder: TitleFinder;
  /** The title that was named for all of them. */
  readonly title: CatalogueTitle | null;
  /** Names and ids of titles in the files. */
  readonly names: Names;
}

/**
 * Reads the files once to find out how they are to be read.
 * @throws ImportFileError for a wrong file or option, and for whatever would have to be guessed.
 */
export async function planReviews(
  paths: readonly string[],
  options: ReviewOptions,
  catalogue: readonly CatalogueTitle[],
  nowMs: number,
): Promise<ReviewPlan> {
  if (paths.length === 0) throw new ImportFileError('Name at least one file to import.');
  const finder = new TitleFinder(catalogue);
  const title = options.titleId === null ? null : namedTitle(options.titleId, finder);
  const survey = new Survey(finder, nowMs);
  const files = new Map<string, FilePlan>();
  for (const path of new Set(paths)) files.set(path, await survey.read(path, options));
  for (const { path, columns } of files.values()) {
    if (title === null && columns.title === undefined)
      throw new ImportFileError(`${path} does not say which title its reviews are of: name it with --title ID.`);
    if (columns.date === undefined && !(options.date && 'dayMs' in options.date))
      throw new ImportFileError(`${path} has no dates: give the day of its reviews with --date 2026-01-31.`);
  }
  const givenStyle = options.date && 'style' in options.date ? options.date.style : null;
  return {
    options,
    files,
    ratings: survey.ratings,
    dates: survey.dates,
    scale: survey.ratings.any ? survey.ratings.scale(options.scale) : null,
    dateStyle: survey.dates.any ? survey.dates.style(givenStyle) : null,
    updatedStyle: survey.updates.any
      ? survey.updates.style(givenStyle && survey.updates.fits(givenStyle) ? givenStyle : null)
      : null,
    finder,
    title,
    names: survey.names,
  };
}

/** What is learnt of the rows on the first reading. */
class Survey {
  readonly ratings = new RatingFacts();
  readonly dates: DateFacts;
  readonly updates: DateFacts;
  readonly names: Names;

  constructor(finder: TitleFinder, nowMs: number) {
    this.names = new Names(finder, 'titles');
    const otherwise = ', or give --map date= and the day of the reviews with --date 2026-01-31';
    this.dates = new DateFacts(nowMs, otherwise);
    this.updates = new DateFacts(nowMs, otherwise);
  }

  read(path: string, { map, lines }: ReviewOptions): Promise<FilePlan> {
    return surveyFile<ReviewField>(path, {
      ...{ what: WHAT, lines },
      choose: (names) => reviewColumns(path, names, map),
      learn: (get, row) => this.#learn(get, `row ${row} of ${path}`),
    });
  }

  #learn(get: (field: ReviewField) => string, at: string): void {
    const rating = readRating(get('rating'));
    if (rating != null) this.ratings.add(rating, at);
    if (get('date') !== '') this.dates.add(get('date'), at);
    if (get('updated') !== '') this.updates.add(get('updated'), at);
    this.names.add(get('title'));
  }
}
