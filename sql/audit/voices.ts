import type { Store } from '../clickhouse/store.ts';
import { voicesWait } from '../queries/pending-loads.ts';
import { VERIFIED_MARKS } from '../rollup/reception/marks.ts';
import type { Numbers } from './scope.ts';

/** What pages read of what people say of a title; null where nothing is, or something waits to be counted. */
export async function voicesServed(store: Store, title: string): Promise<(Numbers & { version: number }) | null> {
  if (await voicesWait(store, title)) return null;
  const [row] = await store.query<Numbers & { version: number }>({
    name: 'audit.voices-served',
    lane: 'jobs',
    params: { title, titles: [title] },
    text: `
      SELECT version, voices, positive, neutral, negative, unscored, ratings, rating_sum, high_ratings,
        (SELECT sum(voices) FROM served_reception_hour FINAL WHERE title = {title:String} AND kind = 'review' AND verified = 1
          AND version >= (SELECT max(version) FROM served_reception WHERE title = {title:String})) AS verified
      FROM served_reception FINAL
      -- with the starters that the title has now
      WHERE title = {title:String} AND voices > 0 AND verified_mark = ifNull((SELECT max(mark) FROM ${VERIFIED_MARKS}), 0)`,
  });
  return row ?? null;
}

/**
 * Fills the scratch table with the voices of a title that count: the newest body of each, and of each person the newest review
 * and the newest mention. What a text says is what was read in it.
 */
export async function scratchVoices(store: Store, title: string): Promise<void> {
  await clearVoices(store);
  await store.insertSelect({
    name: 'audit.voices',
    scratch: true,
    params: { title },
    settings: { max_threads: 1 },
    text: `
      INSERT INTO scratch_audit_voice
      SELECT b.kind, b.id, b.viewer, b.rating, r.has_text, r.says
      FROM (
        SELECT kind, id, viewer, author, at, version, if(rated AND best > worst, toInt32(round(1e7 * least(1, greatest(0, (given - worst) / (best - worst))))), -1) AS rating
        FROM (
          SELECT 'review' AS kind, review_id AS id, viewer, author, at, version, title AS of, deleted, test, has_rating = 1 AS rated, toFloat64(rating) AS given,
            toFloat64(scale_min) AS worst, toFloat64(scale_max) AS best
          FROM raw_review FINAL
          UNION ALL
          SELECT 'mention', mention_id, 0, author, at, version, title, deleted, test, 0, 0., 0., 0. FROM raw_mention FINAL
        )
        WHERE of = {title:String} AND deleted = 0 AND test = 0
      ) AS b
      INNER JOIN (
        SELECT toString(kind) AS kind, id, body, has_text, toString(says) AS says FROM voice FINAL
        WHERE title = {title:String} AND state = 'counts'
        ORDER BY scorer = (SELECT argMax(scorer, version) FROM voice_scorer WHERE state != 'reading') DESC, scorer
        LIMIT 1 BY kind, id, body
      ) AS r ON r.kind = b.kind AND r.id = b.id AND r.body = b.version
      -- a review without a rating and a text says nothing
      WHERE b.kind = 'mention' OR b.rating >= 0 OR r.has_text = 1
      ORDER BY b.at DESC, b.id DESC
      LIMIT 1 BY b.kind, multiIf(b.viewer != 0, concat('v', toString(b.viewer)), b.author != 0, concat('a', toString(b.author)), concat('i', b.id))`,
  });
}

export async function clearVoices(store: Store): Promise<void> {
  await store.command({ name: 'audit.clear', scratch: true, text: 'TRUNCATE TABLE scratch_audit_voice' });
}

/** What the scratch table comes to. */
export function voicesOfRecords(store: Store): Promise<Numbers> {
  return store.one<Numbers>({
    name: 'audit.voices-records',
    lane: 'jobs',
    text: `
      SELECT count() AS voices, countIf(says = 'positive') AS positive, countIf(says = 'neutral') AS neutral, countIf(says = 'negative') AS negative,
        countIf(has_text = 1 AND says NOT IN ('positive', 'neutral', 'negative')) AS unscored,
        countIf(rating >= 0) AS ratings, sumIf(rating, rating >= 0) AS rating_sum, countIf(rating >= 6000000) AS high_ratings
      FROM scratch_audit_voice`,
  });
}

/** Those who wrote them: other tables are read for no more. */
export const VOICED = 'SELECT viewer FROM scratch_audit_voice WHERE viewer != 0';

/** How many of the reviews in it are by starters that another table knows. */
export async function verifiedAmong(store: Store, title: string, starters: string): Promise<number> {
  const { n } = await store.one<{ n: number }>({
    name: 'audit.verified',
    lane: 'jobs',
    params: { title },
    text: `
      SELECT count() AS n FROM scratch_audit_voice
      WHERE kind = 'review' AND viewer != 0 AND viewer IN (SELECT viewer FROM ${starters} WHERE start_hour > 0)`,
  });
  return n;
}
