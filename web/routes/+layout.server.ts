import type { LayoutServerLoad } from './$types';
import type { ListedTitle } from '../../sql/queries/read-model.ts';
import { listTitles } from '../../sql/queries/titles.ts';

/** The palette finds any of these; a slate beyond it is searched through the API. */
const LISTED_TITLES = 1_000;

export const load: LayoutServerLoad = async ({ locals, depends }) => {
  depends('ovation:catalogue');
  const { store, log } = locals.web;
  try {
    const titles = await listTitles(store, { limit: LISTED_TITLES });
    // Only what names a title: this comes with every page.
    const listed = titles.map(({ id, name, season, stage, simulated }): ListedTitle => ({
      id,
      name,
      season,
      stage,
      simulated,
    }));
    return { titles: listed };
  } catch (error) {
    // Without titles the way around is shorter, but Data health, which says what is wrong, can still be reached.
    log.error({ err: error }, 'the titles for the way around could not be read');
    return { titles: [] };
  }
};
