import type { Store } from '../../clickhouse/store.ts';
import type { VoiceKey } from './loads.ts';

/** The newest body of an identity that counts, as it is to be read. */
export interface Body extends VoiceKey {
  title: string;
  /** Version of the raw row, 128 bits. */
  body: string;
  atMs: number;
  viewer: string;
  author: string;
  channel: string;
  episode: string;
  /** Millionths of 0…10; −1: none. */
  rating: number;
  /** Its first 20,000 characters: more than is read of any. */
  text: string;
  /** As its sender says, BCP 47; '' where it does not. */
  lang: string;
}

/** What a scorer reads in a body. */
export interface VoiceReading {
  hasText: boolean;
  language: string;
  model: string;
  modelVersion: number;
  says: 'nothing' | 'positive' | 'neutral' | 'negative' | 'no-words' | 'no-model' | 'unknown-language';
  positive: number;
  neutral: number;
  negative: number;
  terms: readonly string[];
  aspects: readonly { aspect: string; says: 'nothing' | 'positive' | 'neutral' | 'negative'; sentence: string }[];
  /** Episode number (0: not said, 65535: the last one) and second (−1: not said). */
  places: readonly { episode: number; second: number }[];
  /** 64 bits; '0' where the text is too short to be told apart. */
  textHash: string;
  signature: readonly number[];
  quote: string;
}

/** Of either kind, with what they have in common. Over the parameters `reviews` and `mentions`: ids. */
const RAW = `(
  SELECT 'review' AS kind, review_id AS id, version, title, deleted, test, at, viewer, author, '' AS channel, toString(episode) AS episode,
    -- a rating is told in the sender's own scale
    if(has_rating = 1 AND scale_max > scale_min,
      toInt32(round(1e7 * least(1, greatest(0, (toFloat64(rating) - toFloat64(scale_min)) / (toFloat64(scale_max) - toFloat64(scale_min)))))), -1) AS rating,
    text, toString(lang) AS lang
  FROM raw_review FINAL WHERE review_id IN {reviews:Array(String)}
  UNION ALL
  SELECT 'mention', mention_id, version, title, deleted, test, at, toUInt64(0), author, toString(channel), '', -1, text, toString(lang)
  FROM raw_mention FINAL WHERE mention_id IN {mentions:Array(String)}
)`;

const AMONG = `((kind = 'review' AND id IN {reviews:Array(String)}) OR (kind = 'mention' AND id IN {mentions:Array(String)}))`;

const idsOf = (keys: readonly VoiceKey[]) => ({
  reviews: keys.filter(({ kind }) => kind === 'review').map(({ id }) => id),
  mentions: keys.filter(({ kind }) => kind === 'mention').map(({ id }) => id),
});

/** The newest bodies of some identities that count and that a scorer has not read yet. */
export function unreadBodies(store: Store, keys: readonly VoiceKey[], scorer: string): Promise<Body[]> {
  return store.query<Body>({
    name: 'reception.unread',
    lane: 'jobs',
    text: `
      SELECT kind, id, title, toString(version) AS body, toUnixTimestamp64Milli(at) AS atMs, toString(viewer) AS viewer, toString(author) AS author,
        channel, episode, rating, substringUTF8(text, 1, 20000) AS text, lang
      FROM ${RAW} AS r
      WHERE deleted = 0 AND test = 0 AND (title, kind, id, version) NOT IN (
        SELECT title, toString(kind), id, body FROM voice WHERE scorer = {scorer:String} AND ${AMONG}
      )`,
    params: { ...idsOf(keys), scorer },
  });
}

/** Writes what was read. */
export async function writeVoices(
  store: Store,
  scorer: string,
  voices: readonly { body: Body; reading: VoiceReading }[],
): Promise<void> {
  await store.insertRows(
    'reception.voices',
    'voice',
    voices.map(({ body: { atMs, text: _, lang: __, ...body }, reading }) => {
      const { hasText, modelVersion, textHash, ...rest } = reading;
      return {
        ...body,
        ...rest,
        scorer,
        state: 'counts',
        at: new Date(atMs).toISOString().slice(0, 23).replace('T', ' '),
        has_text: Number(hasText),
        model_version: modelVersion,
        text_hash: textHash,
      };
    }),
  );
}

/** Notes of some identities what does not count: bodies that are withdrawn or a test, and titles that they name no longer. */
export async function writeLeftOut(store: Store, keys: readonly VoiceKey[], scorer: string): Promise<void> {
  await store.insertSelect({
    name: 'reception.left-out',
    text: `
      INSERT INTO voice (title, kind, id, scorer, body, state)
      SELECT t.title, r.kind, r.id, {scorer:String}, r.version, multiIf(t.title != r.title, 'moved', r.deleted = 1, 'deleted', 'test')
      FROM (SELECT kind, id, title, version, deleted, test FROM ${RAW}) AS r
      INNER JOIN (SELECT DISTINCT toString(kind) AS kind, id, title FROM voice_title WHERE ${AMONG}) AS t ON t.kind = r.kind AND t.id = r.id
      WHERE t.title != r.title OR r.deleted = 1 OR r.test = 1`,
    params: { ...idsOf(keys), scorer },
  });
}

/** Marks every title that some identities name, or named once: their served rows are older than their voices. */
export async function markTitlesOf(store: Store, keys: readonly VoiceKey[], version: number): Promise<void> {
  await store.insertSelect({
    name: 'reception.mark',
    text: `
      INSERT INTO reception_title
      SELECT n.title, {version:UInt64}, 1, if(m.dirty = 1, m.since, now64(3))
      FROM (SELECT DISTINCT title FROM voice_title WHERE ${AMONG}) AS n
      LEFT JOIN (SELECT * FROM reception_title FINAL) AS m ON m.title = n.title`,
    params: { ...idsOf(keys), version },
  });
}
