import { countryCode } from '../country-codes.ts';
import type { ColumnMap, Columns } from '../tables/columns.ts';
import { DateFacts, type DateStyle, readDate } from '../tables/dates.ts';
import { type CatalogueTitle, namedTitle, TitleFinder } from '../tables/find-title.ts';
import { Names } from '../tables/names.ts';
import { type DecimalMark, NumberFacts, readNumber } from '../tables/numbers.ts';
import { type FileRow, readRows } from '../tables/rows.ts';
import { surveyFile, type TableFile } from '../tables/survey.ts';
import { ImportFileError } from '../types.ts';
import { METRICS, promoColumns, type PromoField, type PromoMetric } from './columns.ts';

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

/** A row as it is read. */
export interface DayCounts {
  readonly assetId: string;
  readonly channel: string;
  /** '' for all countries together. */
  readonly country: string;
  /** 00:00 UTC. */
  readonly dayMs: number;
  readonly counts: readonly (readonly [metric: PromoMetric, value: number])[];
  readonly updatedMs: number | null;
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
    const learn = (get: (field: PromoField) => string) => {
      if (isTotal(get('date'))) return;
      if (get('date') !== '') dates.add(get('date'));
      if (get('updated') !== '') updates.add(get('updated'));
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

/** What two rows have in common that count the same thing at the same time. */
export const identityKey = ({ assetId, channel, country, dayMs, updatedMs }: DayCounts): string =>
  JSON.stringify([assetId, channel, country, dayMs, updatedMs]);

/** Some channels write the sum of all days before or after them. */
const isTotal = (cell: string) => /^(?:grand )?totals?$|^sum$/i.test(cell.trim());
const EVERYWHERE = new Set(['', 'all', 'total', 'worldwide', 'global', 'all countries']);

/** What a row says, or why nothing can be taken from it. */
export function readDay(
  row: FileRow,
  { columns }: TableFile<PromoField>,
  { options, dateStyle, updatedStyle, decimal, assets, finder }: PromoPlan,
): DayCounts | { readonly reason: string; readonly asset?: string } {
  if ('problem' in row) return { reason: row.problem };
  const get = (field: PromoField) => row.cells[columns[field] ?? ''] ?? '';
  if (isTotal(get('date'))) return { reason: 'the row is a total of others' };
  const atMs = readDate(get('date'), dateStyle);
  if (atMs === null)
    return { reason: get('date') === '' ? 'the date is empty' : 'the date is not written as the others' };
  const assetId = options.asset ?? finder.find(get('asset'))?.id;
  if (assetId === undefined && get('asset') === '') return { reason: 'the asset is empty' };
  if (assetId === undefined) return { reason: 'the catalogue has no such asset', asset: get('asset') };
  const channel = channelOf(options.channel ?? get('channel'), assets.get(assetId)?.channel ?? '');
  if (channel === '') return { reason: 'neither the row nor the catalogue says the channel' };
  const country = countryOf(get('country'));
  if (country === null) return { reason: 'there is no such country' };
  const counts: [PromoMetric, number][] = [];
  for (const metric of METRICS) {
    const value = readNumber(get(metric), decimal);
    if (value === undefined) continue;
    if (value === null || (metric !== 'cost' && !Number.isInteger(value)))
      return { reason: `${metric} cannot be read` };
    counts.push([metric, value]);
  }
  if (counts.length === 0) return { reason: 'nothing is counted' };
  const updatedMs = updatedStyle === null ? null : readDate(get('updated'), updatedStyle);
  return { assetId, channel, country, dayMs: atMs - (atMs % 86_400_000), counts, updatedMs };
}

/** Channels write themselves in many ways: two spellings would be two channels, and count twice. */
function channelOf(said: string, catalogues: string): string {
  return said === '' || said.toLowerCase() === catalogues.toLowerCase() ? catalogues : said.toLowerCase();
}

function countryOf(cell: string): string | null {
  if (EVERYWHERE.has(cell.toLowerCase())) return '';
  return /^[a-z]{2}$/i.test(cell) ? cell.toUpperCase() : countryCode(cell);
}
