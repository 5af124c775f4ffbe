import { listFiles, readLetters, type PlacedLetter } from './files.ts';
import { markReplayed } from './amend.ts';
import type { DeadLetter } from './letter.ts';

/** The collector tells 100 rejections one by one, so no more records than that are sent at once. */
const BATCH = 100;

/** Header of a replay, heeded from the local token only: what is refused again is not kept a second time. */
export const REPLAY_HEADER = 'x-ovation-replay';

/** What a replay needs of the collector's answer. */
export interface ReplayAnswer {
  readonly accepted: number;
  readonly rejected: readonly { readonly line: number; readonly code: string; readonly message: string }[];
}

/** Sends records as NDJSON and gives the collector's answer; throws when the request as a whole was refused. */
export type SendRecords = (ndjson: string) => Promise<ReplayAnswer>;

export interface ReplaySelection {
  /** Only letters of this code. */
  readonly reason?: string;
  /** Changes a record before it is sent again; null leaves it where it is. */
  readonly mended?: (record: Record<string, unknown>, letter: DeadLetter) => Record<string, unknown> | null;
}

export interface ReplaySummary {
  readonly sent: number;
  readonly accepted: number;
  readonly refusedAgain: Readonly<Record<string, number>>;
  /** Letters without a record, or left by `mended`. */
  readonly left: number;
}

/**
 * Sends dead letters again, oldest first. Accepted ones are marked and never sent again; a crash before the mark sends a
 * record twice, which its identity makes harmless.
 */
export async function replayDeadLetters(
  dir: string,
  send: SendRecords,
  selection: ReplaySelection = {},
): Promise<ReplaySummary> {
  const done = new Set<string>();
  const refusedAgain = new Map<string, number>();
  let sent = 0;
  let accepted = 0;
  let left = 0;
  for (const file of await listFiles(dir)) {
    const waiting = (await readLetters(file.path)).filter(
      ({ letter }) => letter.replayed === 0 && (selection.reason === undefined || letter.code === selection.reason),
    );
    const again = waiting.filter(({ letter }) => done.has(letter.id));
    if (again.length > 0) await markReplayed(file.path, again);

    const records = waiting.flatMap((placed) => {
      const { letter } = placed;
      if (done.has(letter.id)) return [];
      const record = letter.record === null ? null : mend(letter.record, letter, selection);
      if (record === null) left++;
      return record === null ? [] : [{ placed, line: JSON.stringify(record) }];
    });
    for (let from = 0; from < records.length; from += BATCH) {
      const batch = records.slice(from, from + BATCH);
      const answer = await send(batch.map(({ line }) => line).join('\n'));
      const refused = new Map(answer.rejected.map(({ line, code }) => [line, code]));
      const taken: PlacedLetter[] = [];
      batch.forEach(({ placed }, index) => {
        const code = refused.get(index + 1);
        if (code === undefined) {
          taken.push(placed);
          done.add(placed.letter.id);
        } else refusedAgain.set(code, (refusedAgain.get(code) ?? 0) + 1);
      });
      await markReplayed(file.path, taken);
      sent += batch.length;
      accepted += taken.length;
    }
  }
  return { sent, accepted, refusedAgain: Object.fromEntries(refusedAgain), left };
}

function mend(
  record: Record<string, unknown>,
  letter: DeadLetter,
  { mended }: ReplaySelection,
): Record<string, unknown> | null {
  return mended === undefined ? record : mended(record, letter);
}
