import { MEDIA_KINDS } from '../../contract/vocabulary.ts';
import { countryCode } from '../country-codes.ts';
import { readDate } from '../tables/dates.ts';
import { readNumber } from '../tables/numbers.ts';
import type { FileRow } from '../tables/rows.ts';
import type { TableFile } from '../tables/survey.ts';
import { METRICS, type PromoField, type PromoMetric } from './columns.ts';
import type { PromoPlan } from './plan.ts';

const DAY_MS = 86_400_000;

export type MediaKind = keyof typeof MEDIA_KINDS;

/** A row as it is read. */
export interface DayCounts {
  readonly assetId: string;
  readonly channel: string;
  /** '' for all countries together. */
  readonly country: string;
  readonly media: MediaKind;
  /** 00:00 UTC. */
  readonly dayMs: number;
  readonly counts: readonly (readonly [metric: PromoMetric, value: number])[];
  readonly updatedMs: number | null;
}

/** What two rows have in common that count the same thing at the same time. */
export const identityKey = ({ assetId, channel, country, media, dayMs, updatedMs }: DayCounts): string =>
  JSON.stringify([assetId, channel, country, media, dayMs, updatedMs]);

/** Some channels write the sum of all days before or after them. */
export const isTotal = (cell: string) => /^(?:grand )?totals?$|^sum$/i.test(cell.trim());
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
  const media = options.media ?? mediaKind(get('media'));
  if (media === null) return { reason: 'it is neither paid, owned nor earned' };
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
  return { assetId, channel, country, media, dayMs: atMs - (atMs % DAY_MS), counts, updatedMs };
}

/** Channels write themselves in many ways: two spellings would be two channels, and count twice. */
function channelOf(said: string, catalogues: string): string {
  return said === '' || said.toLowerCase() === catalogues.toLowerCase() ? catalogues : said.toLowerCase();
}

/** A cell that says nothing is of all kinds together; null: some other word, such as organic, which may be owned or earned. */
export function mediaKind(cell: string): MediaKind | null {
  const word = cell.trim().toLowerCase() || 'unknown';
  return Object.hasOwn(MEDIA_KINDS, word) ? (word as MediaKind) : null;
}

function countryOf(cell: string): string | null {
  if (EVERYWHERE.has(cell.toLowerCase())) return '';
  return /^[a-z]{2}$/i.test(cell) ? cell.toUpperCase() : countryCode(cell);
}
