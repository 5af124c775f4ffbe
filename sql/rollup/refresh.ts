import type { Store } from '../clickhouse/store.ts';
import { SLATE } from '../queries/shelf.ts';
import { sumSlateSlice, sumSlice } from './parts.ts';
import { cut, depthOf, levelsToCut, overlap, type Slice } from './slices.ts';
import {
  dirtyTitles,
  leavesOfTitles,
  slatePeople,
  strayMarks,
  viewersByTitle,
  writeMarks,
  type Leaf,
  type Mark,
  type TouchedSlice,
} from './state.ts';
import { serveSlate, serveTitles } from './titles.ts';
import { inTurn, nextVersion } from './version.ts';

/** People that one step sums. A slice is cut once it holds twice as many. */
const PEOPLE_A_SLICE = 24_000;
/** Titles that one step sums or serves. */
const TITLES_A_STEP = 200;
/** People summed before what they changed is served: serving costs a quarter of a second for any title. */
const PEOPLE_A_TURN = 200_000;

export interface RefreshOptions {
  asOfMs: number;
  /** About how many people may be summed before the rest is left marked; of titles, and again of the slate. */
  budget?: number | undefined;
  /** Waited for between statements. */
  pause?: (() => Promise<void>) | undefined;
  peopleASlice?: number | undefined;
}

/**
 * Marks what changed: it is to be summed again. In the store, so that no crash leaves a stale number.
 * @param sinceMs when the oldest of the changes was loaded
 */
export function markTouched(
  store: Store,
  touched: readonly Omit<TouchedSlice, 'pairs'>[],
  sinceMs: number,
  nowMs: number,
): Promise<void> {
  return inTurn(store, async () => {
    const byTitle = Map.groupBy(touched, ({ title }) => title);
    const leaves = await leavesOfTitles(store, [...byTitle.keys()]);
    // Taken after the viewers were written: a sum that was read before does not take the mark away.
    const version = nextVersion(store, nowMs);
    const marks = [...leaves].flatMap(([title, own]) => {
      const slices = byTitle.get(title) ?? [];
      return own
        .filter((leaf) => slices.some(({ slice }) => overlap(slice, leaf.slice)))
        .map((leaf) => ({ leaf, sinceMs: leaf.dirty ? Math.min(leaf.sinceMs, sinceMs) : sinceMs }));
    });
    await writeMarks(
      store,
      marks.map(({ leaf: { title, slice }, sinceMs: since }) => ({ title, slice, version, sinceMs: since })),
    );
  });
}

/**
 * Sums marked slices, those that wait longest first, and rewrites the served rows of their titles and of the slate, until
 * nothing is marked or the budget is spent. Returns the titles it served and whether marks are left.
 */
export async function refresh(store: Store, options: RefreshOptions): Promise<{ titles: string[]; more: boolean }> {
  const { budget = Infinity, asOfMs } = options;
  await inTurn(store, async () => {
    const version = nextVersion(store, asOfMs);
    await writeMarks(
      store,
      (await strayMarks(store)).map((mark) => ({ ...mark, version })),
    );
  });
  const titles = new Set<string>();
  const titlesLeft = await inTurns(budget, async (of) => {
    const turn = await inTurn(store, () => refreshTitles(store, options, of));
    for (const title of turn.titles) titles.add(title);
    return turn;
  });
  const slateLeft = await inTurns(budget, (of) => inTurn(store, () => refreshSlate(store, options, of)));
  return { titles: [...titles].sort(), more: titlesLeft || slateLeft };
}

interface Turn {
  /** About how many were summed. */
  people: number;
  /** Slices that waited for it. */
  due: number;
}

/**
 * Takes turns until nobody waits or the budget is spent. Where more wait than one run may sum, the runs they need take equal
 * shares: a remainder would let what is longest waiting of a large title wait for one run more. Returns whether some are left.
 */
async function inTurns(budget: number, turn: (of: Budget) => Promise<Turn>): Promise<boolean> {
  let share: number | undefined;
  for (let spent = 0; ;) {
    const { people, due } = await turn((all) => {
      share ??= all > budget ? all / Math.ceil(all / budget) : budget;
      return Math.min(share - spent, PEOPLE_A_TURN);
    });
    if (due === 0) return false;
    spent += people;
    if (share !== undefined && spent >= share) return true;
  }
}

/** How many people may be summed of so many who wait. */
type Budget = (waiting: number) => number;

async function refreshTitles(
  store: Store,
  options: RefreshOptions,
  budget: Budget,
): Promise<Turn & { titles: string[] }> {
  const titles = await dirtyTitles(store, TITLES_A_STEP);
  if (titles.length === 0) return { titles: [], people: 0, due: 0 };
  const viewers = await viewersByTitle(store, titles);
  const due = waitingLongest([...(await leavesOfTitles(store, titles)).values()].flat());
  const sized = due.map((leaf) => ({ leaf, people: (viewers.get(leaf.title) ?? 0) / 2 ** depthOf(leaf.slice) }));
  const steps = stepsOf(sized, budget(peopleOf(sized)), options);
  const people = await sumSteps(store, steps, options, (slice, of, version) =>
    sumSlice(store, of, slice, version, options.asOfMs),
  );
  const changed = [...new Set(steps.flatMap(({ leaves }) => leaves.map(({ title }) => title)))];
  await serve(store, changed, options.asOfMs);
  await options.pause?.();
  return { titles: changed, people, due: due.length };
}

