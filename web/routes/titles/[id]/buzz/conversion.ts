/** What exposures came to, as rows that the page draws. */
import {
  CREDITS,
  MEDIA_KINDS,
  type Conversion,
  type ConversionByAsset,
  type ConversionDays,
  type Credit,
  type KindTotals,
  type Lift,
  type MediaKind,
} from '../../../../../sql/queries/buzz-model.ts';
import { CONVERSION_DAYS } from '../../../../../sql/queries/conversion.ts';
import type { Figure } from '../../../../../sql/queries/read-model.ts';
import { wilson } from '../../../../../sql/queries/statistics.ts';
import type { ChartTable } from '../../../../lib/charts/csv.ts';
import type { DotRow } from '../../../../lib/charts/dots.ts';
import { exact, percent, plural } from '../../../../lib/format/numbers.ts';
import { FLOOR, rangeText, shownFigure } from '../../../../lib/ui/figure.ts';
import { assetName } from './assets.ts';

export const KINDS: Readonly<Record<MediaKind, string>> = {
  paid: 'Paid',
  owned: 'Owned',
  earned: 'Earned',
  unknown: 'Not told',
};

export const CREDIT_NAMES: Readonly<Record<Credit, string>> = { first: 'First', last: 'Last', linear: 'Linear' };
export const CREDIT_WORDS: Readonly<Record<Credit, string>> = {
  first: 'the first exposure has led to a start',
  last: 'the last exposure before a start has led to it',
  linear: 'all exposures before a start have led to it in equal parts',
};

/** What an address asks for; anything else is what most ask for. */
export const creditOf = (asked: string | null): Credit => CREDITS.find((credit) => credit === asked) ?? 'last';
export const withinOf = (asked: string | null): ConversionDays =>
  CONVERSION_DAYS.find((days) => String(days) === asked) ?? 7;

export const daysText = (days: ConversionDays): string => (days === 1 ? '1 day' : `${days} days`);

/** Whether anybody can be told apart who was exposed, or kept from it. */
export const anybody = (conversion: readonly Conversion[]): boolean =>
  conversion.some(({ exposed, maturing, started, inHoldout }) => exposed + maturing + started + inHoldout > 0);

function figureRow(figure: Figure): Pick<DotRow, 'value' | 'interval' | 'reason' | 'withheld'> {
  return {
    value: figure.value,
    ...(figure.interval && { interval: figure.interval }),
    ...(figure.reason !== undefined && { reason: figure.reason }),
    ...(figure.withheld && { withheld: true }),
  };
}

/** How many started, of how many; '' where that is withheld. */
const startedOf = (started: number | null, exposed: number | null): string =>
  started === null || exposed === null ? '' : `${exact(started)} of ${plural(exposed, 'exposed viewer')}`;

/** How people of a part of the campaign are told. */
export const PARTS_NOTE = `In tens; withheld under ${FLOOR} people, with what would tell of that few`;

/** A kind of media: what it put before people, and whom. */
interface ToldKind {
  kind: MediaKind;
  totals: KindTotals | null;
  /** Null: nobody is told apart. A count that is null is withheld. */
  people: { exposed: number | null; credited: number | null } | null;
}

/** The exposed by window, each with those of the holdout under it where there are enough. */
export function windowRows(conversion: readonly Conversion[]): DotRow[] {
  return conversion.flatMap(({ days, rate, exposed, converted, maturing, lift }) => {
    const own = {
      ...{ id: String(days), label: `Within ${daysText(days)}`, ...figureRow(rate), current: true },
      note: `${exact(converted)} of ${plural(exposed, 'exposed viewer')}${maturing > 0 ? ` · ${exact(maturing)} maturing` : ''}`,
    };
    if (!lift) return [own];
    const { n, started } = lift.holdout;
    return [
      own,
      {
        ...{ id: `${days} held`, label: 'holdout', value: started / n, interval: wilson(started, n) },
        note: `${exact(started)} of ${exact(n)} who were kept from it`,
      },
    ];
  });
}

export const liftRows = (conversion: readonly Conversion[]): DotRow[] =>
  conversion.flatMap(({ days, lift }) =>
    lift
      ? [
          {
            ...{ id: String(days), label: `Within ${daysText(days)}`, ...figureRow(lift.ratio) },
            note: differenceText(lift),
          },
        ]
      : [],
  );

/** `+4.2 points (+2.1 to +6.3)`. */
export function differenceText({ difference }: Lift): string {
  return `${shownFigure(difference).text} (${rangeText(difference)})`;
}

/** Why the word is association: in sentences. */
export function whyNoLift(conversion: readonly Conversion[]): string {
  const reason = conversion.find(({ days }) => days === 7)?.whyNoLift ?? 'No holdout was declared.';
  return `${reason} What those it reached do is then an association: they may have started anyway. Viewers who are kept from a campaign are sent as promo events with holdout: true.`;
}

