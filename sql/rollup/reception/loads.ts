import type { Store } from '../../clickhouse/store.ts';
import type { Load } from '../work.ts';

/** Kinds of voices, each with raw rows of its own. */
export type VoiceKind = 'review' | 'mention';

/** One identity. */
export interface VoiceKey {
  kind: VoiceKind;
  id: string;
}

/** Loads with reviews or mentions that do not stand in `voice` yet, oldest first. */
export function pendingVoiceLoads(store: Store, limit: number): Promise<Load[]> {
  return store.query<Load>({
    name: 'reception.pending',
    lane: 'jobs',
    text: `
      SELECT toUnixTimestamp64Milli(loaded_at) AS loadedAtMs, segment
      FROM loaded_segment
      WHERE families['review'] + families['mention'] > 0 AND (loaded_at, segment) NOT IN (SELECT loaded_at, segment FROM heard_segment)
      GROUP BY loaded_at, segment
      ORDER BY loaded_at, segment
      LIMIT {limit:UInt32}`,
    params: { limit },
  });
}

/** Marks loads as heard. Called when what they brought stands in `voice` and their titles are marked: a crash before it repeats the work. */
export async function recordHeard(store: Store, loads: readonly Load[]): Promise<void> {
  await store.insertRows(
    'reception.record',
    'heard_segment',
    loads.map(({ loadedAtMs, segment }) => ({
      loaded_at: new Date(loadedAtMs).toISOString().slice(0, 23).replace('T', ' '),
      segment,
    })),
  );
}

/** An identity as a segment brought it. */
export interface TouchedVoice extends VoiceKey {
  segment: number;
}

/** Some of the identities that some loads brought, in the order they lie in, behind one of them; one may come again with another segment. */
export function touchedVoices(
  store: Store,
  segments: readonly number[],
  after: TouchedVoice | null,
  limit: number,
): Promise<TouchedVoice[]> {
  return store.query<TouchedVoice>({
    name: 'reception.touched',
    lane: 'jobs',
    text: `
      SELECT segment, kind, id FROM touched_voice
      WHERE segment IN {segments:Array(UInt64)} AND (segment, kind, id) > ({segment:UInt64}, {kind:Enum8('review' = 1, 'mention' = 2)}, {id:String})
      ORDER BY segment, kind, id
      LIMIT {limit:UInt32}`,
    params: { segments, segment: after?.segment ?? 0, kind: after?.kind ?? 'review', id: after?.id ?? '', limit },
  });
}

/** Some of all identities of a kind, in order, behind an id. */
export async function everyVoice(store: Store, kind: VoiceKind, after: string, limit: number): Promise<VoiceKey[]> {
  const rows = await store.query<{ id: string }>({
    name: 'reception.every',
    lane: 'jobs',
    text: `
      SELECT DISTINCT ${kind}_id AS id FROM raw_${kind} WHERE ${kind}_id > {after:String} ORDER BY id LIMIT {limit:UInt32}`,
    params: { after, limit },
  });
  return rows.map(({ id }) => ({ kind, id }));
}

/** Whether anything was ever said. */
export async function anyVoice(store: Store): Promise<boolean> {
  const rows = await store.query({
    name: 'reception.any',
    lane: 'jobs',
    text: 'SELECT 1 FROM (SELECT 1 FROM raw_review LIMIT 1 UNION ALL SELECT 1 FROM raw_mention LIMIT 1)',
  });
  return rows.length > 0;
}

export async function countVoices(store: Store): Promise<number> {
  const { n } = await store.one<{ n: number }>({
    name: 'reception.all',
    lane: 'jobs',
    text: 'SELECT (SELECT uniqExact(review_id) FROM raw_review) + (SELECT uniqExact(mention_id) FROM raw_mention) AS n',
  });
  return n;
}
