import { createHash } from 'node:crypto';
import { hasWords, plainText } from './clean.ts';
import type { LanguageModel, Score, TextToScore, Unscored } from './contract.ts';
import { languageOf } from './detect.ts';
import {
  LEXICON_CALIBRATION,
  LEXICON_VERSION,
  lexiconLanguages,
  lexiconScore,
  openLexicon,
  type Lexicon,
} from './lexicon.ts';
import type { LinearModel } from './linear.ts';
import { probabilitiesOf, type Probabilities } from './verdict.ts';

/** Bumped when cleaning, telling languages or features change what any text scores. */
export const READING_VERSION = 1;

/**
 * Scores texts on the thread it is called on; `openScorer` is the same on a thread of its own. Lexicons are read from disk when a
 * language first needs them.
 */
export class Reader {
  readonly languages: readonly LanguageModel[];
  readonly id: string;
  readonly #models: ReadonlyMap<string, LinearModel>;
  readonly #lexicons = new Map<string, Lexicon | null>();

  /** @param models by language; a lexicon reads the others */
  constructor(models: ReadonlyMap<string, LinearModel>) {
    this.#models = models;
    this.languages = [...new Set([...models.keys(), ...lexiconLanguages()])]
      .sort()
      .map((language) => this.#reads(language));
    const digest = createHash('sha256').update(JSON.stringify([READING_VERSION, this.languages]));
    for (const [, { header }] of [...models].sort(([a], [b]) => (a < b ? -1 : 1)))
      digest.update(JSON.stringify(header));
    this.id = `${[...models.keys()].sort().join('+') || 'lexicon'}.${digest.digest('hex').slice(0, 12)}`;
  }

  score({ text, language: said }: TextToScore): Score | Unscored {
    const plain = plainText(text);
    if (!hasWords(plain)) return { language: '', why: 'no-words' };
    const language = languageOf(plain, said);
    if (language === '') return { language, why: 'unknown-language' };
    const probabilities = this.#models.get(language)?.probabilities(plain) ?? this.#byLexicon(plain, language);
    return probabilities ? { ...probabilities, ...this.#reads(language) } : { language, why: 'no-model' };
  }

  #reads(language: string): LanguageModel {
    const model = this.#models.get(language);
    return model
      ? { language, model: `linear-${language}`, version: model.header.version }
      : { language, model: `lexicon-${language}`, version: LEXICON_VERSION };
  }

  #byLexicon(plain: string, language: string): Probabilities | null {
    let lexicon = this.#lexicons.get(language);
    if (lexicon === undefined) {
      lexicon = openLexicon(language);
      this.#lexicons.set(language, lexicon);
    }
    if (!lexicon) return null;
    return probabilitiesOf({ polarity: lexiconScore(plain, lexicon), neutrality: 0 }, LEXICON_CALIBRATION);
  }
}
