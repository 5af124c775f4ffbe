import { scorerAtWork, scorerNotes, servingScorer, type ScorerNote } from '../../sql/queries/scorers.ts';
import { anyVoice, countVoices, everyVoice, type VoiceKey } from '../../sql/rollup/reception/loads.ts';
import { markEveryReception } from '../../sql/rollup/reception/marks.ts';
import { forgetOthers, noteScorer } from '../../sql/rollup/reception/scorers.ts';
import { keepVersionsGrowing, nextVersion } from '../../sql/rollup/version.ts';
import { hear, VOICES, type Hearing } from './hear.ts';

/**
 * Reads everything anew when the scorer is another than the one whose readings are served; those go on to be served until
 * all is read. Goes on where an interrupted reading was. True when it has read to the end, false when there was nothing to do.
 */
export async function hearEverything(
  hearing: Hearing,
  onProgress: (done: number, total: number) => void = () => undefined,
): Promise<boolean> {
  const { store, reader, now, pause } = hearing;
  // Where nobody says anything no models are opened.
  if (!(await anyVoice(store))) return false;
  const scorer = await reader.scorer();
  await keepVersionsGrowing(store);
  let at = await whereItStands(hearing, scorer);
  if (at === null) return false;
  const note = async (changes: Partial<ScorerNote>): Promise<ScorerNote> => {
    at = { ...(at as ScorerNote), ...changes, version: nextVersion(store, now()) };
    await noteScorer(store, at, now());
    return at;
  };
  while (at.state === 'reading') {
    const keys: VoiceKey[] = await everyVoice(store, at.kind, at.cursor, VOICES);
    await hear(hearing, keys, scorer);
    const done = at.done + keys.length;
    if (keys.length === VOICES) at = await note({ cursor: keys.at(-1)?.id ?? '', done });
    else if (at.kind === 'review') at = await note({ kind: 'mention', cursor: '', done });
    // From here on it is the one that is served; titles that are not marked yet are marked by the next try.
    else at = await note({ state: 'switching', done });
    onProgress(done, Math.max(done, at.total));
    await pause();
  }
  await markEveryReception(store, nextVersion(store, now()));
  await note({ state: 'serving' });
  await forgetOthers(store, scorer);
  return true;
}

/** Null when the scorer's readings are served already. */
async function whereItStands({ store }: Hearing, scorer: string): Promise<ScorerNote | null> {
  const notes = await scorerNotes(store);
  const own = notes.find((one) => one.scorer === scorer);
  const isServed = servingScorer(notes) === scorer;
  if (own && isServed) return own.state === 'serving' ? null : own;
  if (own && scorerAtWork(notes) === own) return own;
  // Of an older scorer that comes back nothing was kept.
  return { scorer, version: 0, state: 'reading', kind: 'review', cursor: '', done: 0, total: await countVoices(store) };
}
