/** Whose reviews the page counts, where some look coordinated. */
import { coordinatedOnes } from '../../../../../sql/queries/coordinated.ts';
import type { Counted, ReviewBomb } from '../../../../../sql/queries/reception-model.ts';

export const COUNTED: Readonly<Record<Counted, string>> = { all: 'Everybody', adjusted: 'Without them' };

/** What an address asks for; anything else is everybody. */
export const countedOf = (asked: string | null): Counted => (asked === 'adjusted' ? asked : 'all');

/** Said beside what counts everybody whatever is chosen; '' where nothing is flagged. */
export const flaggedText = (bomb: ReviewBomb | null): string =>
  bomb === null ? '' : `everybody is counted here, also ${coordinatedOnes(bomb.suspects)}`;
