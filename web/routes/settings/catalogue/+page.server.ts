import type { Actions, PageServerLoad } from './$types';
import { lastEdits } from '../../../../sql/postgres/catalogue-edits.ts';
import { assetChannels, listAssets } from '../../../../sql/queries/assets.ts';
import { itemCounts } from '../../../../sql/queries/catalogue-items.ts';
import { listMilestones } from '../../../../sql/queries/milestones.ts';
import { titlesById } from '../../../../sql/queries/titles.ts';
import { itemActions } from '../../../server/catalogue/forms.ts';
import type { WebContext } from '../../../server/context.ts';
import { withDeadline } from '../../../server/health.ts';

export const load: PageServerLoad = async ({ locals, url, depends }) => {
  depends('ovation:figures');
  const { web } = locals;
  const asked = url.searchParams.get('title');
  const [title] = asked === null ? [] : await titlesById(web.store, [asked]);
  return {
    unknown: asked !== null && !title,
    editable: web.writer !== null,
    counts: title ? [] : await itemCounts(web.store),
    of: title ? await ofTitle(web, title.id) : null,
    title: title ?? null,
  };
};

async function ofTitle({ store, control, log }: WebContext, id: string) {
  const [assets, milestones, channels, edits] = await Promise.all([
    listAssets(store, { titles: [id] }),
    listMilestones(store, { titles: [id] }),
    assetChannels(store),
    withDeadline(lastEdits(control, id), READ_DEADLINE_MS).catch((error: unknown) => {
      log.error({ err: error }, 'the edits of a title could not be read');
      return null;
    }),
  ]);
  // The newest first, as the page of the campaign has them; those without a time last.
  assets.sort((a, b) => (b.liveMs ?? -Infinity) - (a.liveMs ?? -Infinity));
  return { assets, milestones, channels, edits };
}

/** The page does not wait longer for what it can be drawn without. */
const READ_DEADLINE_MS = 2_000;

export const actions: Actions = itemActions;
