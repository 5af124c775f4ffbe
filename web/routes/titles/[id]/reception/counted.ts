/** Whose reviews the page counts, where some look coordinated. */
import type { Counted, ReviewBomb } from '../../../../../sql/queries/reception-model.ts';
import { plural } from '../../../../lib/format/numbers.ts';

export const COUNTED: Readonly<Record<Counted, string>> = { all: 'Everybody', adjusted: 'Without them' };

/** What an address asks for; anything else is everybody. */
export const countedOf = (asked: string | null): Counted => (asked === 'adjusted' ? asked : 'all');

/** Said beside what counts everybody whatever is chosen; '' where nothing is flagged. */
export function flaggedText(bomb: ReviewBomb | null): string {
  if (bomb === null) return '';
  return `of everybody, the ${plural(bomb.suspects, 'review')} that ${bomb.suspects === 1 ? 'looks' : 'look'} coordinated among them`;
}