/** Kinds that anything is told of, in their order, with what was shown and what it led to. */
export function kindRows(
  { kinds }: Conversion,
  totals: readonly KindTotals[],
  credit: Credit,
): { rows: DotRow[]; told: ToldKind[] } {
  const told = MEDIA_KINDS.flatMap((kind) => {
    const shown = totals.find((one) => one.kind === kind) ?? null;
    const own = kinds.find((one) => one.kind === kind);
    const people = own ? { exposed: own.exposed, credited: own.credited[credit] } : null;
    return shown || own ? [{ kind, totals: shown, people }] : [];
  });
  const rows = told.map(({ kind }): DotRow => {
    const own = kinds.find((one) => one.kind === kind);
    if (!own) return { id: kind, label: KINDS[kind], value: null, reason: 'nobody is told apart' };
    return {
      ...{ id: kind, label: KINDS[kind], ...figureRow(own.rate[credit]), current: true },
      note: startedOf(own.credited[credit], own.exposed),
    };
  });
  return { rows, told };
}

/** Beyond this the table has the rest. */
const MOST_ASSETS = 10;

export function assetRows(assets: readonly ConversionByAsset[], titleName: string): DotRow[] {
  return assets.slice(0, MOST_ASSETS).map((asset) => ({
    ...{ id: asset.assetId, label: assetName(asset, titleName), ...figureRow(asset.rate), current: true },
    note: [
      startedOf(asset.converted, asset.exposed),
      asset.maturing ? `${exact(asset.maturing)} maturing` : '',
      asset.lift ? `against its holdout ${differenceText(asset.lift)}` : '',
    ]
      .filter((part) => part !== '')
      .join(' · '),
  }));
}

/** For those who don't see the rows. */
export const sharesSaid = (rows: readonly DotRow[]): string =>
  rows.flatMap(({ label, value }) => (value === null ? [] : [`${label} ${percent(value)}`])).join(', ') ||
  'Too few were exposed long enough ago.';

const share = (value: number) => percent(value);
const shares = (...labels: string[]) => labels.map((label) => ({ label, format: share }));
const counts = (...labels: string[]) => labels.map((label) => ({ label, format: exact }));
const ends = ({ interval }: Figure) => interval ?? [null, null];

export function windowTable(conversion: readonly Conversion[]): ChartTable {
  const times = (value: number) => `${value.toFixed(2)}×`;
  return {
    columns: [
      { label: 'Within' },
      ...counts('Exposed', 'Started since', 'Maturing', 'Had started before', 'In the holdout too'),
      ...shares('Conversion', 'Low', 'High', 'Holdout’s'),
      ...['Lift', 'Lift, low', 'Lift, high'].map((label) => ({ label, format: times })),
      { label: 'Word' },
    ],
    rows: conversion.map((one) => [
      daysText(one.days),
      ...[one.exposed, one.converted, one.maturing, one.started, one.inHoldout, one.rate.value],
      ...ends(one.rate),
      one.lift ? one.lift.holdout.started / one.lift.holdout.n : null,
      one.lift?.ratio.value ?? null,
      ...(one.lift ? ends(one.lift.ratio) : [null, null]),
      one.word,
    ]),
  };
}

export function kindTable(conversion: Conversion, totals: readonly KindTotals[]): ChartTable {
  const { told } = kindRows(conversion, totals, 'last');
  return {
    columns: [
      { label: 'Kind' },
      ...counts('Impressions', 'Starts', 'Views', 'Completes', 'Exposed'),
      ...shares('First', 'Last', 'Linear'),
      { label: 'Withheld' },
    ],
    rows: told.map(({ kind, totals: shown, people }) => [
      KINDS[kind],
      ...[shown?.impressions ?? null, shown?.starts ?? null, shown?.views ?? null, shown?.completes ?? null],
      people ? people.exposed : 0,
      ...CREDITS.map((credit) => conversion.kinds.find((one) => one.kind === kind)?.rate[credit].value ?? null),
      people ? withheldText(people.exposed, people.credited) : '',
    ]),
  };
}

/** What of a row of people is withheld. */
const withheldText = (exposed: number | null, started: number | null): string =>
  exposed === null ? 'all' : started === null ? 'who started' : '';

export function assetTable(assets: readonly ConversionByAsset[], titleName: string): ChartTable {
  return {
    columns: [
      { label: 'Asset' },
      ...counts('Exposed', 'Started since', 'Maturing'),
      ...shares('Conversion', 'Low', 'High', 'Holdout’s'),
      { label: 'Withheld' },
    ],
    rows: assets.map((one) => [
      assetName(one, titleName),
      ...[one.exposed, one.converted, one.maturing, one.rate.value],
      ...ends(one.rate),
      one.lift ? one.lift.holdout.started / one.lift.holdout.n : null,
      withheldText(one.exposed, one.converted),
    ]),
  };
}
