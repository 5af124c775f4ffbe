/**
 * A title's viewers cut by ranges of their 64-bit hash. A slice's number is its place in a heap: 1 is everybody, 2n and
 * 2n + 1 are the halves of n; so that depth and range follow from the number, and those above it by halving.
 */
export const WHOLE = 1;

/** Halvings from everybody to a slice. */
export const depthOf = (slice: number): number => 31 - Math.clz32(slice);

/** The hashes of a slice, both ends included, as decimal texts: they have 64 bits. */
export function rangeOf(slice: number): { fromViewer: string; toViewer: string } {
  const depth = depthOf(slice);
  const size = 1n << BigInt(64 - depth);
  const from = BigInt(slice - 2 ** depth) * size;
  return { fromViewer: String(from), toViewer: String(from + size - 1n) };
}

/** The same in SQL: the slice of a depth that a viewer is in. */
export const sliceOf = (viewer: string, depth: string): string =>
  `toUInt32(bitShiftLeft(toUInt32(1), ${depth}) + bitShiftRight(toUInt128(${viewer}), 64 - ${depth}))`;
