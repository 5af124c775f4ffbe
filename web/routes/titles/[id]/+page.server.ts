import { error } from '@sveltejs/kit';
import type { Actions, PageServerLoad } from './$types';
import { isZone } from '$lib/format/zone.ts';
import { namedRange, titleRanges } from '$lib/ui/range.ts';
import { titleLaunch } from '../../../../sql/queries/launch.ts';
import { firstViewedMs } from '../../../../sql/queries/hours.ts';
import type { Filter } from '../../../../sql/queries/read-model.ts';
import { filterOptions } from '../../../../sql/queries/launch-segments.ts';
import { titleSeries } from '../../../../sql/queries/series.ts';
import { titleSummary } from '../../../../sql/queries/summary.ts';
import { filterIn } from '../../../server/api/filter-parameters.ts';
import { choose, readChosen, reset } from '../../../server/saved/comparables.ts';
import { segmentOf } from '../../../server/saved/segment.ts';
import { savedViewActions, savedViews } from '../../../server/saved/views.ts';
import { drawnRange, grainOf, grainsOf } from './grains.ts';
import { countingOf } from './counting.ts';
import { knownTitle } from './known-title.ts';

export const load: PageServerLoad = async ({ locals, params, url, depends }) => {
  depends('ovation:figures');
  const { store, live, now } = locals.web;
  const nowMs = now();
  const title = await knownTitle(store, params.id);
  const view = viewOf(url.searchParams);
  const firstMs = await firstViewedMs(store, title.id);
  const beganMs = title.premiereMs ?? firstMs;
  const ranges = titleRanges(nowMs, beganMs);
  const rangeName = ranges.find((name) => name === view.range) ?? ranges[0] ?? 'life';
  const range = namedRange(rangeName, nowMs, beganMs);
  const { filter } = view;
  const drawn = drawnRange(range, firstMs);
  const grains = grainsOf(drawn, Object.keys(filter).length > 0);
  const grain = grainOf(url.searchParams.get('grain'), drawn, grains);
  const chosen = await readChosen(locals.web, title.id);
  const [counting, summary, series, launch, options, snapshot, segments] = await Promise.all([
    countingOf(store, title.id, nowMs),
    titleSummary(store, title.id, range, filter, nowMs),
    titleSeries(store, title.id, { range: drawn, grain, zone: view.zone, filter }, nowMs),
    titleLaunch(store, title.id, nowMs, chosen === 'unknown' ? null : chosen),
    filterOptions(store, title.id, nowMs),
    live.snapshot(`title:${title.id}`),
    savedViews(locals.web, 'segment'),
  ]);
  if (!summary || !launch) error(404, { message: 'This title was taken out of the catalogue just now.' });
  const readable = chosen !== 'unknown';
  return {
    title,
    range: rangeName,
    ranges,
    filter,
    grains,
    summary,
    series,
    launch,
    readable,
    counting,
    options,
    segments,
    live: snapshot,
  };
};

export const actions: Actions = {
  ...savedViewActions('segment', segmentOf),
  compareWith: choose,
  compareByRule: reset,
};

/** What the URL asks for; what it says wrongly counts as not said, so that an old link still shows the title. */
function viewOf(params: URLSearchParams): { range: string | null; zone: string; filter: Filter } {
  const zone = params.get('zone') ?? 'UTC';
  return {
    range: params.get('range'),
    zone: isZone(zone) ? zone : 'UTC',
    filter: filterIn(params),
  };
}
