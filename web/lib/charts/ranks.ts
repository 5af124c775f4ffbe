/** Numbers on a map without collisions. */

export interface RankLabel {
  id: string;
  rank: number;
  x: number;
  y: number;
}

/**
 * Which of the labels are drawn: the best ranks first, and none that touches one before it or leaves the picture. The
 * others are in the reading and the table.
 * @param size of a label's box, in pixels: its width by its number of digits, and its height
 */
export function placeRanks(
  labels: readonly RankLabel[],
  width: number,
  height: number,
  size: (rank: number) => { width: number; height: number },
): RankLabel[] {
  const kept: RankLabel[] = [];
  for (const label of [...labels].sort((a, b) => a.rank - b.rank)) {
    const box = size(label.rank);
    const inside =
      label.x >= box.width / 2 &&
      label.x <= width - box.width / 2 &&
      label.y >= box.height / 2 &&
      label.y <= height - box.height / 2;
    const free = kept.every((other) => {
      const theirs = size(other.rank);
      return (
        Math.abs(other.x - label.x) >= (theirs.width + box.width) / 2 + 1 ||
        Math.abs(other.y - label.y) >= (theirs.height + box.height) / 2 + 1
      );
    });
    if (inside && free) kept.push(label);
  }
  return kept;
}
