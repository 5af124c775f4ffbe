/** Assets on their channels: what they are called, and what they came to, in words. */
import { PROMO_STEPS, type PromoAsset, type PromoPlacing } from '../../../../../sql/queries/buzz-model.ts';
import { STEPS } from '../../../../../sql/queries/view-rule.ts';
import type { ChartTable } from '../../../../lib/charts/csv.ts';
import { firstKnown, type StepItem } from '../../../../lib/charts/steps.ts';
import { channelName, genreName } from '../../../../lib/format/names.ts';
import { compact, exact, percent, plural } from '../../../../lib/format/numbers.ts';
import { day } from '../../../../lib/format/time.ts';
import { ruleParts } from '../../../../lib/format/view-rule.ts';
import { shownFigure, underFigure } from '../../../../lib/ui/figure.ts';

/** An asset on one channel: a row. */
export interface Placing {
  asset: PromoAsset;
  placing: PromoPlacing;
}

export const STEP_NAMES = ['shown', 'start', '25 %', '50 %', '75 %', 'end'] as const;
const STEP_WORDS = [
  'shown',
  'started',
  'a quarter played',
  'half played',
  'three quarters played',
  'played to the end',
];

/** `The Salt Road: trailer` on the page of The Salt Road → Trailer. */
export function assetName(asset: { name: string; form?: string }, titleName: string): string {
  const own = asset.name.startsWith(`${titleName}: `) ? asset.name.slice(titleName.length + 2) : asset.name;
  return own === asset.form ? genreName(own) : own.charAt(0).toUpperCase() + own.slice(1);
}

export const placingsOf = (assets: readonly PromoAsset[]): Placing[] =>
  assets.flatMap((asset) => asset.placings.map((placing) => ({ asset, placing })));

/** Two steps make a way. */
export const hasSteps = ({ placing }: Placing): boolean =>
  PROMO_STEPS.filter((step) => placing.funnel[step] !== null).length > 1 &&
  PROMO_STEPS.some((step) => (placing.funnel[step] ?? 0) > 0);

/** Who counted, and that nobody counts beside. */
export function sourceText({ source, exportedToMs }: PromoPlacing): string {
  if (source === 'events') return 'from players’ events';
  const until = exportedToMs === null ? '' : ` until ${day(exportedToMs, 'UTC')}`;
  return `from the channel’s daily export${until}; events are not counted beside it`;
}
const sourceShort = ({ source, exportedToMs }: PromoPlacing): string =>
  source === 'events' ? 'events' : `daily export${exportedToMs === null ? '' : ` to ${day(exportedToMs, 'UTC')}`}`;

/** An export may have the channel's own count of views, whatever the steps say. */
const countsItself = ({ source, funnel, views, viewAt }: PromoPlacing): boolean =>
  source === 'daily' && views.value !== null && views.value !== funnel[PROMO_STEPS[STEPS.indexOf(viewAt)] ?? 'starts'];

/** What counts as a view there. A rule is told as it was sent, without the step it begins with. */
export const ruleText = ({ viewRule }: PromoPlacing): string =>
  `a view is ${viewRule === '' ? 'a start' : ruleParts(viewRule).words}`;

export function stepItems(placings: readonly Placing[], titleName: string): StepItem[] {
  return placings.map(({ asset, placing }) => {
    const name = assetName(asset, titleName);
    const counts = PROMO_STEPS.map((step) => placing.funnel[step]);
    return {
      id: `${asset.id} ${placing.channel}`,
      name,
      note: `${channelName(placing.channel)} · ${sourceShort(placing)}`,
      value: placing.views.value === null ? '' : `${compact(placing.views.value, 10_000)} views`,
      counts,
      marked: countsItself(placing) ? null : STEPS.indexOf(placing.viewAt),
    };
  });
}

/** What a step is a share of: those it was shown to, or those who started where nobody counts that. */
export function stepRows({ placing }: Placing, step: number) {
  const counts = PROMO_STEPS.map((one) => placing.funnel[one]);
  const count = counts[step] ?? null;
  const first = firstKnown(counts);
  const of = counts[first] ?? 0;
  const before = counts.slice(0, step).findLast((one) => one !== null) ?? null;
  return [
    {
      label: STEP_WORDS[step] ?? '',
      value: count === null || step < first ? 'nobody counts it' : exact(count),
      tone: 'title' as const,
    },
    ...(count === null || step <= first || of === 0
      ? []
      : [{ label: `of ${first === 0 ? 'impressions' : 'starts'}`, value: percent(count / of) }]),
    ...(count === null || before === null || before === 0 || count > before
      ? []
      : [{ label: 'lost since the step before', value: percent(1 - count / before) }]),
  ];
}

export function placingTable(placings: readonly Placing[], titleName: string): ChartTable {
  const share = (value: number) => percent(value);
  const number = (label: string) => ({ label, format: exact });
  return {
    columns: [
      { label: 'Asset' },
      { label: 'Channel' },
      { label: 'Counted' },
      { label: 'A view' },
      ...['Impressions', 'Starts', '25 %', '50 %', '75 %', 'End', 'Views', 'First 24 h'].map(number),
      ...['View-through', 'Low', 'High', 'Completion'].map((label) => ({ label, format: share })),
      ...['Likes', 'Shares', 'Cost'].map(number),
    ],
    rows: placings.map(({ asset, placing }) => [
      assetName(asset, titleName),
      channelName(placing.channel),
      placing.source === 'events' ? 'events' : 'daily export',
      placing.viewRule === '' ? 'start' : placing.viewRule,
      ...PROMO_STEPS.map((step) => placing.funnel[step]),
      ...[placing.views.value, placing.views24h.value, placing.viewThrough.value],
      ...(placing.viewThrough.interval ?? [null, null]),
      ...[placing.completion.value, placing.likes, placing.shares, placing.cost],
    ]),
  };
}

/** How far people come, of the placing that was shown most: for those who don't see it. */
export function stepsSummary(placings: readonly Placing[], titleName: string): string {
  const told = placings.filter(({ placing }) => placing.viewThrough.value !== null);
  const most = told.toSorted((a, b) => (b.placing.viewThrough.n ?? 0) - (a.placing.viewThrough.n ?? 0))[0];
  const several = `${plural(placings.length, 'funnel')} of assets on their channels.`;
  if (!most) return `${several} None knows impressions and completes yet.`;
  const { viewThrough, channel } = most.placing;
  return `${several} ${assetName(most.asset, titleName)}, ${channelName(channel)}: ${shownFigure(viewThrough).text} of impressions are played to the end (${underFigure(viewThrough)}).`;
}
