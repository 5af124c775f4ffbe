/** What people say of a title, in reviews and mentions: what the reception page and the read API receive. */
import type { Figure, Milestone } from './read-model.ts';

/** Whose voices: both kinds; reviews; mentions; reviews of people who are starters of the title. */
export type VoiceGroup = 'all' | 'reviews' | 'mentions' | 'verified';

export type Sentiment = 'positive' | 'neutral' | 'negative';

/** Texts by what they say. A text without a score is in `unscored`; a rating without a text is in none. */
export interface SentimentCounts {
  positive: number;
  neutral: number;
  negative: number;
  unscored: number;
}

export interface ReceptionFigures {
  /** Reviews and mentions that count, with or without a text. */
  voices: number;
  texts: SentimentCounts;
  /** Share of positive less share of negative texts, −1…1; n: scored texts. */
  netSentiment: Figure;
  /** Bayesian, 0–10. Null value for mentions, which have none. */
  rating: Figure;
  /** Plain mean of the ratings (R), 0–10; null without any. */
  meanRating: number | null;
  /** Ratings (v). */
  ratings: number;
  /** Share of ratings that are at least 6 once mapped to 0–10. */
  positiveShare: Figure;
}

/** What the slate says of a title nobody has rated. */
export interface RatingPrior {
  /** m: the median number of ratings of those titles that have any. */
  ratings: number;
  /** C: mean of all ratings of the slate, 0–10; null: nobody has rated anything. */
  mean: number | null;
}

/** Why a text has no score. */
export type Unscored = 'no-words' | 'no-model' | 'unknown-language';

/** A model or lexicon that scored texts of the title. */
export interface SentimentModel {
  /** `linear-tr`, `lexicon-en`, `onnx-NAME`. */
  id: string;
  version: number;
  texts: number;
}

/** One language, most texts first. */
export interface LanguageReception {
  /** Primary BCP 47 subtag; '' where it is not known. */
  language: string;
  texts: SentimentCounts;
  netSentiment: Figure;
  /** Scored ÷ texts, 0…1. */
  coverage: number;
  models: SentimentModel[];
  /** Texts without a score, by why. */
  why: { why: Unscored; texts: number }[];
}

/** One channel of mentions, most texts first. */
export interface ChannelReception {
  /** '' where the sender does not say. */
  channel: string;
  texts: SentimentCounts;
  netSentiment: Figure;
}

/** A short piece of somebody’s text, without its author, and without personal data and coarse words as far as they are recognised. Plain text: escape it. */
export interface Quote {
  text: string;
  /** Primary subtag of the language it was read in; '' where that is not known. */
  language: string;
  kind: 'review' | 'mention';
  /** Of a mention. */
  channel: string;
  atMs: number;
  /** 0–10. */
  rating: number | null;
  /** The rating on its sender's own scale; null where that is not known, or where there is none. */
  given: { rating: number; scale: readonly [lowest: number, highest: number] } | null;
  verified: boolean;
  /** Null: not scored. For an aspect: what the sentence about it says. */
  sentiment: Sentiment | null;
}

/** What a text may be about, in reading order. */
export const ASPECTS = [
  'story',
  'characters',
  'cast',
  'dialogue',
  'humour',
  'pacing',
  'ending',
  'look',
  'effects',
  'music',
  'dubbing',
  'subtitles',
  'length',
] as const;
export type Aspect = (typeof ASPECTS)[number];

/** An aspect or a term that separates praise from blame. */
export interface Driver {
  kind: 'aspect' | 'term';
  /** The aspect, or the term as it was written, lower case (`not good` for a negated word). */
  name: Aspect | (string & {});
  /** Of a term: its language; '' of an aspect, which is of all. */
  language: string;
  /** Texts that name it: of an aspect by what the sentence about it says, of a term by what the whole text says. */
  positive: number;
  negative: number;
  /** (positive − negative) ÷ both, −1…1: aspects and terms that are blamed are below 0. */
  balance: number;
  /** At most 3, those of the majority's side first. */
  quotes: Quote[];
}

