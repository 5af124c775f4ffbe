import type { PageServerLoad } from './$types';
import { slateAudience } from '../../../sql/queries/audience-slate.ts';

export const load: PageServerLoad = async ({ locals, depends }) => {
  depends('ovation:audience');
  return { audience: await slateAudience(locals.web.store, locals.web.now()) };
};
