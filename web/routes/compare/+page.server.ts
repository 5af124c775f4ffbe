import { redirect } from '@sveltejs/kit';
import type { Actions, PageServerLoad } from './$types';
import { comparisonPath, isAgeName, titlesOf } from '$lib/ui/comparison-url.ts';
import { compareTitles } from '../../../sql/queries/compare.ts';
import { closestLaunches, newestLaunch } from '../../../sql/queries/comparables.ts';
import { AGE_HOURS } from '../../../sql/queries/horizons.ts';
import { sharedOptions } from '../../../sql/queries/launch-segments.ts';
import { titleDetail, titlesById } from '../../../sql/queries/titles.ts';
import type { WebContext } from '../../server/context.ts';
import { filterIn } from '../../server/api/filter-parameters.ts';
import { readChosen } from '../../server/saved/comparables.ts';
import { segmentOf } from '../../server/saved/segment.ts';
import { savedViewActions, savedViews, segmentActions } from '../../server/saved/views.ts';

export const load: PageServerLoad = async ({ locals, url, depends }) => {
  depends('ovation:figures');
  const { web } = locals;
  const params = url.searchParams;
  const nowMs = web.now();
  const filter = filterIn(params);
  if (!params.has('titles')) {
    const titles = await firstComparison(web, nowMs);
    // The address says what is compared, so that a copied one shows the same after the next launch.
    if (titles.length > 0) redirect(307, comparisonPath({ titles, segment: filter }, url));
  }
  const asked = titlesOf(params.get('titles'));
  const ageName = params.get('age');
  const age = isAgeName(ageName) ? ageName : undefined;
  const [comparison, sets, segments] = await Promise.all([
    compareTitles(web.store, asked, age === undefined ? null : AGE_HOURS[age], nowMs, filter),
    savedViews(web, 'compare'),
    savedViews(web, 'segment'),
  ]);
  const inSets = [...new Set(sets?.flatMap((set) => set.view?.titles ?? []))];
  const ids = comparison.titles.map((one) => one.title.id);
  const known = new Set(ids);
  return {
    comparison,
    age,
    options: await sharedOptions(web.store, ids, nowMs),
    segments,
    unknown: asked.filter((id) => !known.has(id)),
    sets,
    setTitles: await titlesById(web.store, inSets),
  };
};

/** Younger launches have hardly anything to compare. */
const FIRST_AFTER_MS = 24 * 3_600_000;

/** The newest launch beside the two most like it: those chosen for it, or the closest by the rule. */
async function firstComparison(web: WebContext, nowMs: number): Promise<string[]> {
  const old = await newestLaunch(web.store, nowMs - FIRST_AFTER_MS);
  const newest = old ?? (await newestLaunch(web.store, nowMs));
  if (newest === null) return [];
  const byMs = old === null ? nowMs : nowMs - FIRST_AFTER_MS;
  const [title, chosen] = await Promise.all([titleDetail(web.store, newest), readChosen(web, newest)]);
  if (!title) return [];
  const byHand = chosen === null || chosen === 'unknown' ? [] : await titlesById(web.store, chosen.ids.slice(0, 2));
  const like = byHand.length > 0 ? byHand.map((one) => one.id) : await closestLaunches(web.store, title, 2, byMs);
  return [newest, ...like];
}

export const actions: Actions = {
  ...savedViewActions('compare', (form) => {
    const segment = segmentOf(form);
    return {
      titles: titlesOf(String(form.get('titles') ?? '')),
      metric: form.get('metric'),
      age: form.get('age') ?? undefined,
      ...(Object.values(segment).some((value) => value !== undefined) && { segment }),
    };
  }),
  ...segmentActions,
};
