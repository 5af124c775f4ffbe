import type { LayoutServerLoad } from './$types';
import { listTitles } from '../../sql/queries/titles.ts';

/** The palette finds any of these; a slate beyond it is searched through the API. */
const LISTED_TITLES = 1_000;

export const load: LayoutServerLoad = async ({ locals, depends }) => {
  depends('ovation:catalogue');
  return { titles: await listTitles(locals.web.store, { limit: LISTED_TITLES }) };
};
