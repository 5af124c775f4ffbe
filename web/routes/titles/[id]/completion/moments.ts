/** Moments of an episode in words. */
import type { Moment } from '../../../../../sql/queries/read-model.ts';
import { percent } from '../../../../lib/format/numbers.ts';
import { timecode } from '../../../../lib/format/time.ts';

/** `9.1 points`: a difference of shares. */
export function points(share: number): string {
  const value = (share * 100).toFixed(1);
  return `${value} ${value === '1.0' ? 'point' : 'points'}`;
}

/** `12:30–13:20`, or one place. */
export function momentAt(moment: Moment): string {
  return moment.toSeconds <= moment.fromSeconds || moment.kind === 'intro'
    ? timecode(moment.kind === 'intro' ? moment.toSeconds : moment.fromSeconds)
    : `${timecode(moment.fromSeconds)}–${timecode(moment.toSeconds)}`;
}

export function momentWords(moment: Moment): string {
  switch (moment.kind) {
    case 'intro':
      return `${percent(moment.value)} watch the opening`;
    case 'dip':
      return `${points(moment.value)} leave`;
    case 'spike':
      return `played ${moment.value.toFixed(2)} times a viewer`;
  }
}

/** On the chart, over its place. */
export function momentLabel(moment: Moment): string {
  return moment.kind === 'dip' ? `−${points(moment.value)}` : `${moment.value.toFixed(2)}× watched`;
}

/** In the order of the content. */
export function inOrder(moments: readonly Moment[]): Moment[] {
  return [...moments].sort((a, b) => a.fromSeconds - b.fromSeconds);
}
