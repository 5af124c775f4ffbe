/** Direct labels without collisions. */

/** A label that wants to stand at `y`; the greater its priority, the more it keeps its place and its life. */
export interface EndLabel {
  id: string;
  y: number;
  priority: number;
}

/**
 * Places labels of one column so that neighbours are at least `lineHeight` apart and all stand within [top, bottom].
 * Order is kept. When they don't fit, the least important go. The placement moves the labels as little as possible:
 * overlapping runs are merged and stand around the mean of their wishes.
 * @returns the place of each label that stays.
 */
export function placeColumn(
  labels: readonly EndLabel[],
  lineHeight: number,
  top: number,
  bottom: number,
): Map<string, number> {
  const room = Math.max(0, Math.floor((bottom - top) / lineHeight) + 1);
  const kept = [...labels]
    .sort((a, b) => b.priority - a.priority)
    .slice(0, room)
    .sort((a, b) => a.y - b.y || b.priority - a.priority);
  // Each run holds neighbouring labels that touch; `start` is where its first label stands.
  const runs: { start: number; ids: string[] }[] = [];
  const clamp = (start: number, count: number) => Math.max(top, Math.min(start, bottom - (count - 1) * lineHeight));
  const wishes = new Map(kept.map((label) => [label.id, label.y]));
  for (const label of kept) {
    let run = { start: clamp(label.y, 1), ids: [label.id] };
    let before = runs.at(-1);
    while (before && before.start + before.ids.length * lineHeight > run.start) {
      runs.pop();
      const ids = [...before.ids, ...run.ids];
      const wished = ids.reduce((sum, id, index) => sum + (wishes.get(id) ?? 0) - index * lineHeight, 0) / ids.length;
      run = { start: clamp(wished, ids.length), ids };
      before = runs.at(-1);
    }
    runs.push(run);
  }
  const places = new Map<string, number>();
  for (const run of runs) run.ids.forEach((id, index) => places.set(id, run.start + index * lineHeight));
  return places;
}

/**
 * The same for labels that begin at different places, such as where lines of different length end: only those that
 * stand over or under each other share a column.
 */
export function placeColumns(
  labels: readonly (EndLabel & { x: number; width: number })[],
  lineHeight: number,
  top: number,
  bottom: number,
): Map<string, number> {
  const columns: { right: number; labels: EndLabel[] }[] = [];
  for (const label of [...labels].sort((a, b) => a.x - b.x)) {
    const column = columns.at(-1);
    if (column && label.x < column.right) {
      column.labels.push(label);
      column.right = Math.max(column.right, label.x + label.width);
    } else columns.push({ right: label.x + label.width, labels: [label] });
  }
  return new Map(columns.flatMap((column) => [...placeColumn(column.labels, lineHeight, top, bottom)]));
}

/** A label over a place on the x axis, such as a milestone. */
export interface TopLabel {
  id: string;
  x: number;
  width: number;
}

/**
 * Stacks labels over an axis into at most `rows` rows: each stands in the lowest row where it touches no other. One that
 * fits nowhere is left out (its line is still drawn, and the table names it). Near the right edge a label turns left.
 */
export function placeRows(
  labels: readonly TopLabel[],
  innerWidth: number,
  rows: number,
  gap = 8,
): Map<string, { row: number; anchor: 'start' | 'end' }> {
  const taken: number[] = Array.from({ length: rows }, () => -Infinity);
  const places = new Map<string, { row: number; anchor: 'start' | 'end' }>();
  for (const label of [...labels].sort((a, b) => a.x - b.x)) {
    const anchor = label.x + label.width > innerWidth ? 'end' : 'start';
    const left = anchor === 'start' ? label.x : label.x - label.width;
    if (left < 0) continue;
    const row = taken.findIndex((right) => right + gap <= left);
    if (row === -1) continue;
    taken[row] = left + label.width;
    places.set(label.id, { row, anchor });
  }
  return places;
}

/** Leaves out ticks whose labels would touch; the first and major ones stay. */
export function thinTicks<T extends { x: number; width: number; major?: boolean }>(ticks: readonly T[], gap = 10): T[] {
  const kept: T[] = [];
  const free = (tick: T) => kept.every((other) => Math.abs(other.x - tick.x) >= (other.width + tick.width) / 2 + gap);
  for (const tick of ticks) if (tick.major && free(tick)) kept.push(tick);
  for (const tick of ticks) if (!tick.major && free(tick)) kept.push(tick);
  return kept.sort((a, b) => a.x - b.x);
}
