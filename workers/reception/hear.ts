import type { Store } from '../../sql/clickhouse/store.ts';
import {
  pendingVoiceLoads,
  recordHeard,
  touchedVoices,
  type TouchedVoice,
  type VoiceKey,
} from '../../sql/rollup/reception/loads.ts';
import { markReceptions } from '../../sql/rollup/reception/marks.ts';
import { newestBodies, writeVoices } from '../../sql/rollup/reception/voices.ts';
import { keepVersionsGrowing, nextVersion } from '../../sql/rollup/version.ts';
import type { TextReader } from './text-reader.ts';

/** Loads of one run. */
const LOADS = 2_000;
/** Identities that are asked for and written together: no page waits for more than some 10 ms of this thread. */
export const VOICES = 1_000;

export interface Hearing {
  store: Store;
  reader: Pick<TextReader, 'scorer' | 'read'>;
  now: () => number;
  /** Waited for between pieces; the work ends with its error. */
  pause: () => Promise<void>;
}

/**
 * Reads what was loaded since the last time, marks its titles, and only then notes the loads as heard: a crash anywhere
 * repeats work and never skips any. Returns how many voices there were, and whether there may be more loads.
 */
export async function hearLoads(hearing: Hearing): Promise<{ voices: number; more: boolean }> {
  const { store, reader, now, pause } = hearing;
  const loads = await pendingVoiceLoads(store, LOADS);
  if (loads.length === 0) return { voices: 0, more: false };
  const scorer = await reader.scorer();
  const segments = [...new Set(loads.map(({ segment }) => segment))];
  await keepVersionsGrowing(store);
  const take = async (keys: readonly VoiceKey[]) => {
    const titles = await hear(hearing, keys, scorer);
    await markReceptions(store, titles, nextVersion(store, now()));
  };
  let voices = 0;
  // While one piece is read on the other thread, the next is asked for.
  const taking: Promise<void>[] = [];
  try {
    for (let last: TouchedVoice | null = null; ; await pause()) {
      const keys: TouchedVoice[] = await touchedVoices(store, segments, last, VOICES);
      const piece = take(keys);
      // Its error is met where it is waited for.
      piece.catch(() => undefined);
      taking.push(piece);
      voices += keys.length;
      last = keys.at(-1) ?? null;
      if (keys.length < VOICES) break;
      if (taking.length > 1) await taking.shift();
    }
    await Promise.all(taking);
  } finally {
    await Promise.allSettled(taking);
  }
  await recordHeard(store, loads);
  return { voices, more: loads.length === LOADS };
}

/**
 * Reads the newest bodies of some identities, but for those that the scorer has read already, and notes what does not count.
 * Returns every title that they name, or named once.
 */
export async function hear(
  { store, reader }: Pick<Hearing, 'store' | 'reader'>,
  keys: readonly VoiceKey[],
  scorer: string,
): Promise<ReadonlySet<string>> {
  if (keys.length === 0) return new Set();
  const bodies = await newestBodies(store, keys, scorer);
  const unread = bodies.filter(({ state, read }) => state === 'counts' && !read);
  const answers = await reader.read(unread.map(({ text, lang }) => ({ text, language: lang })));
  const readings = new Map(
    unread.flatMap((body, at) => {
      const reading = answers[at];
      return reading ? [[body, reading] as const] : [];
    }),
  );
  await writeVoices(store, scorer, bodies, readings);
  return new Set(bodies.flatMap(({ title, former }) => [title, ...former]));
}
