/** What a view can need. Their places in this list, from 1 on, are those of the columns of an exposure. */
export const STEPS = ['impression', 'start', 'q25', 'q50', 'q75', 'complete'] as const;
export type Step = (typeof STEPS)[number];

/**
 * What a channel's rule asks of a view on that channel. A rule is a sentence; where it begins with an action and a colon
 * (`q25: a quarter of it played`) a view is an exposure that got there. Any other rule, and none, is a start.
 */
export function viewStepOf(rule: string): Step {
  return STEPS.find((step) => rule.startsWith(`${step}:`)) ?? 'start';
}
