import { error } from '@sveltejs/kit';
import type { Store } from '../../../../sql/clickhouse/store.ts';
import type { TitleDetail } from '../../../../sql/queries/read-model.ts';
import { titleDetail } from '../../../../sql/queries/titles.ts';

/** The title of an address. Throws the 404 that all its pages share. */
export async function knownTitle(store: Store, id: string): Promise<TitleDetail> {
  const title = await titleDetail(store, id);
  if (!title) {
    error(404, {
      message: 'There is no such title.',
      code: 'title_not_found',
      hint: 'Find it with ⌘K, or on the slate.',
    });
  }
  return title;
}
