import type { Store } from '../clickhouse/store.ts';

/** Families that a campaign is told by; `told` is what was there before these tables were. */
export const TOLD_FAMILIES = ['promo', 'promo_daily', 'mention', 'catalog', 'told'];

/** Loads that are not taken in, with how many records of theirs tell of campaigns. Over the parameter `families`. */
export const PENDING_TOLD = `(
  SELECT loaded_at, segment, arraySum(mapValues(mapFilter((family, _) -> has({families:Array(String)}, family), families))) AS told
  FROM loaded_segment WHERE told > 0 AND (loaded_at, segment) NOT IN (SELECT loaded_at, segment FROM told_segment)
)`;

/** Whether something said of a title was loaded and waits to be heard, or the title waits to be counted. */
export async function voicesWait(store: Store, title: string): Promise<boolean> {
  const { n } = await store.one<{ n: number }>({
    name: 'title.voices-wait',
    lane: 'pages',
    text: `
      SELECT (SELECT count() FROM reception_title FINAL WHERE title = {title:String} AND dirty = 1) + (
        SELECT count() FROM voice_title
        WHERE title = {title:String} AND (kind, id) IN (
          SELECT kind, id FROM touched_voice
          WHERE segment IN (
            SELECT segment FROM loaded_segment
            WHERE families['review'] + families['mention'] > 0 AND (loaded_at, segment) NOT IN (SELECT loaded_at, segment FROM heard_segment)
          )
        )
      ) AS n`,
    params: { title },
  });
  return n > 0;
}

/** Whether a load that tells of campaigns, of whichever title, waits to be taken in, or a title waits to be counted. */
export async function campaignWaits(store: Store, title: string): Promise<boolean> {
  const { n } = await store.one<{ n: number }>({
    name: 'title.campaign-waits',
    lane: 'pages',
    text: `
      SELECT (SELECT count() FROM buzz_title FINAL WHERE title = {title:String} AND dirty = 1) + (SELECT count() FROM ${PENDING_TOLD}) AS n`,
    params: { title, families: TOLD_FAMILIES },
  });
  return n > 0;
}
