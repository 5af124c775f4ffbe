/** Finding a title from a few letters of it. */

/**
 * How well `query` fits `text`: null when its letters don't all occur in order, else greater is better. Letters at the
 * start of words and in runs count more; accents and case don't matter.
 */
export function fuzzyScore(query: string, text: string): number | null {
  const wanted = folded(query).replaceAll(/\s+/g, '');
  const given = folded(text);
  let score = 0;
  let run = 0;
  let at = 0;
  for (const letter of wanted) {
    const found = given.indexOf(letter, at);
    if (found === -1) return null;
    run = found === at ? run + 1 : 1;
    const startsWord = found === 0 || !/[\p{L}\p{N}]/u.test(given[found - 1] ?? ' ');
    score += run * 2 + (startsWord ? 6 : 0) - Math.min(3, found - at) * 0.5;
    at = found + 1;
  }
  // Of two equally good the shorter is meant.
  return score - given.length * 0.02;
}

/** Without accents and case. */
export function folded(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
}

/** The best of `items` first, at most `limit`; all of them in their order for an empty query. */
export function fuzzyFind<T>(query: string, items: readonly T[], textOf: (item: T) => string, limit: number): T[] {
  if (query.trim() === '') return items.slice(0, limit);
  return items
    .map((item, index) => ({ item, index, score: fuzzyScore(query, textOf(item)) }))
    .filter((one): one is { item: T; index: number; score: number } => one.score !== null)
    .sort((a, b) => b.score - a.score || a.index - b.index)
    .slice(0, limit)
    .map((one) => one.item);
}
