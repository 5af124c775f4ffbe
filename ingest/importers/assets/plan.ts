import type { ColumnMap } from '../tables/columns.ts';
import { DateFacts, type DateStyle, readDate } from '../tables/dates.ts';
import { type CatalogueTitle, namedTitle, TitleFinder } from '../tables/find-title.ts';
import { Names } from '../tables/names.ts';
import type { FileRow } from '../tables/rows.ts';
import { surveyFile, type TableFile } from '../tables/survey.ts';
import { ImportFileError } from '../types.ts';
import { assetColumns, type AssetField } from './columns.ts';

/** What a file should be, as errors say. */
export const WHAT = 'a file of assets';

export interface AssetOptions {
  /** The title that all assets of the files are of; null: the files say. */
  readonly titleId: string | null;
  readonly map: ColumnMap<AssetField>;
  readonly dateStyle: DateStyle | null;
  readonly source: string;
}

/** How the files of one import are read. */
export interface AssetPlan {
  readonly options: AssetOptions;
  readonly files: ReadonlyMap<string, TableFile<AssetField>>;
  /** Null: no asset says when it went live. */
  readonly dateStyle: DateStyle | null;
  /** Null: there is no such column. */
  readonly updatedStyle: DateStyle | null;
  readonly finder: TitleFinder;
  /** The title that was named for all of them. */
  readonly title: CatalogueTitle | null;
  /** Names and ids of titles in the files. */
  readonly names: Names;
}

/** A row as it is read; '' where it does not say. */
export interface ReadAsset {
  readonly titleId: string;
  readonly ownId: string;
  readonly name: string;
  readonly form: string;
  readonly channel: string;
  readonly rule: string;
  readonly note: string;
  readonly liveMs: number | null;
  readonly updatedMs: number | null;
}

/**
 * Reads the files once to find out how they are to be read.
 * @throws ImportFileError for a wrong file or option, and for whatever would have to be guessed.
 */
export async function planAssets(
  paths: readonly string[],
  options: AssetOptions,
  catalogue: readonly CatalogueTitle[],
): Promise<AssetPlan> {
  if (paths.length === 0) throw new ImportFileError('Name at least one file to import.');
  const finder = new TitleFinder(catalogue);
  const title = options.titleId === null ? null : namedTitle(options.titleId, finder);
  const names = new Names(finder, 'titles');
  // An asset may go live some time ahead.
  const [dates, updates] = [new DateFacts(Infinity), new DateFacts(Infinity)];
  const files = new Map<string, TableFile<AssetField>>();
  for (const path of new Set(paths)) {
    const file = await surveyFile<AssetField>(path, {
      what: WHAT,
      choose: (columns) => assetColumns(path, columns, options.map),
      learn(get, row) {
        if (get('live') !== '') dates.add(get('live'), `row ${row} of ${path}`);
        if (get('updated') !== '') updates.add(get('updated'), `row ${row} of ${path}`);
        names.add(get('title'));
      },
    });
    if (title === null && file.columns.title === undefined)
      throw new ImportFileError(`${path} does not say which title its assets are of: name it with --title ID.`);
    files.set(path, file);
  }
  return {
    ...{ options, files, finder, title, names },
    dateStyle: dates.any ? dates.style(options.dateStyle) : null,
    updatedStyle: updates.any ? updates.style(null) : null,
  };
}

/** What a row says, or why nothing can be taken from it. */
export function readAsset(
  row: FileRow,
  { columns }: TableFile<AssetField>,
  { dateStyle, updatedStyle, finder, title: named }: AssetPlan,
): ReadAsset | { readonly reason: string; readonly title?: string } {
  if ('problem' in row) return { reason: row.problem };
  const get = (field: AssetField) => row.cells[columns[field] ?? ''] ?? '';
  if (named === null && get('title') === '') return { reason: 'the title is empty' };
  const title = named ?? finder.find(get('title'));
  if (title === null) return { reason: 'the catalogue has no such title', title: get('title') };
  const [ownId, name] = [get('id'), get('name')];
  if (ownId === '' && name === '') return { reason: 'there is neither an id nor a name' };
  const time = (field: AssetField, style: DateStyle | null) => (style === null ? null : readDate(get(field), style));
  const liveMs = time('live', dateStyle);
  if (liveMs === null && get('live') !== '') return { reason: 'the date is not written as the others' };
  return {
    ...{ titleId: title.id, ownId, name, liveMs, updatedMs: time('updated', updatedStyle) },
    ...{ form: get('form').toLowerCase(), channel: get('channel'), rule: get('rule'), note: get('note') },
  };
}
