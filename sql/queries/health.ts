import type { Store } from '../clickhouse/store.ts';
import { lastSoundness } from '../soundness/collect.ts';
import { UNKNOWN } from '../soundness/soundness.ts';
import { whileUnchanged } from './answers.ts';
import { lastAudit } from './audit.ts';
import { waitingSlices } from './deep-slices.ts';
import { PENDING_TOLD, TOLD_FAMILIES } from './pending-loads.ts';
import type { Health } from './read-model.ts';
import { scorerAtWork, scorerNotes, servingScorer } from './scorers.ts';

/**
 * Is the data sound? What the analytics store knows about it. What goes over raw rows or the engine's own tables was looked
 * at by a job, at `checkedMs`.
 */
export async function health(store: Store, nowMs: number): Promise<Health> {
  const [loads, voices, campaigns] = await Promise.all([behindLoads(store), unheard(store), untold(store)]);
  // Asked for after the loads: what those have been taken in for is marked by then.
  const [written] = await whileUnchanged(store, 'health.written', async () => [await writtenOf(store)]);
  if (!written) throw new Error('Unreachable: what was written is one row.');
  const { last, slices, completion, audit, reception } = written;
  const { tables, ...soundness } = last?.soundness ?? UNKNOWN;
  return {
    asOfMs: nowMs,
    checkedMs: last?.asOfMs ?? null,
    ...soundness,
    rollup: [
      { name: 'titles', ...loads },
      { name: 'slices', asOfMs: loads.asOfMs, behindRows: 0, ...slices },
      { name: 'completion', behindRows: 0, ...completion },
      { name: 'reception', ...voices },
      { name: 'campaigns', ...campaigns },
    ],
    store: tables,
    audit,
    reception,
  };
}

async function receptionOf(store: Store): Promise<Health['reception']> {
  const [notes, languages] = await Promise.all([
    scorerNotes(store, 'pages'),
    store.query<Health['reception']['languages'][number]>({
      name: 'health.languages',
      text: `
        SELECT language, sum(positive) + sum(neutral) + sum(negative) + sum(no_words) + sum(no_model) + sum(unknown_language) AS texts,
          sum(no_model) AS noModel, sum(unknown_language) AS unknownLanguage
        FROM served_reception_hour AS h FINAL
        INNER JOIN (SELECT title, version AS current FROM served_reception FINAL) AS r ON r.title = h.title
        WHERE version >= current
        GROUP BY language HAVING texts > 0 ORDER BY texts DESC, language`,
    }),
  ]);
  const atWork = scorerAtWork(notes);
  return {
    scorer: servingScorer(notes),
    scoring: atWork && { scorer: atWork.scorer, done: Math.min(atWork.done, atWork.total), total: atWork.total },
    languages,
  };
}

/** What only jobs write: loads change nothing of it, and the statements about slices are costly ones (some 25 ms together). */
async function writtenOf(store: Store) {
  const [last, reception, slices, deep, { asOfMs }, audit] = await Promise.all([
    lastSoundness(store, 'pages'),
    receptionOf(store),
    unsummedSlices(store),
    waitingSlices(store, 'pages'),
    store.one<{ asOfMs: number | null }>({
      name: 'health.deep',
      text: 'SELECT toUnixTimestamp64Milli(maxOrNull(as_of)) AS asOfMs FROM deep_slice',
    }),
    lastAudit(store),
  ]);
  return {
    ...{ last, reception, slices, audit },
    completion: { asOfMs, behindSegments: deep.slices, oldestWaitingMs: deep.sinceMs },
  };
}

/** Loads whose reviews and mentions were not read yet, and since when a title waits to be counted. */
async function unheard(store: Store): Promise<Omit<Health['rollup'][number], 'name'>> {
  return store.one({
    name: 'health.unheard',
    text: `
      SELECT count() AS behindSegments, sum(voices) AS behindRows, (SELECT toUnixTimestamp64Milli(maxOrNull(as_of)) FROM served_reception) AS asOfMs,
        toUnixTimestamp64Milli(least(minOrNull(loaded_at), (SELECT minOrNull(since) FROM reception_title FINAL WHERE dirty = 1))) AS oldestWaitingMs
      FROM (
        SELECT loaded_at, segment, any(families['review'] + families['mention']) AS voices FROM loaded_segment
        WHERE families['review'] + families['mention'] > 0 AND (loaded_at, segment) NOT IN (SELECT loaded_at, segment FROM heard_segment)
        GROUP BY loaded_at, segment
      )`,
  });
}

/** Loads that tell of campaigns and are not taken in, and since when a title waits to be counted. */
function untold(store: Store): Promise<Omit<Health['rollup'][number], 'name'>> {
  return store.one({
    name: 'health.campaigns',
    text: `
      SELECT count() AS behindSegments, sum(rows) AS behindRows, (SELECT toUnixTimestamp64Milli(maxOrNull(as_of)) FROM served_buzz) AS asOfMs,
        toUnixTimestamp64Milli(least(minOrNull(loaded_at), (SELECT minOrNull(since) FROM buzz_title FINAL WHERE dirty = 1))) AS oldestWaitingMs
      FROM (SELECT loaded_at, segment, any(told) AS rows FROM ${PENDING_TOLD} GROUP BY loaded_at, segment)`,
    params: { families: TOLD_FAMILIES },
  });
}

function unsummedSlices(store: Store): Promise<{ behindSegments: number; oldestWaitingMs: number | null }> {
  return store.one({
    name: 'health.slices',
    text: `
      SELECT count() AS behindSegments, toUnixTimestamp64Milli(minOrNull(since)) AS oldestWaitingMs
      FROM title_slice FINAL WHERE dirty = 1`,
  });
}

/** How far the roll-up is behind what was loaded. */
async function behindLoads(store: Store): Promise<Omit<Health['rollup'][number], 'name'>> {
  return store.one({
    name: 'health.rollup',
    text: `
      SELECT count() AS behindSegments, sum(rows) AS behindRows, toUnixTimestamp64Milli(minOrNull(loaded_at)) AS oldestWaitingMs,
        (SELECT toUnixTimestamp64Milli(maxOrNull(as_of)) FROM served_rollup) AS asOfMs
      FROM (
        SELECT loaded_at, segment, max(rows) AS rows FROM loaded_segment
        WHERE (loaded_at, segment) NOT IN (SELECT loaded_at, segment FROM rolled_segment)
        GROUP BY loaded_at, segment
      )`,
  });
}