export interface BombReason {
  /**
   * `volume`: reviews an hour by people who are no starters. The others are shares, 0…1: `extreme` of ratings at one end of the
   * scale, `non-viewers` of reviews by people who are no starters, `new-accounts` of people never seen before, `duplicates` of
   * texts that others wrote nearly alike.
   */
  reason: 'volume' | 'extreme' | 'non-viewers' | 'new-accounts' | 'duplicates';
  value: number;
  /** The same of the title before. */
  usual: number;
}

/** Hours in which reviews look coordinated. */
export interface BombPeriod {
  fromMs: number;
  /** End of the last hour of it; null while it goes on. */
  untilMs: number | null;
  reviews: number;
  /** Reviews of it that the adjusted figures leave out. */
  suspects: number;
  end: 'lowest' | 'highest';
  /** The volume first, that of the fullest window, then others. */
  reasons: BombReason[];
}

/** Raised when reviews look coordinated. Nothing is deleted. */
export interface ReviewBomb {
  /** The newest first. */
  periods: BombPeriod[];
  suspects: number;
  /** The figures of everybody, and those without the suspects. */
  everybody: ReceptionFigures;
  adjusted: Record<'all' | 'reviews', ReceptionFigures>;
}

/** Days of a title's life that are drawn, at most. */
export const SERIES_DAYS = 400;

export interface ReceptionPoint {
  /** A UTC day or hour. */
  atMs: number;
  endMs: number;
  /** It is still open. */
  open: boolean;
  groups: Record<VoiceGroup, PointVoices>;
}

export interface PointVoices extends SentimentCounts {
  /** Null without a scored text. */
  net: { value: number; interval: readonly [low: number, high: number]; n: number } | null;
  ratings: number;
  meanRating: number | null;
  /** Sum of the squares of the ratings, of 0–10: what an interval of their mean is made of. */
  ratingSquares: number;
}

/** Whose reviews count: `all`, or `adjusted`: without those that look coordinated. */
export type Counted = 'all' | 'adjusted';

/** A place in the title that texts name. */
export interface MomentLink {
  /** '' of a film. */
  episodeId: string;
  /** 1 of a film. */
  number: number;
  name: string;
  /** Seconds into it: of the minute that texts name, the second that most say; null: the episode as such. */
  atSeconds: number | null;
  texts: SentimentCounts;
  netSentiment: Figure;
  /** Share of the episode's viewers who watched that second; null where it is not known, or no place is named. */
  retention: number | null;
  quotes: Quote[];
}

export interface Reception {
  titleId: string;
  asOfMs: number;
  /** Nothing was ever said of it, or not counted yet. */
  empty: boolean;
  /** Never counted, and something that was said of it and loaded still waits to be read or counted. */
  counting: boolean;
  /** What figures, languages, channels and points count; drivers, quotes and moments count everybody. */
  counted: Counted;
  figures: Record<VoiceGroup, ReceptionFigures>;
  prior: RatingPrior;
  languages: LanguageReception[];
  channels: ChannelReception[];
  /** Aspects in their order, then terms, the most telling first. */
  drivers: Driver[];
  /** The most telling quotes of each side, one of each group of near-duplicates; and the newest, whatever they say. */
  quotes: Record<Sentiment | 'newest', Quote[]>;
  bomb: ReviewBomb | null;
  /** From the first voice of the last 400 days with voices to today, or to the newest where all are older; without gaps. */
  days: ReceptionPoint[];
  /** Voices that are older than the days. */
  beforeDays: number;
  /** The last 7 days. */
  hours: ReceptionPoint[];
  /** Of the title, oldest first. */
  milestones: Milestone[];
  /** In the order of the title. */
  moments: MomentLink[];
  /** Texts of at least a sentence that others wrote nearly alike: they count, and are told. */
  duplicates: { groups: number; texts: number };
  /** What does not count: withdrawn, test traffic, and older ones of a person who wrote about the title again. */
  leftOut: { deleted: number; test: number; older: number };
  models: SentimentModel[];
  /** A rescoring of everything with another scorer; null when none goes on. Former scores, where there are any, are served meanwhile. */
  scoring: { done: number; total: number } | null;
}
