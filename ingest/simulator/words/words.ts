/** What reviewers speak of. */
export const ASPECTS = ['story', 'cast', 'pacing', 'ending', 'look', 'music', 'dubbing'] as const;
export type Aspect = (typeof ASPECTS)[number];

/** Sentences that praise, and sentences that blame. */
export type Sides = readonly [good: readonly string[], bad: readonly string[]];

/**
 * Whole sentences of one language, written for the simulated audience; a text is one to four of them. None contains another,
 * so that what a text says can be told from it.
 */
export interface Words extends Readonly<Record<Aspect, Sides>> {
  readonly overall: Sides;
  /** Names the episode `{n}`. */
  readonly episode: Sides;
  /** Names the moment `{t}`, as 12:30. */
  readonly moment: Sides;
  /** Neither praise nor blame. */
  readonly asides: readonly string[];
  /** Between two sentences: '' where none is written. */
  readonly space: ' ' | '';
}
