import type { Store } from '../../clickhouse/store.ts';
import type { VoiceKey } from './loads.ts';

/** The newest body of an identity. */
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
  /** The same as its sender gave it: the rating, and the ends of its scale. Of no rating a scale of no length. */
  given: { rating: number; lowest: number; highest: number };
  /** Its first 20,000 characters: more than is read of any. */
  text: string;
  /** As its sender says, BCP 47; '' where it does not. */
  lang: string;
  state: 'counts' | 'deleted' | 'test';
  /** The scorer has a reading of it already. */
  read: boolean;
  /** Titles that it names no longer. */
  former: string[];
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
    raw_review.rating AS given, scale_min, scale_max, text, toString(lang) AS lang
  FROM raw_review FINAL WHERE review_id IN {reviews:Array(String)}
  UNION ALL
  SELECT 'mention', mention_id, version, title, deleted, test, at, toUInt64(0), author, toString(channel), '', -1, 0, 0, 0, text, toString(lang)
  FROM raw_mention FINAL WHERE mention_id IN {mentions:Array(String)}
)`;

const AMONG = `((kind = 'review' AND id IN {reviews:Array(String)}) OR (kind = 'mention' AND id IN {mentions:Array(String)}))`;

const idsOf = (keys: readonly VoiceKey[]) => ({
  reviews: keys.filter(({ kind }) => kind === 'review').map(({ id }) => id),
  mentions: keys.filter(({ kind }) => kind === 'mention').map(({ id }) => id),
});

/** The newest bodies of some identities, with their texts where a scorer has not read them yet. */
export function newestBodies(store: Store, keys: readonly VoiceKey[], scorer: string): Promise<Body[]> {
  return store.query<Body>({
    name: 'reception.bodies',
    lane: 'jobs',
    text: `
      SELECT r.kind AS kind, r.id AS id, r.title AS title, toString(r.version) AS body, toUnixTimestamp64Milli(r.at) AS atMs, toString(r.viewer) AS viewer,
        toString(r.author) AS author, r.channel AS channel, r.episode AS episode, r.rating AS rating,
        CAST(if(r.rating < 0, (0, 0, 0), (r.given, r.scale_min, r.scale_max)), 'Tuple(rating Float32, lowest Float32, highest Float32)') AS given, r.lang AS lang,
        multiIf(r.deleted = 1, 'deleted', r.test = 1, 'test', 'counts') AS state, toBool(v.body = r.version) AS read,
        if(read OR state != 'counts', '', substringUTF8(r.text, 1, 20000)) AS text, arrayFilter(x -> x != r.title, t.titles) AS former
      FROM ${RAW} AS r
      INNER JOIN (SELECT toString(kind) AS kind, id, groupUniqArray(toString(title)) AS titles FROM voice_title WHERE ${AMONG} GROUP BY kind, id) AS t
        ON t.kind = r.kind AND t.id = r.id
      LEFT JOIN (
        SELECT title, toString(kind) AS kind, id, max(body) AS body FROM voice
        WHERE scorer = {scorer:String} AND title IN (SELECT title FROM voice_title WHERE ${AMONG}) AND ${AMONG}
        GROUP BY title, kind, id
      ) AS v ON v.title = r.title AND v.kind = r.kind AND v.id = r.id`,
    params: { ...idsOf(keys), scorer },
  });
}

/**
 * Writes what was read, of what does not count the reason, and of titles that are named no longer that it has moved. Rows of
 * one body are the same whenever they are written.
 */
export async function writeVoices(
  store: Store,
  scorer: string,
  bodies: readonly Body[],
  readings: ReadonlyMap<Body, VoiceReading>,
): Promise<void> {
  const rows = bodies.flatMap((body): Record<string, unknown>[] => {
    const { kind, id, title, body: version, state, former } = body;
    const known = { kind, id, scorer, body: version };
    const reading = readings.get(body);
    return [
      ...(reading
        ? [{ ...known, ...voiceRow(body, reading) }]
        : state === 'counts'
          ? []
          : [{ ...known, title, state }]),
      ...former.map((one) => ({ ...known, title: one, state: 'moved' })),
    ];
  });
  await store.insertRows('reception.voices', 'voice', rows);
}

function voiceRow(body: Body, reading: VoiceReading): Record<string, unknown> {
  const { title, state, atMs, viewer, author, channel, episode, rating, given } = body;
  const { hasText, modelVersion, textHash, ...rest } = reading;
  return {
    ...{ title, state, viewer, author, channel, episode, rating, given },
    ...rest,
    at: new Date(atMs).toISOString().slice(0, 23).replace('T', ' '),
    has_text: Number(hasText),
    model_version: modelVersion,
    text_hash: textHash,
  };
}
