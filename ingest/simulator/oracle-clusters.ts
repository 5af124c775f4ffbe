/** A share of things that people have several of. */
export interface Clustered {
  /** How many things. */
  readonly n: number;
  readonly share: number;
  /** With people as the clusters (one person's are not independent); null of fewer than two. */
  readonly standardError: number | null;
}

/** The share of some things, each of them somebody's; null without any. */
export function clusteredShare<T>(
  things: readonly T[],
  personOf: (thing: T) => string,
  isTrue: (thing: T) => boolean,
): Clustered | null {
  if (things.length === 0) return null;
  const share = things.filter(isTrue).length / things.length;
  const people = [...Map.groupBy(things, personOf).values()];
  if (people.length < 2) return { n: things.length, share, standardError: null };
  // Standard error of a ratio of sums over clusters (Cochran, Sampling Techniques, 1977, 2.11).
  const squares = people.reduce((sum, own) => sum + (own.filter(isTrue).length - share * own.length) ** 2, 0);
  const standardError = Math.sqrt((squares * people.length) / (people.length - 1)) / things.length;
  return { n: things.length, share, standardError };
}
