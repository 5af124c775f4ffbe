import type { ColumnMap } from '../tables/columns.ts';
import { DateFacts, type DateStyle, readDate } from '../tables/dates.ts';
import { type CatalogueTitle, namedTitle, TitleFinder } from '../tables/find-title.ts';
import { Names } from '../tables/names.ts';
import type { FileRow } from '../tables/rows.ts';
import { surveyFile, type TableFile } from '../tables/survey.ts';
import { ImportFileError } from '../types.ts';
import { milestoneColumns, type MilestoneField } from './columns.ts';

/** What a file should be, as errors say. */
export const WHAT = 'a file of milestones';

export interface MilestoneOptions {
  /** The title that all milestones of the files are of; null: the files say. */
  readonly titleId: string | null;
  readonly map: ColumnMap<MilestoneField>;
  readonly dateStyle: DateStyle | null;
  readonly source: string;
}

/** How the files of one import are read. */
export interface MilestonePlan {
  readonly options: MilestoneOptions;
  readonly files: ReadonlyMap<string, TableFile<MilestoneField>>;
  readonly dateStyle: DateStyle;
  /** Null: there is no such column. */
  readonly updatedStyle: DateStyle | null;
  readonly finder: TitleFinder;
  /** The title that was named for all of them. */
  readonly title: CatalogueTitle | null;
  /** Names and ids of titles in the files. */
  readonly names: Names;
}

/** A row as it is read. */
export interface ReadMilestone {
  readonly titleId: string;
  readonly atMs: number;
  /** '' where the file names it only. */
  readonly kind: string;
  readonly name: string;
  readonly note: string;
  readonly ownId: string;
  readonly updatedMs: number | null;
}

/**
 * Reads the files once to find out how they are to be read.
 * @throws ImportFileError for a wrong file or option, and for whatever would have to be guessed.
 */
export async function planMilestones(
  paths: readonly string[],
  options: MilestoneOptions,
  catalogue: readonly CatalogueTitle[],
): Promise<MilestonePlan> {
  if (paths.length === 0) throw new ImportFileError('Name at least one file to import.');
  const finder = new TitleFinder(catalogue);
  const title = options.titleId === null ? null : namedTitle(options.titleId, finder);
  const names = new Names(finder, 'titles');
  // A milestone may lie ahead, however far.
  const [dates, updates] = [new DateFacts(Infinity), new DateFacts(Infinity)];
  const files = new Map<string, TableFile<MilestoneField>>();
  for (const path of new Set(paths)) {
    const file = await surveyFile<MilestoneField>(path, {
      what: WHAT,
      choose: (columns) => milestoneColumns(path, columns, options.map),
      learn(get, row) {
        if (get('date') !== '') dates.add(get('date'), `row ${row} of ${path}`);
        if (get('updated') !== '') updates.add(get('updated'), `row ${row} of ${path}`);
        names.add(get('title'));
      },
    });
    if (title === null && file.columns.title === undefined)
      throw new ImportFileError(`${path} does not say which title its milestones are of: name it with --title ID.`);
    files.set(path, file);
  }
  const updatedStyle = updates.any ? updates.style(null) : null;
  return { options, files, dateStyle: dates.style(options.dateStyle), updatedStyle, finder, title, names };
}

/** What a row says, or why nothing can be taken from it. */
export function readMilestone(
  row: FileRow,
  { columns }: TableFile<MilestoneField>,
  { dateStyle, updatedStyle, finder, title: named }: MilestonePlan,
): ReadMilestone | { readonly reason: string; readonly title?: string } {
  if ('problem' in row) return { reason: row.problem };
  const get = (field: MilestoneField) => row.cells[columns[field] ?? ''] ?? '';
  if (named === null && get('title') === '') return { reason: 'the title is empty' };
  const title = named ?? finder.find(get('title'));
  if (title === null) return { reason: 'the catalogue has no such title', title: get('title') };
  const atMs = readDate(get('date'), dateStyle);
  if (atMs === null)
    return { reason: get('date') === '' ? 'the date is empty' : 'the date is not written as the others' };
  const [kind, name] = [get('kind'), get('name')];
  if (kind === '' && name === '') return { reason: 'there is neither a kind nor a name' };
  const updatedMs = updatedStyle === null ? null : readDate(get('updated'), updatedStyle);
  return { titleId: title.id, atMs, kind, name, note: get('note'), ownId: get('id'), updatedMs };
}
