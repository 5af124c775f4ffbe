import type { Store } from '../clickhouse/store.ts';
import { freshnessOf } from './freshness.ts';
import { clockSkewOf, heartbeatOf, lateArrivalOf, type Sample } from './players.ts';
import { soundnessSchema, type Soundness } from './soundness.ts';

/** Sound data is judged on what was received lately. */
const WINDOW_MS = 86_400_000;
/** Rows of a day of which everybody is asked; of more only a sample is, or a look would take longer with each event. */
const MOST_ROWS = 300_000;

/** Looks whether the data is sound and writes down what was seen. @param mostRows of a day of which everybody is asked */
export async function collectSoundness(store: Store, nowMs: number, mostRows = MOST_ROWS): Promise<void> {
  const before = await lastSoundness(store);
  const freshness = await freshnessOf(store, before && { ...before.soundness, asOfMs: before.asOfMs }, nowMs);
  const sinceMs = nowMs - WINDOW_MS;
  const sample: Sample = {
    sinceMs,
    oneIn: Math.max(1, Math.ceil((await playbackRowsSince(store, sinceMs)) / mostRows)),
  };
  // One after the other: they are in no hurry, and others share the lane.
  const heartbeat = await heartbeatOf(store, sample);
  const soundness: Soundness = {
    sampledOneIn: sample.oneIn,
    freshness,
    unmatched: await unmatchedOf(store),
    claimedTwice: await claimedTwiceOf(store),
    heartbeat: { ...heartbeat, window: 'received in the last 24 hours' },
    clockSkew: await clockSkewOf(store, sample),
    lateArrival: await lateArrivalOf(store, sample),
    tables: await tablesOf(store),
  };
  await store.insertRows('soundness.write', 'served_soundness', [
    {
      ...{ question: 'all', version: Math.max(nowMs, (before?.version ?? 0) + 1), answer: JSON.stringify(soundness) },
      as_of: new Date(nowMs).toISOString().slice(0, 23).replace('T', ' '),
    },
  ]);
}

/** What was seen last and when; null before the first look. */
export async function lastSoundness(
  store: Store,
  lane: 'jobs' | 'pages' = 'jobs',
): Promise<{ soundness: Soundness; asOfMs: number; version: number } | null> {
  const [row] = await store.query<{ answer: string; asOfMs: number; version: number }>({
    name: 'soundness.last',
    lane,
    text: `SELECT answer, toUnixTimestamp64Milli(as_of) AS asOfMs, version FROM served_soundness FINAL WHERE question = 'all'`,
  });
  if (!row) return null;
  const { answer, ...when } = row;
  return { ...when, soundness: soundnessSchema.parse(JSON.parse(answer)) };
}

async function playbackRowsSince(store: Store, sinceMs: number): Promise<number> {
  const row = await store.one<{ n: number }>({
    name: 'soundness.playback-rows',
    lane: 'jobs',
    text: `SELECT sum(families['playback']) AS n FROM loaded_segment WHERE loaded_at > fromUnixTimestamp64Milli({sinceMs:Int64})`,
    params: { sinceMs },
  });
  return row.n;
}

/** Titles that people play and the catalogue does not know: kept, and left out of every number until it does. */
function unmatchedOf(store: Store): Promise<Soundness['unmatched']> {
  return store.query({
    name: 'soundness.unmatched',
    lane: 'jobs',
    text: `
      SELECT title AS titleId, uniqExact(play) AS plays, uniqExact(viewer) AS viewers,
        toUnixTimestamp64Milli(min(at_min)) AS firstMs, toUnixTimestamp64Milli(max(at_max)) AS lastMs
      FROM play_state
      WHERE title NOT IN (SELECT title FROM served_title FINAL WHERE deleted = 0)
      GROUP BY title ORDER BY plays DESC LIMIT 50`,
  });
}

/**
 * Episode ids that more than one title has claimed within 30 days. An id is one episode: it belongs to the title that said so
 * last, and the others have lost it.
 */
function claimedTwiceOf(store: Store): Promise<Soundness['claimedTwice']> {
  return store.query({
    name: 'soundness.claimed-twice',
    lane: 'jobs',
    text: `
      SELECT c.episode AS episodeId, arraySort(groupArray(toString(c.title))) AS titleIds, any(e.title) AS ownerId
      FROM (SELECT episode, title FROM episode_claim FINAL WHERE deleted = 0) AS c
      LEFT JOIN (SELECT toString(title) AS title, toString(episode) AS episode FROM served_episode FINAL WHERE deleted = 0) AS e ON e.episode = c.episode
      GROUP BY c.episode HAVING count() > 1
      ORDER BY episodeId LIMIT 50`,
  });
}

function tablesOf(store: Store): Promise<Soundness['tables']> {
  return store.query({
    name: 'soundness.tables',
    lane: 'jobs',
    text: `
      SELECT table, sum(rows) AS rows, sum(bytes_on_disk) AS bytes, count() AS parts
      FROM system.parts WHERE active AND database = currentDatabase() GROUP BY table ORDER BY sum(bytes_on_disk) DESC`,
  });
}
