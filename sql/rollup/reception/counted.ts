import type { Store } from '../../clickhouse/store.ts';

/** Somebody heard of, or who joined, less than this long before they wrote is new. */
const NEW_DAYS = 2;

/** Empties the scratch tables: between roll-ups no row of a voice stands there. */
export async function clearScratch(store: Store): Promise<void> {
  for (const table of ['scratch_voice', 'scratch_alike']) {
    await store.command({ name: 'reception.clear', text: `TRUNCATE TABLE ${table}` });
  }
}

/**
 * The row of each identity that is served: of its newest body, read by the scorer that is served where that has, else by the
 * one that is about to be. A review with neither a rating nor a text says nothing. Over the parameters `titles` and `scorer`.
 */
const NEWEST = `(
  SELECT title, kind, id, scorer, body, state, at, viewer, author, kind = 'review' AND rating < 0 AND has_text = 0 AS silent FROM voice FINAL
  WHERE title IN {titles:Array(String)}
  ORDER BY body DESC, scorer = {scorer:String} DESC, scorer
  LIMIT 1 BY title, kind, id
)`;

/**
 * Fills the scratch tables with the voices of some titles that count: of each person the newest review of a title and the
 * newest mention of it (by time, then by id); what nobody signed counts by itself.
 */
export async function scratchVoices(store: Store, titles: readonly string[], scorer: string): Promise<void> {
  await store.insertSelect({
    name: 'reception.counted',
    text: `
      INSERT INTO scratch_voice
      SELECT v.title, v.kind, v.id, v.at, toUInt32(intDiv(toUnixTimestamp64Milli(v.at), 3600000)), v.channel, v.episode, v.rating, v.has_text,
        v.language, v.model, v.model_version, v.says, v.positive, v.neutral, v.negative, v.terms, v.aspects, v.places, v.text_hash, v.signature, v.quote,
        v.kind = 'review' AND v.viewer != 0 AND (v.title, v.viewer) IN (
          SELECT title, viewer FROM viewer_title FINAL
          WHERE title IN {titles:Array(String)} AND start_hour > 0
            AND (title, viewer) IN (SELECT title, viewer FROM voice WHERE title IN {titles:Array(String)} AND viewer != 0)
        ),
        multiIf(v.viewer != 0, j.joined > v.at - INTERVAL ${NEW_DAYS} DAY, v.author != 0, a.first_at > v.at - INTERVAL ${NEW_DAYS} DAY, 0),
        v.given
      FROM (
        SELECT * FROM voice FINAL
        WHERE title IN {titles:Array(String)} AND (title, kind, id, scorer, body) IN (
          SELECT title, kind, id, scorer, body FROM ${NEWEST}
          WHERE state = 'counts' AND silent = 0
          ORDER BY at DESC, id DESC
          LIMIT 1 BY title, kind, viewer, if(viewer = 0, author, 0), if(viewer = 0 AND author = 0, id, '')
        )
      ) AS v
      LEFT JOIN (
        SELECT author, min(first_at) AS first_at FROM voice_author
        WHERE author IN (SELECT author FROM voice WHERE title IN {titles:Array(String)} AND viewer = 0)
        GROUP BY author
      ) AS a ON a.author = v.author
      LEFT JOIN (
        SELECT viewer, ifNull(joined_at, toDateTime64(0, 3, 'UTC')) AS joined FROM raw_viewer FINAL
        WHERE viewer IN (SELECT viewer FROM voice WHERE title IN {titles:Array(String)} AND viewer != 0) AND deleted = 0 AND test = 0
      ) AS j ON j.viewer = v.viewer`,
    params: { titles, scorer },
  });
  await scratchAlike(store);
}

/** Minimum hashes of a signature that make a band: texts that share one are looked at. */
const BAND = 5;
const BANDS = 4;
/** Of the twenty hashes of two signatures so many agree where the texts share at least about 70 % of their pieces. */
const ALIKE = 14;

const bandsOf = (signature: string) =>
  `arrayMap(b -> sipHash64(b, arraySlice(${signature}, b * ${BAND} + 1, ${BAND})), range(if(empty(${signature}), 0, ${BANDS})))`;

/**
 * Groups of texts of a title that are nearly alike: each joins the least hash among those that share a band with it and
 * agree with it. One step, so that long chains of half-alike texts make no group.
 */
async function scratchAlike(store: Store): Promise<void> {
  const texts = `(
    SELECT title, text_hash, any(signature) AS signature, count() AS n FROM scratch_voice WHERE text_hash != 0 GROUP BY title, text_hash
  )`;
  await store.insertSelect({
    name: 'reception.alike',
    text: `
      INSERT INTO scratch_alike
      SELECT title, text_hash, leader, texts
      FROM (
        SELECT title, text_hash, leader, sum(n) OVER (PARTITION BY title, leader) AS texts
        FROM (
          SELECT t.title AS title, t.text_hash AS text_hash, any(t.n) AS n,
            min(if(arrayCount((a, b) -> a = b, t.signature, l.signature) >= ${ALIKE}, l.leader, t.text_hash)) AS leader
          FROM (SELECT title, text_hash, signature, n, arrayJoin(${bandsOf('signature')}) AS band FROM ${texts}) AS t
          INNER JOIN (
            SELECT title, arrayJoin(${bandsOf('signature')}) AS band, min(text_hash) AS leader, argMin(signature, text_hash) AS signature
            FROM ${texts} GROUP BY title, band
          ) AS l ON l.title = t.title AND l.band = t.band
          GROUP BY title, text_hash
        )
      )
      WHERE texts >= 2`,
  });
}

/** The voices that count (`v`), each with its group of texts that are alike (`a`), if it has one. */
export const WITH_GROUPS =
  'scratch_voice AS v LEFT JOIN scratch_alike AS a ON a.title = v.title AND a.text_hash = v.text_hash';

/** The same of all texts of {@link WITH_GROUPS} that are alike; of others their own. */
export const GROUP = "if(a.alike != 0, toString(a.alike), concat(toString(v.kind), ' ', v.id))";

/** Identities of some titles that do not count, by why. */
export interface LeftOutRow {
  title: string;
  deleted: number;
  test: number;
  older: number;
}

export function leftOutOf(store: Store, titles: readonly string[], scorer: string): Promise<LeftOutRow[]> {
  return store.query<LeftOutRow>({
    name: 'reception.left-out-counts',
    lane: 'jobs',
    text: `
      SELECT n.title AS title, deleted, test, counting - counted AS older
      FROM (
        SELECT title, countIf(state = 'deleted') AS deleted, countIf(state = 'test') AS test, countIf(state = 'counts' AND silent = 0) AS counting
        FROM ${NEWEST} GROUP BY title
      ) AS n
      LEFT JOIN (SELECT title, count() AS counted FROM scratch_voice GROUP BY title) AS c ON c.title = n.title`,
    params: { titles, scorer },
  });
}
