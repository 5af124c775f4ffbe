import type { PageServerLoad } from './$types';
import { isRangeName, namedRange, SLATE_RANGES, type RangeName } from '$lib/ui/range.ts';
import { slate } from '../../sql/queries/slate.ts';
import { lineOf } from './slate-rows.ts';

export const load: PageServerLoad = async ({ locals, url, depends }) => {
  depends('ovation:figures');
  const nowMs = locals.web.now();
  const asked = url.searchParams.get('range');
  const chosen: RangeName | null = isRangeName(asked) && SLATE_RANGES.includes(asked) ? asked : null;
  const read = (range: RangeName) => slate(locals.web.store, namedRange(range, nowMs, null), nowMs);
  const [served, live] = await Promise.all([read(chosen ?? 'week'), locals.web.live.snapshot('slate')]);
  // Who has just imported the past sees it, and not an empty week.
  const past = chosen === null && served.lastViewedMs !== null && served.lastViewedMs < served.range.fromMs;
  const { rows, ...whole } = past ? await read('all') : served;
  const range = past ? ('all' as const) : (chosen ?? ('week' as const));
  return { range, slate: { ...whole, rows: rows.map(lineOf) }, live };
};
