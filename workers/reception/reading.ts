import type { VoiceReading } from '../../sql/rollup/reception/voices.ts';
import { plainText, writtenText } from '../sentiment/clean.ts';
import type { Score, TextToScore, Unscored } from '../sentiment/contract.ts';
import { likenessOf } from './alike.ts';
import { aspectsIn, sentencesOf } from './aspects.ts';
import { placesIn } from './places.ts';
import { quotableSentences, quoteOf, type QuotableSentence } from './quotable.ts';
import { tellingTerms } from './telling-terms.ts';

/** Changes whenever anything that is read beside the score may differ; part of the id that texts are read again for. */
export const READING_VERSION = 2;

/** Sentences that are looked at for what they are about. */
const MAX_SENTENCES = 12;

const NOTHING: VoiceReading = {
  hasText: false,
  language: '',
  model: '',
  modelVersion: 0,
  says: 'nothing',
  positive: 0,
  neutral: 0,
  negative: 0,
  terms: [],
  aspects: [],
  places: [],
  textHash: '0',
  signature: [],
  quote: '',
};

type ScoreOne = (text: TextToScore) => Score | Unscored;

/** All that is read in a text: what it says, in which words, about what, naming which places, and what of it may be quoted. */
export function readText({ text, language }: TextToScore, score: ScoreOne): VoiceReading {
  if (text.trim() === '') return NOTHING;
  const plain = plainText(text);
  const scored = score({ text, language });
  const sentences = quotableSentences(writtenText(text), scored.language);
  const read = {
    ...NOTHING,
    hasText: true,
    language: scored.language,
    ...likenessOf(plain),
    places: placesIn(plain),
    quote: quoteOf(sentences),
  };
  if ('why' in scored) return { ...read, says: scored.why };
  const { positive, neutral, negative, model, version } = scored;
  return {
    ...read,
    ...{ positive, neutral, negative, model, modelVersion: version },
    says: classOf(scored),
    terms: tellingTerms(plain, scored.language),
    aspects: aspectsOf(sentences, scored, score),
  };
}

/** The largest of the three; of equal ones neutral, then positive. */
function classOf({ positive, neutral, negative }: Score): 'positive' | 'neutral' | 'negative' {
  if (neutral >= positive && neutral >= negative) return 'neutral';
  return positive >= negative ? 'positive' : 'negative';
}

/** What sentences say of what they are about: each aspect once a side, by the first such sentence. */
function aspectsOf(written: readonly QuotableSentence[], whole: Score, score: ScoreOne): VoiceReading['aspects'] {
  const sentences = written
    .flatMap(({ text, shows }) => sentencesOf(text).map((part) => ({ text: part, shows })))
    .slice(0, MAX_SENTENCES);
  const found = new Map<string, VoiceReading['aspects'][number]>();
  for (const { text, shows } of sentences) {
    const aspects = aspectsIn(text, whole.language);
    if (aspects.length === 0) continue;
    const scored = sentences.length === 1 ? whole : score({ text, language: whole.language });
    const says = 'why' in scored ? 'nothing' : classOf(scored);
    for (const aspect of aspects) {
      const key = `${aspect} ${says}`;
      if (!found.has(key)) found.set(key, { aspect, says, sentence: quoteOf([{ text, shows }]) });
    }
  }
  return [...found.values()];
}
