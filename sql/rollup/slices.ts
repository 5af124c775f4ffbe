/**
 * Slices of people: ranges of the 64-bit viewer hash, numbered as a heap. 1 is everybody, 2n and 2n + 1 are the halves of
 * n, so that number and range follow from each other and a slice can be cut without touching its neighbours.
 */
export type Slice = number;

/** Everybody. */
export const WHOLE: Slice = 1;
/** The number has 32 bits in the store; a slice this deep has a handful of people in any audience. */
const DEEPEST = 24;

/** How often everybody was halved to get this slice. */
export function depthOf(slice: Slice): number {
  return 31 - Math.clz32(slice);
}

/** First and last viewer hash of a slice, as decimal UInt64. */
export function rangeOf(slice: Slice): { fromViewer: string; toViewer: string } {
  const level = depthOf(slice);
  const width = 1n << BigInt(64 - level);
  const from = (BigInt(slice) - (1n << BigInt(level))) * width;
  return { fromViewer: String(from), toViewer: String(from + width - 1n) };
}

/** A slice and all it is cut into, down to so many levels deeper: what has to be known for those to count. */
export function cut(slice: Slice, levels: number): { inner: Slice[]; leaves: Slice[] } {
  const inner: Slice[] = [];
  let leaves = [slice];
  for (let level = 0; level < levels; level += 1) {
    inner.push(...leaves);
    leaves = leaves.flatMap((one) => [2 * one, 2 * one + 1]);
  }
  return { inner, leaves };
}

/** Levels deeper that a slice of so many people has to be cut for each part to have no more than some. */
export function levelsToCut(slice: Slice, people: number, most: number): number {
  const levels = Math.ceil(Math.log2(Math.max(1, people / most)));
  return Math.max(0, Math.min(levels, DEEPEST - depthOf(slice)));
}

/** Those of some slices that are not cut further. */
export function leavesOf(slices: Iterable<Slice>): Slice[] {
  const all = [...slices];
  const parents = new Set(all.filter((slice) => slice > WHOLE).map((slice) => Math.floor(slice / 2)));
  return all.filter((slice) => !parents.has(slice));
}

/** Whether two slices have people in common: one is a part of the other. */
export function overlap(a: Slice, b: Slice): boolean {
  const [high, low] = a < b ? [a, b] : [b, a];
  return Math.floor(low / 2 ** (depthOf(low) - depthOf(high))) === high;
}

/** In SQL: the slice of a level that a viewer is in. */
export const sliceOf = (viewer: string, level: string): string =>
  `toUInt32(bitShiftLeft(toUInt32(1), ${level}) + bitShiftRight(toUInt128(${viewer}), 64 - ${level}))`;
