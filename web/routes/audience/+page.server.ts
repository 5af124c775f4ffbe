import type { PageServerLoad } from './$types';
import { slateAudience } from '../../../sql/queries/audience-slate.ts';
import { audienceCountingOf } from '../titles/[id]/counting.ts';

export const load: PageServerLoad = async ({ locals, depends }) => {
  depends('ovation:audience');
  const { store, now } = locals.web;
  const [audience, counting] = await Promise.all([slateAudience(store, now()), audienceCountingOf(store, now())]);
  return { audience, counting };
};
