import { STYLE_NAMES } from '../tables/dates.ts';
import { excerpt } from '../tables/excerpt.ts';
import { dayOf, previewFiles } from '../tables/preview.ts';
import type { FileRow } from '../tables/rows.ts';
import type { TableFile } from '../tables/survey.ts';
import { METRICS, PROMO_NAMES, type PromoField } from './columns.ts';
import { readDay } from './day.ts';
import { type PromoPlan, WHAT } from './plan.ts';

const FIELDS = Object.keys(PROMO_NAMES) as PromoField[];

/** How the files are going to be read, with the first rows, for a person to agree to. */
export async function previewPromo(plan: PromoPlan): Promise<string> {
  const lines = await previewFiles<PromoField>([...plan.files.values()], {
    ...{ fields: FIELDS, what: WHAT },
    about: (field, { columns }) => aboutField(field, columns[field], plan),
    shown: (row, file) => shownRow(row, file, plan),
  });
  return [...lines, ...(plan.options.asset === null ? plan.names.lines() : [])].join('\n');
}

function aboutField(field: PromoField, column: string | undefined, plan: PromoPlan): string {
  const { asset, channel, media } = plan.options;
  if (field === 'asset' && asset !== null) return `${plan.assets.get(asset)?.name ?? ''} (${asset}), as --asset says`;
  if (field === 'channel' && channel !== null) return `${channel}, as --channel says`;
  if (field === 'media' && media !== null) return `${media}, as --media says`;
  if (field === 'channel' && column === undefined) return 'as the catalogue says of each asset';
  if (column === undefined) return '';
  const from = `from '${excerpt(column)}'`;
  if (field === 'date') return `${from}, ${STYLE_NAMES[plan.dateStyle]}; days as the channel counts them`;
  if (field === 'cost') return `${from}, with a decimal ${plan.decimal === '.' ? 'point' : 'comma'}`;
  return from;
}

function shownRow(row: FileRow, file: TableFile<PromoField>, plan: PromoPlan): string {
  const day = readDay(row, file, plan);
  if ('reason' in day) return `left out, ${day.reason}${day.asset === undefined ? '' : ` as '${excerpt(day.asset)}'`}`;
  const counts = METRICS.flatMap((metric) => day.counts.filter(([name]) => name === metric));
  const where = (day.country === '' ? '' : ` in ${day.country}`) + (day.media === 'unknown' ? '' : `, ${day.media}`);
  const told = counts.map(([metric, value]) => `${metric} ${value.toLocaleString('en-US')}`).join(', ');
  return `${dayOf(day.dayMs)}  ${day.assetId} on ${excerpt(day.channel)}${where}  ${told}`;
}