async function refreshSlate(store: Store, options: RefreshOptions, budget: Budget): Promise<Turn> {
  const due = waitingLongest((await leavesOfTitles(store, [SLATE])).get(SLATE) ?? []);
  if (due.length === 0) return { people: 0, due: 0 };
  const everybody = await slatePeople(store);
  const sized = due.map((leaf) => ({ leaf, people: everybody / 2 ** depthOf(leaf.slice) }));
  const steps = stepsOf(sized, budget(peopleOf(sized)), options);
  const people = await sumSteps(store, steps, options, (slice, _, version) =>
    sumSlateSlice(store, slice, version, options.asOfMs),
  );
  const leaves = (await leavesOfTitles(store, [SLATE])).get(SLATE) ?? [];
  if (leaves.every(({ asOfMs }) => asOfMs > 0)) {
    await serveSlate(
      store,
      { slices: leaves.map(({ slice }) => slice), asOfMs: asOfOf(leaves, options.asOfMs) },
      nextVersion(store, options.asOfMs),
    );
  }
  await options.pause?.();
  return { people, due: due.length };
}

const peopleOf = (counted: readonly { people: number }[]) => counted.reduce((total, { people }) => total + people, 0);

const waitingLongest = (leaves: readonly Leaf[]) =>
  leaves.filter((leaf) => leaf.dirty).sort((a, b) => a.sinceMs - b.sinceMs || a.asOfMs - b.asOfMs);

/** Everything but what is marked is as of now. */
const asOfOf = (leaves: readonly Leaf[], nowMs: number) =>
  Math.min(nowMs, ...leaves.filter((leaf) => leaf.dirty).map((leaf) => leaf.asOfMs));

/** Leaves of one number that are summed by one statement, or one leaf that is cut into so many levels. */
interface Step {
  leaves: readonly Leaf[];
  slice: Slice;
  levels: number;
  people: number;
}

/** What to sum within a budget, in the order in which it waits; always at least one step. */
function stepsOf(
  sized: readonly { leaf: Leaf; people: number }[],
  budget: number,
  { peopleASlice = PEOPLE_A_SLICE }: RefreshOptions,
): Step[] {
  const steps: Step[] = [];
  const open = new Map<Slice, { leaves: Leaf[]; slice: Slice; levels: number; people: number }>();
  let spent = 0;
  for (const { leaf, people } of sized) {
    if (spent >= budget) break;
    spent += people;
    const { slice } = leaf;
    if (people > 2 * peopleASlice) {
      steps.push({ leaves: [leaf], slice, levels: levelsToCut(slice, people, peopleASlice), people });
      continue;
    }
    const step = open.get(slice);
    if (step && step.people + people <= peopleASlice) {
      step.leaves.push(leaf);
      step.people += people;
    } else {
      const next = { leaves: [leaf], slice, levels: 0, people };
      steps.push(next);
      open.set(slice, next);
    }
  }
  return steps;
}

/** Returns about how many people were summed. */
async function sumSteps(
  store: Store,
  steps: readonly Step[],
  { asOfMs, pause }: RefreshOptions,
  sum: (slice: Slice, titles: string[], version: number) => Promise<void>,
): Promise<number> {
  const marks: Mark[] = [];
  for (const { leaves, slice, levels } of steps) {
    const titles = leaves.map(({ title }) => title);
    const parts = cut(slice, levels);
    const version = nextVersion(store, asOfMs);
    for (const [index, part] of parts.leaves.entries()) {
      await sum(part, titles, index === 0 ? version : nextVersion(store, asOfMs));
      await pause?.();
    }
    // The version before the first was read: what changed meanwhile stays marked. The parts of one cut count together.
    for (const known of [...parts.inner, ...parts.leaves])
      for (const title of titles) marks.push({ title, slice: known, version, sinceMs: null });
  }
  await writeMarks(store, marks);
  return peopleOf(steps);
}

/** Serves those of some titles that have all their parts. */
async function serve(store: Store, titles: readonly string[], asOfMs: number): Promise<void> {
  const whole = [...(await leavesOfTitles(store, titles))]
    .filter(([, leaves]) => leaves.every((leaf) => leaf.asOfMs > 0))
    .map(([title, leaves]) => ({
      title,
      slices: leaves.map(({ slice }) => slice),
      asOfMs: asOfOf(leaves, asOfMs),
    }));
  if (whole.length > 0) await serveTitles(store, whole, nextVersion(store, asOfMs));
}
