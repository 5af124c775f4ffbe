import type { ColumnMap, Columns } from '../tables/columns.ts';
import { DateFacts, type DateStyle } from '../tables/dates.ts';
import { type CatalogueTitle, namedTitle, TitleFinder } from '../tables/find-title.ts';
import { Names } from '../tables/names.ts';
import { type DecimalMark, NumberFacts, readNumber } from '../tables/numbers.ts';
import { readRows } from '../tables/rows.ts';
import { surveyFile, type TableFile } from '../tables/survey.ts';
import { ImportFileError } from '../types.ts';
import { METRICS, promoColumns, type PromoField, type PromoMetric } from './columns.ts';
import { identityKey, isTotal, readDay, type MediaKind } from './day.ts';

/** What a file should be, as errors say. */
export const WHAT = 'a daily export of a channel';

/** An asset of the catalogue. */
export interface CatalogueAsset {
  readonly id: string;
  readonly name: string;
  /** '' when the catalogue does not say. */
  readonly channel: string;
}

export interface PromoOptions {
  /** The asset that all rows are of; null: the files say. */
  readonly asset: string | null;
  /** The channel that all rows are of; null: the files say, or the catalogue does. */
  readonly channel: string | null;
  /** Whether all rows are paid, owned or earned; null: the files say, or nobody does. */
  readonly media: MediaKind | null;
  readonly map: ColumnMap<PromoField>;
  readonly dateStyle: DateStyle | null;
  readonly decimal: DecimalMark | null;
  readonly source: string;
}

/** How the files of one import are read. */
export interface PromoPlan {
  readonly options: PromoOptions;
  readonly files: ReadonlyMap<string, TableFile<PromoField>>;
  readonly dateStyle: DateStyle;
  /** Null: there is no such column. */
  readonly updatedStyle: DateStyle | null;
  readonly decimal: DecimalMark;
  readonly assets: ReadonlyMap<string, CatalogueAsset>;
  /** By id or name. */
  readonly finder: TitleFinder;
  /** Names and ids of assets in the files. */
  readonly names: Names;
}

/**
 * Reads the files to find out how they are to be read.
 * @throws ImportFileError for a wrong file or option, and for whatever would have to be guessed.
 */
export async function planPromo(
  paths: readonly string[],
  options: PromoOptions,
  catalogue: readonly CatalogueAsset[],
  nowMs: number,
): Promise<PromoPlan> {
  if (paths.length === 0) throw new ImportFileError('Name at least one file to import.');
  const assets = new Map(catalogue.map((asset) => [asset.id, asset]));
  const finder = new TitleFinder(catalogue.map(asTitle));
  const [dates, updates, numbers] = [new DateFacts(nowMs), new DateFacts(nowMs), new NumberFacts()];
  const asset = options.asset === null ? null : namedTitle(options.asset, finder, 'asset').id;
  const assetsNamed = new Names(finder, 'assets');
  const files = new Map<string, TableFile<PromoField>>();
  for (const path of new Set(paths)) {
    const seen = new Seen();
    const learn = (get: (field: PromoField) => string, row: number) => {
      if (isTotal(get('date'))) return;
      if (get('date') !== '') dates.add(get('date'), `row ${row} of ${path}`);
      if (get('updated') !== '') updates.add(get('updated'), `row ${row} of ${path}`);
      for (const metric of METRICS) seen.note(metric, get(metric), numbers);
      assetsNamed.add(get('asset'));
    };
    const choose = (names: readonly string[]) => promoColumns(path, names, options.map);
    const file = await surveyFile<PromoField>(path, { what: WHAT, choose, learn });
    if (options.asset === null && file.columns.asset === undefined)
      throw new ImportFileError(`${path} does not say which asset its counts are of: name it with --asset ID.`);
    seen.refuseShares(path, file.columns);
    files.set(path, file);
  }
  const plan: PromoPlan = {
    ...{ options: { ...options, asset }, files, assets, finder, names: assetsNamed },
    dateStyle: dates.style(options.dateStyle),
    updatedStyle: updates.any ? updates.style(null) : null,
    decimal: numbers.mark(options.decimal),
  };
  for (const file of files.values()) await refuseTwoCounts(file, plan);
  return plan;
}

/** Which columns of a file hold counts: some channels give quartiles as shares. */
class Seen {
  readonly #counts = new Set<PromoMetric>();
  readonly #others = new Map<PromoMetric, string>();

  note(metric: PromoMetric, cell: string, numbers: NumberFacts): void {
    if (numbers.add(cell, metric !== 'cost')) this.#counts.add(metric);
    else if (readNumber(cell, '.') !== undefined) this.#others.set(metric, cell);
  }

  /** @throws ImportFileError for a column without any count. */
  refuseShares(path: string, columns: Columns<PromoField>): void {
    for (const [metric, cell] of this.#others)
      if (!this.#counts.has(metric))
        throw new ImportFileError(
          `${path} has no counts under '${columns[metric]}', only such as '${cell}': leave it out with --map ${metric}=.`,
        );
  }
}

const asTitle = ({ id, name }: CatalogueAsset): CatalogueTitle => ({ id, name, show: '', season: null });

/** An export by campaign or device has several rows a day: which of them, or their sum, counts is not guessed. */
async function refuseTwoCounts(file: TableFile<PromoField>, plan: PromoPlan): Promise<void> {
  const rowOf = new Map<string, { row: number; counts: string }>();
  for await (const row of readRows(file.path, WHAT)) {
    const read = readDay(row, file, plan);
    if ('reason' in read) continue;
    const known = rowOf.get(identityKey(read));
    const counts = JSON.stringify(read.counts);
    if (known === undefined) rowOf.set(identityKey(read), { row: row.row, counts });
    else if (known.counts !== counts)
      throw new ImportFileError(
        `${file.path} has two counts of ${read.assetId} on ${read.channel} for one day, in rows ${known.row} and ${row.row}: ` +
          'add up what a channel splits by campaign or device, or leave it out of the export.',
      );
  }
}
