import type { PageServerLoad } from './$types';
import { isRangeName, namedRange, SLATE_RANGES, type RangeName } from '$lib/ui/range.ts';
import { slate } from '../../sql/queries/slate.ts';

export const load: PageServerLoad = async ({ locals, url }) => {
  const nowMs = locals.web.now();
  const asked = url.searchParams.get('range');
  const range: RangeName = isRangeName(asked) && SLATE_RANGES.includes(asked) ? asked : 'week';
  const [served, live] = await Promise.all([
    slate(locals.web.store, namedRange(range, nowMs, null), nowMs),
    locals.web.live.snapshot('slate'),
  ]);
  return { range, slate: served, live };
};
