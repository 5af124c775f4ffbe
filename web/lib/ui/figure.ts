/** A served figure as text: its value, what surrounds it, and what stands in its place when there is none. */
import { METRICS, type MetricDefinition } from '../../../sql/queries/definitions.ts';
import { WITHHOLDING } from '../../../sql/queries/figure.ts';
import type { Figure } from '../../../sql/queries/read-model.ts';
import { compact, compactParts, exact, percent, signedPoints, type NumberParts } from '../format/numbers.ts';
import { weekday } from '../format/time.ts';

/** Below this a segment is withheld for privacy. */
export const FLOOR = 50;
export const WITHHELD = `Not shown, for people’s privacy: fewer than ${FLOOR}, or it would give such a group away.`;

/** As a sentence: what the floor is for, or the other reason there is. */
export const whyWithheld = (reason: string = WITHHOLDING.few) =>
  reason === WITHHOLDING.few ? WITHHELD : `Withheld: ${reason}.`;

export type Shown =
  | { kind: 'value'; parts: NumberParts; text: string }
  | { kind: 'withheld'; text: string; why: string }
  | { kind: 'missing'; text: string; why: string };

export function shownFigure(figure: Figure): Shown {
  if (figure.withheld) {
    return { kind: 'withheld', text: 'withheld', why: whyWithheld(figure.reason) };
  }
  if (figure.value === null) return { kind: 'missing', text: '–', why: figure.reason ?? 'Not known yet.' };
  const parts = valueParts(figure.value, METRICS[figure.metric].unit);
  return { kind: 'value', parts, text: parts.unit === '' ? parts.digits : `${parts.digits}\u202f${parts.unit}` };
}

function valueParts(value: number, unit: MetricDefinition['unit']): NumberParts {
  if (unit === 'share') {
    const [digits = '', sign = '%'] = percent(value).split('\u202f');
    return { digits, unit: sign };
  }
  if (unit === 'ratio') return { digits: value.toFixed(2), unit: '×' };
  if (unit === 'points') return { digits: signedPoints(value), unit: 'points' };
  if (unit === 'rating') return { digits: value.toFixed(1), unit: 'of 10' };
  if (unit === 'index') return { digits: value.toFixed(0), unit: '' };
  return compactParts(value);
}

/** `±0.5`, in points, when the interval is symmetric enough to be said so; else `37.6–38.8 %`; of an index `92–118`, of net sentiment `+12.0 to +20.5`. Empty without one. */
export function intervalText(figure: Figure): string {
  if (figure.value === null || figure.withheld || !figure.interval) return '';
  const [low, high] = figure.interval;
  const { unit } = METRICS[figure.metric];
  if (unit === 'index') return `${low.toFixed(0)}–${high.toFixed(0)}`;
  if (unit === 'ratio') return `${low.toFixed(2)}–${high.toFixed(2)}`;
  if (unit === 'rating') return `${low.toFixed(1)}–${high.toFixed(1)}`;
  const below = (figure.value - low) * 100;
  const above = (high - figure.value) * 100;
  if (Math.abs(below - above) <= 0.1 * Math.max(below, above, 0.5)) return `±${((below + above) / 2).toFixed(1)}`;
  return rangeText(figure);
}

/** The same by its two ends, whatever they are: where intervals stand under each other, all are written alike. */
export function rangeText(figure: Figure): string {
  if (figure.value === null || figure.withheld || !figure.interval) return '';
  const { unit } = METRICS[figure.metric];
  const [low, high] = figure.interval;
  if (unit === 'points') return `${signedPoints(low)} to ${signedPoints(high)}`;
  return unit === 'share' ? `${(low * 100).toFixed(1)}–${percent(high)}` : intervalText(figure);
}

/** What the n of a metric counts. */
export function counted({ unit, of }: MetricDefinition): NonNullable<MetricDefinition['of']> | 'viewers' {
  return of ?? (unit === 'plays' ? 'plays' : 'viewers');
}

/** `n 2,796`, with the people who are not in it yet. */
export function restsOn(figure: Figure): string {
  const parts: string[] = [];
  if (figure.n !== undefined && figure.n > 0) parts.push(`n ${compact(figure.n)}`);
  if (figure.maturing !== undefined && figure.maturing > 0) {
    const all = figure.maturing + (figure.n ?? 0);
    parts.push(`${percent(figure.maturing / all, 0)} still maturing`);
  }
  return parts.join(' · ');
}

/** `of Mon 16 Nov to Tue 17 Nov, UTC`, where it is of more than the range in view. */
const ofRange = ({ range }: Figure) =>
  range ? `of ${weekday(range.fromMs, 'UTC')} to ${weekday(range.toMs - 1, 'UTC')}, UTC` : '';

/** What stands small under a figure: its interval, what it rests on, or why it is not there. */
export function underFigure(figure: Figure): string {
  if (figure.withheld) return figure.reason ?? WITHHOLDING.few;
  if (figure.value === null) return figure.reason ?? '';
  return [intervalText(figure), restsOn(figure), ofRange(figure)].filter((text) => text !== '').join(' · ');
}

/** Wider than this, in shares of one, an interval is not a finding but a guess. */
export const WIDEST_INTERVAL = 0.2;

/** As a sentence of its own, for the text summaries of charts. */
export function spokenFigure(figure: Figure): string {
  const shown = shownFigure(figure);
  if (shown.kind !== 'value') return shown.why;
  const interval = intervalText(figure);
  const of = figure.n === 1 ? counted(METRICS[figure.metric]).slice(0, -1) : counted(METRICS[figure.metric]);
  return `${shown.text}${interval === '' ? '' : ` (95 % interval ${interval})`}${figure.n === undefined ? '' : `, of ${exact(figure.n)} ${of}`}`;
}

/** Praised or blamed, where the interval is on one side of zero. */
export function sentimentTone({ value, interval }: Figure): 'good' | 'bad' | 'none' {
  if (value === null || !interval) return 'none';
  return interval[0] > 0 ? 'good' : interval[1] < 0 ? 'bad' : 'none';
}
