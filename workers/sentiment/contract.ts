/** What a text says. Probabilities sum to 1, calibrated. */
export interface Score {
  readonly positive: number;
  readonly neutral: number;
  readonly negative: number;
  /** Language read in, primary BCP 47 subtag (`en`); '' when not even that is known, which only a model of all languages reads. */
  readonly language: string;
  /** Id of the model: `linear-tr`, `lexicon-en`, `onnx-NAME`. */
  readonly model: string;
  readonly version: number;
}

export interface Unscored {
  /** '' when not even that is known. */
  readonly language: string;
  /** `no-words`: none at all, or none that the language's lexicon knows. */
  readonly why: 'no-words' | 'no-model' | 'unknown-language';
}

export interface TextToScore {
  readonly text: string;
  /** As the sender says, BCP 47; '' when not said. */
  readonly language: string;
}

/** Who scores a language. */
export interface LanguageModel {
  readonly language: string;
  readonly model: string;
  readonly version: number;
}

/** Where models are looked for beside those that come along. */
export interface ScorerFolders {
  /** Weights a user trained, which go before those that come along; may not exist. */
  readonly folder?: string;
  /** A transformer as Hugging Face exports it, which then reads every language. */
  readonly onnxFolder?: string;
}

export interface Scorer {
  /** Changes whenever any score may differ: rescoring starts when it is not the one stored. Short printable text. */
  readonly id: string;
  /** Languages with a model or lexicon, and which; `mul` for a model of all. */
  readonly languages: readonly LanguageModel[];
  /** @returns one answer a text, in order */
  score(texts: readonly TextToScore[]): Promise<(Score | Unscored)[]>;
}
