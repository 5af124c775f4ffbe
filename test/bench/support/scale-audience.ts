import { RecordEncoder } from '../../../ingest/contract/encoder.ts';
import { openPeople } from '../../../ingest/contract/people.ts';
import { loadFile } from '../../../ingest/loader/load-file.ts';
import { recordLoaded } from '../../../sql/rollup/work.ts';
import type { Store } from '../../../sql/clickhouse/store.ts';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * A slate made inside the engine: rows come from `numbers()` through the same landing table and views as loaded ones, some
 * 20 times faster than a sender could write them. Everything about a viewer follows from a hash of title and number.
 */
export const VIEWERS_A_TITLE = 100_000;
/** About: three quarters of the viewers stay in the first episode, a few watch all eight. */
export const EVENTS_A_VIEWER = 12;
export const EPISODES = 8;
const RUNTIME_SECONDS = 600;
const PING_SECONDS = 30;
export const WEEKS = 8;
const DAY_MS = 86_400_000;
/** Where what was sent of titles stays. */
export const SENT: readonly string[] = ['raw_playback', 'raw_promo', 'raw_mention', 'raw_review'];

export const scaleTitle = (index: number) => `scale-${String(index).padStart(4, '0')}`;
export const HERO = 'scale-hero';
export const HERO_VIEWERS = 1_000_000;

/** A series of eight episodes, all out at once when the eight weeks began. */
export function catalogueOf(title: string, nowMs: number): object[] {
  const common = { type: 'catalog', updated_at: nowMs, source: 'bench', simulated: true };
  const premiereMs = nowMs - WEEKS * 7 * DAY_MS;
  return [
    {
      ...common,
      ...{ kind: 'title', id: title, name: `Scale ${title.slice(6)}`, form: 'series', show: title, season: 1 },
      ...{ genres: ['drama'], stage: 'released', premiere_at: premiereMs },
    },
    ...Array.from({ length: EPISODES }, (_, index) => ({
      ...common,
      ...{ kind: 'episode', id: `${title}-e${index + 1}`, title_id: title, number: index + 1 },
      ...{ runtime_s: RUNTIME_SECONDS, premiere_at: premiereMs },
    })),
  ];
}

/** Segments are named as the spool names them: never twice, and rising. */
let lastSegment = 0;
function nextSegment(): string {
  lastSegment = Math.max(lastSegment + 1, Date.now() * 1_000);
  return String(lastSegment);
}

export const loadCatalogue = (store: Store, titles: readonly string[], nowMs: number): Promise<void> =>
  loadRecords(
    store,
    titles.flatMap((title) => catalogueOf(title, nowMs)),
    nowMs,
  );

/** Loads records as the collector would have written them. */
export async function loadRecords(store: Store, records: readonly object[], nowMs: number): Promise<void> {
  const encoder = new RecordEncoder(openPeople(new Uint8Array(32).fill(1)));
  encoder.begin({ receivedAtMs: nowMs, anyTime: true, hashedPeople: false, retentionMs: {} });
  for (const record of records) if (!encoder.add(record)) throw new Error(encoder.rejection.message);
  const segment = nextSegment();
  for (const chunk of encoder.batch().chunks) {
    const path = join(store.path, `${segment}.rows`);
    writeFileSync(path, chunk.bytes);
    await loadFile(store, { segment, family: chunk.family, path });
    rmSync(path);
    await recordLoaded(store, segment, chunk.rows, { [chunk.family]: chunk.rows });
  }
}

/** One block, one part a table, as the loader's inserts are. */
const SETTINGS = {
  max_block_size: 8_192,
  min_insert_block_size_rows: 170_000,
  min_insert_block_size_bytes: 0,
  max_insert_threads: 1,
  max_threads: 1,
  max_partitions_per_insert_block: 0,
  insert_deduplicate: 0,
  optimize_on_insert: 0,
} as const;

export interface TitleAudience {
  title: string;
  /** Makes the viewers of titles differ; two titles share some of a population of `people`. */
  index: number;
  viewers: number;
  people: number;
  nowMs: number;
}

const COUNTRIES = "['US','BR','GB','DE','IN','MX','FR','JP','KR','ES','IT','CA','PL','AU','AR','ZA']";

/** Loads the plays of one title: pings every 30 s, one in three viewers resumes an episode a day later, some binge. */
export async function loadPlays(store: Store, { title, index, viewers, people, nowMs }: TitleAudience): Promise<void> {
  await loadMadePlays(store, {
    name: 'bench.scale-plays',
    params: { title, index, viewers, people, nowMs },
    about: viewers * EVENTS_A_VIEWER,
    records: `
      SELECT who, h, n, r, intDiv(r, 21) AS episode_index, r % 21 AS k, h % 3 = 0 AND k >= 8 AS resumed,
        toUInt32(if(resumed, k - 8, k)) AS seq_in_play,
        -- launches are early: half of the starts lie in the first week
        {nowMs:Int64} - ${WEEKS * 7 * DAY_MS} + toInt64(pow((h % 10007) / 10007, 3) * 55 * ${DAY_MS}) + toInt64(intDiv(h, 10007) % ${DAY_MS})
          + episode_index * if(h % 2 = 0, ${DAY_MS}, 2400000) + if(resumed, 93600000, 0) AS play_ms,
        play_ms + seq_in_play * ${PING_SECONDS * 1000} AS at_ms
      FROM (
        SELECT sipHash64('scale', (number * 7919 + {index:UInt64} * 104729) % {people:UInt64}) AS who, cityHash64({index:UInt64}, number) AS h,
          multiIf(h % 100 < 45, 2 + intDiv(h, 128) % 4, h % 100 < 80, 6 + intDiv(h, 128) % 9, h % 100 < 95, 21, h % 100 < 99, 42 + intDiv(h, 128) % 42, 168) AS n
        FROM numbers({viewers:UInt64})
      )
      ARRAY JOIN range(n) AS r`,
    row: `who AS viewer, concat({title:String}, '-e', toString(episode_index + 1)) AS episode, cityHash64(who, {index:UInt64}, episode_index, resumed) AS play, seq_in_play AS seq,
      multiIf(seq_in_play = 0, 'start', k = 20, 'end', 'ping') AS action, at_ms, play_ms AS started_ms,
      toUInt32(k * ${PING_SECONDS * 1000}) AS position_ms, if(seq_in_play = 0, -1, toInt32((k - 1) * ${PING_SECONDS * 1000})) AS from_ms, toInt64(seq_in_play * ${PING_SECONDS * 1000}) AS played_ms`,
  });
}

