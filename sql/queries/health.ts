import type { Store } from '../clickhouse/store.ts';
import { lastSoundness } from '../soundness/collect.ts';
import { UNKNOWN } from '../soundness/soundness.ts';
import { whileUnchanged } from './answers.ts';
import { lastAudit } from './audit.ts';
import { backlog } from './backlog.ts';
import { waitingSlices } from './deep-slices.ts';
import type { Health } from './read-model.ts';
import { scorerAtWork, scorerNotes, servingScorer } from './scorers.ts';

/**
 * Is the data sound? What the analytics store knows about it. What goes over raw rows or the engine's own tables was looked
 * at by a job, at `checkedMs`.
 */
export async function health(store: Store, nowMs: number): Promise<Health> {
  const waiting = await backlog(store);
  // Asked for after the loads: what those have been taken in for is marked by then.
  const [written] = await whileUnchanged(store, 'health.written', async () => [await writtenOf(store)]);
  if (!written) throw new Error('Unreachable: what was written is one row.');
  const { last, completion, audit, reception } = written;
  const { tables, ...soundness } = last?.soundness ?? UNKNOWN;
  return {
    asOfMs: nowMs,
    checkedMs: last?.asOfMs ?? null,
    ...soundness,
    rollup: [...waiting.slice(0, 2), { name: 'completion', behindRows: 0, ...completion }, ...waiting.slice(2)],
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
  const [last, reception, deep, { asOfMs }, audit] = await Promise.all([
    lastSoundness(store, 'pages'),
    receptionOf(store),
    waitingSlices(store, 'pages'),
    store.one<{ asOfMs: number | null }>({
      name: 'health.deep',
      text: 'SELECT toUnixTimestamp64Milli(maxOrNull(as_of)) AS asOfMs FROM deep_slice',
    }),
    lastAudit(store),
  ]);
  return {
    ...{ last, reception, audit },
    completion: { asOfMs, behindSegments: deep.slices, oldestWaitingMs: deep.sinceMs },
  };
}
