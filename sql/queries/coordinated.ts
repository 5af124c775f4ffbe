/** Reviews that look coordinated, in the words that page, API and report share. */
import type { BombPeriod, BombReason } from './reception-model.ts';
import { countText, percentText } from './report/words.ts';

/** `75 reviews look coordinated`. */
export const coordinatedText = (reviews: number): string =>
  `${countText(reviews)} ${reviews === 1 ? 'review looks' : 'reviews look'} coordinated`;

/** `75 reviews that look coordinated`, within a sentence. */
export const coordinatedOnes = (reviews: number): string =>
  `${countText(reviews)} ${reviews === 1 ? 'review that looks' : 'reviews that look'} coordinated`;

/** A reason as a sentence: what was seen in those hours, and what is usual of the title. */
export function reasonText({ reason, value, usual }: BombReason, end: BombPeriod['end']): string {
  if (reason === 'volume')
    return `People not known to have started it wrote ${rate(value)} reviews an hour; usual: ${usualRate(usual)}.`;
  return `${percentText(value)} ${SEEN[reason](end)}; usual: ${percentText(usual)}.`;
}

const SEEN: Readonly<Record<Exclude<BombReason['reason'], 'volume'>, (end: BombPeriod['end']) => string>> = {
  extreme: (end) => `of the ratings are at the ${end} end of the scale`,
  'non-viewers': () => 'of the reviews are by people not known to have started it',
  'new-accounts': () => 'of the reviews are by people first heard of less than two days before',
  duplicates: () => 'of the texts say nearly word for word what at least two others say',
};

/** Most titles get less than a review an hour: theirs are told by the day. */
const usualRate = (anHour: number): string =>
  anHour >= 0.5 ? `${rate(anHour)} an hour` : `${rate(anHour * 24)} a day`;
const rate = (value: number): string => (value >= 10 ? countText(value) : value.toFixed(1));
