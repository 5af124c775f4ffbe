import type { LayoutServerLoad } from './$types';
import { listTitles } from '../../sql/queries/titles.ts';

/** The palette finds any of these; a slate beyond it is searched through the API. */
const LISTED_TITLES = 1_000;

export const load: LayoutServerLoad = async ({ locals, depends }) => {
  depends('ovation:catalogue');
  const { store, log } = locals.web;
  try {
    const titles = await listTitles(store, { limit: LISTED_TITLES });
    // Only what names a title: this comes with every page.
    return { titles: titles.map(({ id, name, season, stage, simulated }) => ({ id, name, season, stage, simulated })) };
  } catch (error) {
    // Without titles the way around is shorter, but Data health, which says what is wrong, can still be reached.
    log.error({ err: error }, 'the titles for the way around could not be read');
    return { titles: [] };
  }
};
