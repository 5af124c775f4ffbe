import { stat } from 'node:fs/promises';
import { ImportFileError } from '../types.ts';
import { chooseColumns, type ColumnMap, type Columns, type ReviewField } from './columns.ts';
import { DateFacts, type DateStyle } from './dates.ts';
import { type CatalogueTitle, TitleFinder } from './find-title.ts';
import { RatingFacts, type Scale, readRating } from './rating.ts';
import { type FileRow, readRows } from './rows.ts';

export interface ReviewOptions {
  /** The title that every review of the files is of; null: the files say. */
  readonly titleId: string | null;
  readonly map: ColumnMap;
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
export interface FilePlan {
  readonly path: string;
  readonly columns: Columns;
  readonly unread: readonly string[];
  readonly rows: number;
  /** When the file was saved: of two editions of a review the later file's counts. */
  readonly savedAtMs: number;
}

/** How the files of one import are read: what their columns are, and what all their ratings and dates have in common. */
export interface ReviewPlan {
  readonly options: ReviewOptions;
  readonly files: ReadonlyMap<string, FilePlan>;
  readonly ratings: RatingFacts;
  /** Of plain numbers; null: there are none. */
  readonly scale: Scale | null;
  /** Null: there is no column of dates, and `options.date` has the day. */
  readonly dateStyle: DateStyle | null;
  readonly updatedStyle: DateStyle | null;
  readonly finder: TitleFinder;
  /** The title that was named for all of them. */
  readonly title: CatalogueTitle | null;
  /** Names and ids of titles in the files, and how many rows have each. */
  readonly titleNames: ReadonlyMap<string, number>;
}

/** Columns are known once this many rows were seen: JSON objects may leave some out. */
const ROWS_FOR_COLUMNS = 100;

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
  const survey = new Survey(nowMs);
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
    scale: survey.ratings.any ? survey.ratings.scale(options.scale) : null,
    dateStyle: survey.dates.any ? survey.dates.style(givenStyle) : null,
    updatedStyle: survey.updates.any
      ? survey.updates.style(givenStyle && survey.updates.fits(givenStyle) ? givenStyle : null)
      : null,
    finder,
    title,
    titleNames: survey.titleNames,
  };
}

function namedTitle(idOrName: string, finder: TitleFinder): CatalogueTitle {
  const title = finder.find(idOrName);
  if (title !== null) return title;
  const nearest = finder.nearest(idOrName);
  throw new ImportFileError(
    `The catalogue has no title '${idOrName}'${nearest.length === 0 ? '' : `; the nearest: ${nearest.join(', ')}`}.`,
  );
}

/** What is learnt of the rows on the first reading. */
class Survey {
  readonly ratings = new RatingFacts();
  readonly dates: DateFacts;
  readonly updates: DateFacts;
  readonly titleNames = new Map<string, number>();

  constructor(nowMs: number) {
    this.dates = new DateFacts(nowMs);
    this.updates = new DateFacts(nowMs);
  }

  async read(path: string, options: ReviewOptions): Promise<FilePlan> {
    let columns: Columns | null = null;
    let names: readonly string[] = [];
    let rows = 0;
    const waiting: FileRow[] = [];
    const choose = () => {
      names = [...new Set(waiting.flatMap((row) => ('cells' in row ? Object.keys(row.cells) : [])))];
      columns = chooseColumns(path, names, options.map);
    };
    const learn = (row: FileRow) => {
      if (!('cells' in row) || columns === null) return;
      this.#learn((field) => row.cells[columns?.[field] ?? ''] ?? '');
    };
    for await (const row of readRows(path, options.lines)) {
      rows = row.row;
      if (columns !== null) {
        learn(row);
        continue;
      }
      waiting.push(row);
      if (waiting.length < ROWS_FOR_COLUMNS) continue;
      choose();
      for (const each of waiting.splice(0)) learn(each);
    }
    if (rows === 0) throw new ImportFileError(`${path} has column names but no rows.`);
    if (columns === null) choose();
    for (const each of waiting) learn(each);
    const used = new Set(Object.values(columns ?? {}));
    const savedAtMs = Math.round((await stat(path)).mtimeMs);
    return { path, columns: columns ?? {}, unread: names.filter((name) => !used.has(name)), rows, savedAtMs };
  }

  #learn(get: (field: ReviewField) => string): void {
    const rating = readRating(get('rating'));
    if (rating != null) this.ratings.add(rating);
    if (get('date') !== '') this.dates.add(get('date'));
    if (get('updated') !== '') this.updates.add(get('updated'));
    if (get('title') !== '') this.titleNames.set(get('title'), (this.titleNames.get(get('title')) ?? 0) + 1);
  }
}
