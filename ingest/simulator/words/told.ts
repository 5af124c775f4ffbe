import { AR } from './ar.ts';
import { DE } from './de.ts';
import { EN } from './en.ts';
import { ES } from './es.ts';
import { FR } from './fr.ts';
import { HI } from './hi.ts';
import { IT } from './it.ts';
import { JA } from './ja.ts';
import { KO } from './ko.ts';
import { PL } from './pl.ts';
import { PT } from './pt.ts';
import { SV } from './sv.ts';
import { TR } from './tr.ts';
import { ASPECTS, type Aspect, type Words } from './words.ts';
import { ZH } from './zh.ts';

/** By language (BCP 47). */
export const WORDS: Readonly<Record<string, Words>> = {
  ar: AR,
  de: DE,
  en: EN,
  es: ES,
  fr: FR,
  hi: HI,
  it: IT,
  ja: JA,
  ko: KO,
  pl: PL,
  pt: PT,
  sv: SV,
  tr: TR,
  zh: ZH,
};

export type Mood = 'positive' | 'neutral' | 'negative';

/** What a simulated text says, found in it sentence by sentence. */
export interface Told {
  readonly good: number;
  readonly bad: number;
  /** Of both together: what they are about. */
  readonly aspects: readonly { readonly aspect: Aspect; readonly side: 'good' | 'bad' }[];
  readonly episode: number | null;
  /** Seconds into the content. */
  readonly momentSeconds: number | null;
}

/**
 * What the simulated audience meant by a text: the truth that a scorer is judged by. Praise and blame in equal parts is
 * mixed, and neutral; null for a text that is not made of the simulator's sentences.
 */
export function moodOfText(language: string, text: string): Mood | null {
  const words = WORDS[language];
  if (!words) return null;
  const { good, bad } = whatIsTold(language, text);
  if (good > bad) return 'positive';
  if (bad > good) return 'negative';
  return good > 0 || words.asides.some((aside) => text.includes(aside)) ? 'neutral' : null;
}

/** @throws RangeError for a language the simulator does not write. */
export function whatIsTold(language: string, text: string): Told {
  const words = WORDS[language];
  if (!words) throw new RangeError(`The simulator writes no ${language}.`);
  const told = { good: 0, bad: 0, aspects: [] as { aspect: Aspect; side: 'good' | 'bad' }[] };
  let episode: number | null = null;
  let momentSeconds: number | null = null;
  for (const [side, at] of [
    ['good', 0],
    ['bad', 1],
  ] as const) {
    for (const aspect of ASPECTS) {
      const said = words[aspect][at].filter((sentence) => text.includes(sentence)).length;
      told[side] += said;
      if (said > 0) told.aspects.push({ aspect, side });
    }
    told[side] += words.overall[at].filter((sentence) => text.includes(sentence)).length;
    const number = filled(words.episode[at], '{n}', '(\\d+)', text);
    if (number) episode = Number(number[1]);
    const time = filled(words.moment[at], '{t}', '(?:(\\d+):)?(\\d+):(\\d\\d)', text);
    if (time) momentSeconds = Number(time[1] ?? 0) * 3600 + Number(time[2]) * 60 + Number(time[3]);
    told[side] += (number ? 1 : 0) + (time ? 1 : 0);
  }
  return { ...told, episode, momentSeconds };
}

function filled(sentences: readonly string[], gap: string, pattern: string, text: string): RegExpExecArray | null {
  for (const sentence of sentences) {
    const parts = sentence.split(gap).map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'));
    const match = new RegExp(parts.join(pattern)).exec(text);
    if (match) return match;
  }
  return null;
}
