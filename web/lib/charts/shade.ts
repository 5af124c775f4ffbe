/** Classes of a colour scale: a token's strength says how much, so that a chart needs no colour of its own. */

/** Strengths of one hue, from little to all of it: far enough apart to be told without naming them. */
export const SHADES = [0.1, 0.22, 0.35, 0.49, 0.64, 0.81, 1] as const;

/** A scale that begins and ends on whole tenths and holds all values; at least one tenth long. */
export function tenths(values: readonly number[]): readonly [low: number, high: number] {
  if (values.length === 0) return [0, 1];
  // 0.7 × 10 is 7.000000000000001 for a computer.
  const low = Math.floor(Math.min(...values) * 10 + 1e-9) / 10;
  const high = Math.ceil(Math.max(...values) * 10 - 1e-9) / 10;
  return high > low ? [low, high] : [Math.max(0, low - 0.1), Math.max(0.1, high)];
}

/** Which of the shades a value has on [low, high]; values beyond take the last one. */
export function shadeOf(value: number, [low, high]: readonly [number, number]): number {
  const part = high > low ? (value - low) / (high - low) : 1;
  return Math.max(0, Math.min(SHADES.length - 1, Math.floor(part * SHADES.length)));
}

/** What an index says against its reference of 100. */
export interface IndexClass {
  tone: 'over' | 'under' | 'same';
  /** 1–3; 0 for the same. */
  step: 0 | 1 | 2 | 3;
}

/** From here on an index is a step away from 100, upwards; downwards by the same ratios. */
const INDEX_STEPS = [1.1, 1.4, 2] as const;
/** How strong the colour of each step is. */
export const INDEX_SHADES = [0.4, 0.36, 0.64, 0.95] as const;

/**
 * The class of an index. An interval that holds 100 is no difference, however far the index itself lies.
 * @param index 100 × share here ÷ share everywhere
 */
export function indexClass(index: number, interval?: readonly [low: number, high: number]): IndexClass {
  if (interval && interval[0] <= 100 && interval[1] >= 100) return { tone: 'same', step: 0 };
  const ratio = index >= 100 ? index / 100 : 100 / Math.max(index, 1e-9);
  const step = INDEX_STEPS.filter((from) => ratio >= from).length as IndexClass['step'];
  return step === 0 ? { tone: 'same', step } : { tone: index >= 100 ? 'over' : 'under', step };
}

/** The classes in order, with the words of a legend. */
export const INDEX_LEGEND: readonly (IndexClass & { words: string })[] = [
  { tone: 'under', step: 3, words: 'half or less' },
  { tone: 'under', step: 2, words: '' },
  { tone: 'under', step: 1, words: '' },
  { tone: 'same', step: 0, words: 'as everywhere' },
  { tone: 'over', step: 1, words: '' },
  { tone: 'over', step: 2, words: '' },
  { tone: 'over', step: 3, words: 'twice or more' },
];
