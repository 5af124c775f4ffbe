import { type Burst, BURST_LIKING, bombOf, burstOf, outsideLiking } from './reviewing.ts';
import type { AudienceModel } from './timeline.ts';
import type { SlateTitle } from './title.ts';
import { moodShares, POINTS, starsOf } from './voices.ts';
import type { Mood } from './words/told.ts';

/** What some people think of a title, before chance. */
export interface VoicesTruth {
  /** Share of positive texts less share of negative ones. */
  readonly netSentiment: number;
  /** Mean rating, 0–10. */
  readonly rating: number;
  /** Share of ratings of at least 6 of 10. */
  readonly positiveShare: number;
}

export interface ReceptionTruth {
  /** Viewers who review it, outside of a burst. */
  readonly viewers: VoicesTruth;
  readonly outsiders: VoicesTruth;
  /** Their net sentiment; mentions have no rating. */
  readonly mentions: Pick<VoicesTruth, 'netSentiment'>;
  /** Viewers who are honestly disappointed, all at once. */
  readonly burst: (Burst & VoicesTruth) | null;
  /** Outsiders who gang up on it. */
  readonly bomb: Burst | null;
}

/** By title id; titles without a premiere have mentions only, and their truth says so of everybody. */
export function receptionTruthOf({ slate }: Pick<AudienceModel, 'slate'>): Map<string, ReceptionTruth> {
  return new Map(slate.map((title) => [title.id, titleTruth(title)]));
}

function titleTruth(title: SlateTitle): ReceptionTruth {
  const burst = burstOf(title);
  return {
    viewers: voicesOf(title.liking),
    outsiders: voicesOf(outsideLiking(title)),
    mentions: { netSentiment: voicesOf(title.liking).netSentiment },
    burst: burst && { ...burst, ...voicesOf(BURST_LIKING) },
    bomb: bombOf(title),
  };
}

function voicesOf(liking: number): VoicesTruth {
  const shares = moodShares(liking);
  const moods: readonly Mood[] = ['positive', 'neutral', 'negative'];
  const mean = (of: (rating: number) => number): number =>
    moods.reduce((sum, mood) => sum + shares[mood] * meanOver(ratingsOf(mood), of), 0);
  return {
    netSentiment: shares.positive - shares.negative,
    rating: mean((rating) => rating),
    positiveShare: mean((rating) => (rating >= 6 ? 1 : 0)),
  };
}

/** What a mood may give, all equally likely, 0–10: points of ten, and the same on five stars. */
function ratingsOf(mood: Mood): number[] {
  const [least, most] = POINTS[mood];
  const points = Array.from({ length: most - least + 1 }, (_, index) => least + index);
  return points.flatMap((point) => [((point - 1) / 9) * 10, ((starsOf(point) - 1) / 4) * 10]);
}

const meanOver = (values: readonly number[], of: (value: number) => number): number =>
  values.reduce((sum, value) => sum + of(value), 0) / values.length;