/** Loads one title that a million people watched wholly: three records an episode, the middle one telling nearly all of it. */
export async function loadHero(store: Store, part: number, parts: number, nowMs: number): Promise<void> {
  await loadMadePlays(store, {
    name: 'bench.scale-hero',
    params: { title: HERO, from: (HERO_VIEWERS / parts) * part, viewers: HERO_VIEWERS / parts, nowMs },
    about: (HERO_VIEWERS / parts) * EPISODES * 3,
    records: `
      SELECT who, h, episode_index, k,
        {nowMs:Int64} - ${WEEKS * 7 * DAY_MS} + toInt64(pow((h % 10007) / 10007, 3) * 46 * ${DAY_MS}) + toInt64(intDiv(h, 10007) % ${DAY_MS}) + episode_index * ${DAY_MS} AS play_ms,
        play_ms + [0, 570000, 600000][k + 1] AS at_ms
      FROM (SELECT sipHash64('hero', number + {from:UInt64}) AS who, cityHash64('hero', number + {from:UInt64}) AS h FROM numbers({viewers:UInt64}))
      ARRAY JOIN range(${EPISODES}) AS episode_index
      ARRAY JOIN range(3) AS k`,
    row: `who AS viewer, concat({title:String}, '-e', toString(episode_index + 1)) AS episode, cityHash64(who, episode_index) AS play, toUInt32(k) AS seq,
      ['start', 'ping', 'end'][k + 1] AS action, at_ms, play_ms AS started_ms,
      [0, 570000, 600000][k + 1] AS position_ms, [-1, 0, 570000][k + 1] AS from_ms, [0, 570000, 600000][k + 1] AS played_ms`,
  });
}

/**
 * A beat of the hero's live audience: so many viewers of its million, spread over all of them, each 30 s further in a play
 * that began with the bench.
 */
export async function loadHeroBeat(store: Store, beat: number, viewers: number, sinceMs: number): Promise<void> {
  const nowMs = Date.now();
  await loadMadePlays(store, {
    name: 'bench.scale-beat',
    params: { title: HERO, from: beat * viewers, viewers, nowMs, sinceMs, played: nowMs - sinceMs },
    about: viewers,
    records: `SELECT sipHash64('hero', (number + {from:UInt64}) % ${HERO_VIEWERS}) AS who, {nowMs:Int64} AS at_ms FROM numbers({viewers:UInt64})`,
    row: `who AS viewer, concat({title:String}, '-e1') AS episode, cityHash64(who, 'live') AS play, toUInt32({played:Int64} / 1000) AS seq,
      'ping' AS action, at_ms, {sinceMs:Int64} AS started_ms,
      toUInt32({played:Int64} % ${RUNTIME_SECONDS * 1000}) AS position_ms, -1 AS from_ms, {played:Int64} AS played_ms`,
  });
}

/** Inserts plays that a statement makes as one load. */
const loadMadePlays = (
  store: Store,
  { records, row, ...made }: { name: string; params: Params; records: string; row: string; about: number },
): Promise<void> =>
  loadRows(store, {
    ...made,
    family: 'playback',
    text: `
      INSERT INTO landing_playback
      SELECT
        {segment:UInt64} AS segment, {title:String} AS title, viewer, 0 AS account, episode, play, seq, action,
        fromUnixTimestamp64Milli(at_ms, 'UTC') AS at, fromUnixTimestamp64Milli(started_ms, 'UTC') AS started_at, 0 AS clock_offset_ms,
        position_ms, from_ms, played_ms,
        ${COUNTRIES}[1 + intDiv(sipHash64(viewer) % 256, 16) * (viewer % 16) % 16] AS country, '' AS region,
        ['tv', 'tv', 'tv', 'mobile', 'mobile', 'web', 'tablet', 'console'][1 + play % 8] AS device,
        'en' AS audio, '' AS subtitles, '1.0' AS app_version, 'browse' AS origin, '' AS surface, 1 AS rate, 'bench' AS source, 0 AS test,
        fromUnixTimestamp64Milli(at_ms + 200 + toInt64(play % 800), 'UTC') AS received_at
      FROM (SELECT ${row} FROM (${records}) WHERE at_ms <= {nowMs:Int64})`,
  });

type Params = Record<string, string | number>;

/** Inserts what a statement makes as one load of about so many rows. */
export async function loadRows(
  store: Store,
  made: { name: string; family: string; params: Params; text: string; about: number },
): Promise<void> {
  const segment = nextSegment();
  const { name, text, params, about, family } = made;
  await store.insertSelect({ name, lane: 'load', settings: SETTINGS, params: { ...params, segment }, text });
  await recordLoaded(store, segment, about, { [family]: about });
}
