import { error } from '@sveltejs/kit';
import type { PageServerLoad } from './$types';
import { titleAudience } from '../../../../../sql/queries/audience.ts';
import { titleDetail } from '../../../../../sql/queries/titles.ts';
import { weekParameter } from '../../../../server/api/parameters.ts';
import { audienceCountingOf } from '../counting.ts';

export const load: PageServerLoad = async ({ locals, params, url, depends }) => {
  depends('ovation:audience');
  const { store, now } = locals.web;
  // What the URL says wrongly counts as not said, so that an old link still shows the title.
  const weekMs = weekParameter.safeParse(url.searchParams.get('week')).data;
  const [title, audience, counting] = await Promise.all([
    titleDetail(store, params.id),
    titleAudience(store, params.id, now(), { weekMs }),
    audienceCountingOf(store, now(), params.id),
  ]);
  if (!title || !audience) {
    error(404, {
      message: 'There is no such title.',
      code: 'title_not_found',
      hint: 'Find it with ⌘K, or on the slate.',
    });
  }
  return { title, audience, counting };
};
