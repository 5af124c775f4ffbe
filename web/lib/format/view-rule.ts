/** What a channel counts as a view: kept as one sentence that begins with the step that events are counted at. */
import { STEPS, viewStepOf, type Step } from '../../../sql/queries/view-rule.ts';

export const STEP_NAMES: Readonly<Record<Step, string>> = {
  impression: 'the moment it is shown',
  start: 'the start of a play',
  q25: 'a quarter of it played',
  q50: 'half of it played',
  q75: 'three quarters of it played',
  complete: 'the end of it',
};

/** Words that channels use for theirs, to begin with. */
export const COMMON_RULES = [
  'two seconds with half of it on screen',
  'three seconds played',
  'thirty seconds played, or all of a shorter one',
  'a page read',
  'a seat taken',
] as const;

/** The two halves of a rule; a rule without a step counts starts. */
export function ruleParts(rule: string): { step: Step; words: string } {
  const step = viewStepOf(rule);
  return { step, words: rule.startsWith(`${step}:`) ? rule.slice(step.length + 1).trim() : rule };
}

/** A rule from its halves, as a form has them; the `former` one (null: there was none) where they are still its own. */
export function ruleOf(step: string, words: string, former: string | null): string {
  const was = former === null ? null : ruleParts(former);
  if (former !== null && was?.step === step && was.words === words.trim()) return former;
  const known = STEPS.find((one) => one === step) ?? 'start';
  return `${known}: ${words.trim() === '' ? STEP_NAMES[known] : words.trim()}`;
}
