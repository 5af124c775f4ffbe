import { chance, randomOf, type Random } from './random.ts';

export interface Disorder {
  readonly seed: number;
  /** Send in a random order. */
  readonly shuffle?: boolean;
  /** Share of records that are sent twice. */
  readonly duplicateShare?: number;
  /** Share of records that arrive late, by up to `delayRecords` places. */
  readonly delayShare?: number;
  readonly delayRecords?: number;
  /** Send everything once more at the end. */
  readonly replay?: boolean;
}

/** The same records as a bad network delivers them: no number may depend on the difference. */
export function perturb<T>(records: readonly T[], disorder: Disorder): T[] {
  const { seed, shuffle = false, duplicateShare = 0, delayShare = 0, delayRecords = 1_000, replay = false } = disorder;
  const random = randomOf(seed, 81);
  let sent: T[] = [];
  for (const record of records) {
    sent.push(record);
    if (chance(random, duplicateShare)) sent.push(record);
  }
  if (delayShare > 0) sent = delayed(sent, delayShare, delayRecords, random);
  if (shuffle) shuffleInPlace(sent, random);
  return replay ? [...sent, ...records] : sent;
}

function delayed<T>(records: readonly T[], share: number, places: number, random: Random): T[] {
  return records
    .map((record, index) => ({ record, place: chance(random, share) ? index + random.next() * places : index }))
    .sort((a, b) => a.place - b.place)
    .map((each) => each.record);
}

/** Fisher–Yates. */
function shuffleInPlace<T>(items: T[], random: Random): void {
  for (let last = items.length - 1; last > 0; last -= 1) {
    const other = Math.floor(random.next() * (last + 1));
    const kept = items[last] as T;
    items[last] = items[other] as T;
    items[other] = kept;
  }
}
