import { plainText } from './clean.ts';
import type { LanguageModel, Score, ScorerFolders, TextToScore, Unscored } from './contract.ts';
import { languageOf } from './detect.ts';
import {
  LEXICON_CALIBRATION,
  LEXICON_VERSION,
  lexiconLanguages,
  lexiconScore,
  openLexicon,
  type Lexicon,
} from './lexicon.ts';
import { probabilitiesOf } from './verdict.ts';

/** A letter, digit or pictograph: what a text needs to say anything. */
const WORD = /[\p{L}\p{N}\p{Extended_Pictographic}]/u;

/**
 * Scores texts on the thread it is called on, some 20,000 short ones a second; `openScorer` is the same on a thread of its
 * own. Lexicons are read from disk when a language first needs them.
 */
export class Reader {
  readonly languages: readonly LanguageModel[];
  readonly id: string;
  readonly #lexicons = new Map<string, Lexicon | null>();

  constructor(_folders: ScorerFolders) {
    this.languages = lexiconLanguages().map((language) => ({
      language,
      model: `lexicon-${language}`,
      version: LEXICON_VERSION,
    }));
    this.id = `lexicon.${LEXICON_VERSION}`;
  }

  score({ text, language: said }: TextToScore): Score | Unscored {
    const plain = plainText(text);
    if (!WORD.test(plain)) return { language: '', why: 'no-words' };
    const language = languageOf(plain, said);
    if (language === '') return { language, why: 'unknown-language' };
    const lexicon = this.#lexicon(language);
    if (!lexicon) return { language, why: 'no-model' };
    const { score } = lexiconScore(plain, lexicon);
    const probabilities = probabilitiesOf(score, LEXICON_CALIBRATION);
    return { ...probabilities, language, model: `lexicon-${language}`, version: LEXICON_VERSION };
  }

  #lexicon(language: string): Lexicon | null {
    let lexicon = this.#lexicons.get(language);
    if (lexicon === undefined) {
      lexicon = openLexicon(language);
      this.#lexicons.set(language, lexicon);
    }
    return lexicon;
  }
}
