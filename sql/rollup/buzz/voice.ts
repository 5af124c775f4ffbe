import type { Store } from '../../clickhouse/store.ts';
import { voiceWindow } from '../../queries/voice-window.ts';

/**
 * Writes how much of all that was said in the last 168 hours that have ended was said of each title, with the sums that the
 * error between authors needs. What nobody signed is an author of its own.
 */
export async function serveVoice(store: Store, asOfMs: number, version: number): Promise<void> {
  await store.insertSelect({
    name: 'buzz.voice',
    text: `
      INSERT INTO served_voice
      WITH
        heard AS (
          SELECT title, if(author = 0, mention_id, toString(author)) AS person, author = 0 AS unsigned, count() AS n
          FROM (
            SELECT title, mention_id, version, author, deleted, test FROM mention_event FINAL
            WHERE at >= fromUnixTimestamp64Milli({fromMs:Int64}, 'UTC') AND at < fromUnixTimestamp64Milli({untilMs:Int64}, 'UTC')
          )
          WHERE deleted = 0 AND test = 0 AND title IN (SELECT id FROM raw_catalog FINAL WHERE kind = 'title' AND test = 0 GROUP BY id HAVING argMax(deleted, version) = 0)
            AND (mention_id, version) NOT IN (SELECT id, version FROM overruled WHERE what = 'mention')
          GROUP BY title, person, unsigned
        ),
        people AS (SELECT person, unsigned, sum(n) AS total FROM heard GROUP BY person, unsigned)
      SELECT '', {version:UInt64}, fromUnixTimestamp64Milli({asOfMs:Int64}, 'UTC'), intDiv({untilMs:Int64}, 3600000),
        (SELECT count() FROM people), (SELECT sum(total) FROM people), (SELECT sum(total * total) FROM people),
        (
          SELECT arraySort(groupArray((toString(title), mentions, squares, by_all)))
          FROM (
            SELECT title, sum(n) AS mentions, sum(n * n) AS squares, sum(n * total) AS by_all
            FROM heard INNER JOIN people USING (person, unsigned) GROUP BY title
          )
        )`,
    params: { asOfMs, version, ...voiceWindow(asOfMs) },
  });
}

/** Whether some loads brought mentions, or titles that mentions may name. */
export async function tellsOfVoices(store: Store, segments: readonly number[]): Promise<boolean> {
  const rows = await store.query({
    name: 'buzz.tells-of-voices',
    lane: 'jobs',
    text: `SELECT 1 FROM touched_told WHERE segment IN {segments:Array(UInt64)} AND what IN ('mention', 'title') LIMIT 1`,
    params: { segments },
  });
  return rows.length > 0;
}

/** Whether what is served of it ends before the last hour that has. */
export async function isVoiceOld(store: Store, nowMs: number): Promise<boolean> {
  const rows = await store.query<{ hour: number }>({
    name: 'buzz.voice-hour',
    lane: 'jobs',
    text: 'SELECT hour FROM served_voice FINAL',
  });
  return rows.some(({ hour }) => hour * 3_600_000 < voiceWindow(nowMs).untilMs);
}
