import type { Aspect } from '../../sql/queries/reception-model.ts';
import type { VoiceReading } from '../../sql/rollup/reception/voices.ts';
import { plainText, writtenText } from '../sentiment/clean.ts';
import type { Score, TextToScore, Unscored } from '../sentiment/contract.ts';
import { likenessOf } from './alike.ts';
import { aspectsIn } from './aspects.ts';
import { placesIn } from './places.ts';
import { quotableSentences, quoteOf, type QuotableSentence } from './quotable.ts';
import { opinionsIn } from './sentences.ts';
import { tellingTerms } from './telling-terms.ts';

/** Changes whenever anything that is read beside the score may differ; part of the id that texts are read again for. */
export const READING_VERSION = 4;

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

type ScoreAll = (texts: readonly TextToScore[]) => Promise<readonly (Score | Unscored)[]>;

/**
 * All that is read in texts: what each says, in which words, about what, naming which places, and what of it may be quoted. Scores
 * are asked for twice, of all texts and of all sentences: some scorers read many at once much faster than one by one.
 */
export async function readTexts(texts: readonly TextToScore[], score: ScoreAll): Promise<VoiceReading[]> {
  const scores = await score(texts);
  const read = texts.map(({ text }, at) => readingFrom(text, scores[at] as Score | Unscored));
  const sentences = read.flatMap(({ opinions }) => opinions).filter((opinion) => opinion.scored === null);
  const answers = await score(sentences.map(({ text, language }) => ({ text, language })));
  sentences.forEach((opinion, at) => (opinion.scored = answers[at] ?? null));
  return texts.map(({ text }, at) => (text.trim() === '' ? NOTHING : readingOf(read[at] as Read)));
}

/** A sentence about something. */
interface Opinion extends QuotableSentence {
  readonly language: string;
  readonly aspects: readonly Aspect[];
  /** Null until it is known. */
  scored: Score | Unscored | null;
}

interface Read {
  readonly plain: string;
  readonly written: readonly QuotableSentence[];
  readonly scored: Score | Unscored;
  readonly opinions: readonly Opinion[];
}

/** A text of one sentence says of it what it says. */
function readingFrom(text: string, scored: Score | Unscored): Read {
  const { language } = scored;
  const [plain, written] = [plainText(text), quotableSentences(writtenText(text), language)];
  if ('why' in scored) return { plain, written, scored, opinions: [] };
  const sentences = written
    .flatMap(({ text: sentence, shows }) => opinionsIn(sentence).map((part) => ({ text: part, shows })))
    .slice(0, MAX_SENTENCES);
  const opinions = sentences
    .map((sentence) => ({ ...sentence, language, aspects: aspectsIn(sentence.text, language) }))
    .filter(({ aspects }) => aspects.length > 0)
    .map((about) => ({ ...about, scored: sentences.length === 1 ? scored : null }));
  return { plain, written, scored, opinions };
}

function readingOf({ plain, written, scored, opinions }: Read): VoiceReading {
  const read = {
    ...NOTHING,
    hasText: true,
    language: scored.language,
    ...likenessOf(plain),
    places: placesIn(plain, scored.language),
    quote: quoteOf(written),
  };
  if ('why' in scored) return { ...read, says: scored.why };
  const { positive, neutral, negative, model, version } = scored;
  return {
    ...read,
    ...{ positive, neutral, negative, model, modelVersion: version },
    says: classOf(scored),
    terms: tellingTerms(plain, scored.language),
    aspects: aspectsOf(opinions),
  };
}

/** The largest of the three; of equal ones neutral, then positive. */
function classOf({ positive, neutral, negative }: Score): 'positive' | 'neutral' | 'negative' {
  if (neutral >= positive && neutral >= negative) return 'neutral';
  return positive >= negative ? 'positive' : 'negative';
}

/** What sentences say of what they are about: each aspect once a side, by the first such sentence. */
function aspectsOf(opinions: readonly Opinion[]): VoiceReading['aspects'] {
  const found = new Map<string, VoiceReading['aspects'][number]>();
  for (const { text, shows, aspects, scored } of opinions) {
    const says = !scored || 'why' in scored ? 'nothing' : classOf(scored);
    for (const aspect of aspects) {
      const key = `${aspect} ${says}`;
      if (!found.has(key)) found.set(key, { aspect, says, sentence: quoteOf([{ text, shows }]) });
    }
  }
  return [...found.values()];
}
