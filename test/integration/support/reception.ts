import type { KnownVoice } from '../../../ingest/simulator/oracle-reception.ts';
import type { Mood } from '../../../ingest/simulator/words/told.ts';
import type { Store } from '../../../sql/clickhouse/store.ts';
import { rollUpReception } from '../../../sql/rollup/reception/run.ts';
import type { VoiceReading } from '../../../sql/rollup/reception/voices.ts';
import { hearEverything } from '../../../workers/reception/hear-everything.ts';
import { hearLoads, type Hearing } from '../../../workers/reception/hear.ts';
import { readTexts } from '../../../workers/reception/reading.ts';
import { openReader } from '../../../workers/sentiment/open-reader.ts';

const atOnce = () => Promise.resolve();

/** Takes in all that was loaded, as the jobs do. Returns the titles that were counted, once a count. */
export async function hearAndCount(
  store: Store,
  reader: Hearing['reader'],
  now: () => number,
  { everything = true } = {},
): Promise<string[]> {
  const hearing = { store, reader, now, pause: atOnce };
  if (everything) await hearEverything(hearing);
  while ((await hearLoads(hearing)).more);
  return countAll(store, now);
}

/** Counts every title that is marked. */
export async function countAll(store: Store, now: () => number): Promise<string[]> {
  const counted: string[] = [];
  for (;;) {
    const titles = await rollUpReception(store, { now });
    if (titles.length === 0) return counted;
    counted.push(...titles);
  }
}

type Said = Pick<KnownVoice, 'text' | 'language'>;
const keyOf = ({ text, language }: Said) => JSON.stringify([text, language]);

/** What texts say, read on this thread as the jobs read them on another. */
export class Judge {
  readonly #known: ReadonlyMap<string, VoiceReading>;

  private constructor(known: ReadonlyMap<string, VoiceReading>) {
    this.#known = known;
  }

  static async of(voices: readonly Said[]): Promise<Judge> {
    const { score } = await openReader({});
    const texts = [...new Map(voices.map((voice) => [keyOf(voice), voice])).values()];
    const readings = await readTexts(texts, score);
    return new Judge(new Map(texts.map((text, at) => [keyOf(text), readings[at] as VoiceReading])));
  }

  read(voice: Said): VoiceReading {
    const reading = this.#known.get(keyOf(voice));
    if (!reading) throw new Error(`not read: ${voice.text}`);
    return reading;
  }

  readonly moodOf = (voice: KnownVoice): Mood | null => {
    const { says } = this.read(voice);
    return says === 'positive' || says === 'neutral' || says === 'negative' ? says : null;
  };
}

/** Every current row that is served of what people say, without its version. */
export async function receptionRows(store: Store): Promise<Record<'hours' | 'titles', string[]>> {
  const [hours, titles] = await Promise.all(
    [
      `SELECT h.* EXCEPT (version) FROM served_reception_hour AS h FINAL
       INNER JOIN (SELECT title, version AS current FROM served_reception FINAL) AS r ON r.title = h.title WHERE h.version >= current
       ORDER BY title, hour, kind, language, model, model_version, verified, channel, suspect`,
      'SELECT * EXCEPT (version), toString(verified_mark) AS verified_mark FROM served_reception FINAL ORDER BY title',
    ].map((text) => store.query<Record<string, unknown>>({ name: 'test.reception', lane: 'jobs', text })),
  );
  return {
    hours: (hours ?? []).map((row) => JSON.stringify(row)),
    titles: (titles ?? []).map((row) => JSON.stringify(row)),
  };
}
