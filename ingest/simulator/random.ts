/** A seeded source of random numbers; the same keys give the same numbers on every machine. */
export interface Random {
  /** Uniform in [0, 1), 32 bits. */
  next(): number;
}

/** Mixes one number into a 32-bit hash (murmur3's finaliser, so that neighbouring keys give unrelated streams). */
function mix(hash: number, key: number): number {
  let h = Math.imul(hash ^ (key | 0), 0x85ebca6b);
  h ^= h >>> 15;
  h = Math.imul(h ^ Math.floor(key / 4_294_967_296), 0xc2b2ae35);
  return (h ^ (h >>> 13)) >>> 0;
}

/** A 32-bit hash of some whole numbers (up to 2^53 each). */
export function hash32(...keys: readonly number[]): number {
  let hash = 0x9e3779b9;
  for (const key of keys) hash = mix(hash, key);
  return mix(hash, keys.length);
}

/** Sixteen hexadecimal digits that name whatever the keys name. */
export function hexId(...keys: readonly number[]): string {
  const high = hash32(1, ...keys)
    .toString(16)
    .padStart(8, '0');
  const low = hash32(2, ...keys)
    .toString(16)
    .padStart(8, '0');
  return high + low;
}

/** sfc32 (Chris Doty-Humphrey's small fast counter generator), seeded from the keys. */
export function randomOf(...keys: readonly number[]): Random {
  let a = hash32(3, ...keys) | 0;
  let b = hash32(4, ...keys) | 0;
  let c = hash32(5, ...keys) | 0;
  let counter = 1;
  const next = (): number => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + sum) | 0;
    return (sum >>> 0) / 4_294_967_296;
  };
  for (let warmUp = 0; warmUp < 8; warmUp += 1) next();
  return { next };
}

export function chance(random: Random, probability: number): boolean {
  return random.next() < probability;
}

export function between(random: Random, low: number, high: number): number {
  return low + random.next() * (high - low);
}

/** A whole number in [low, high]. */
export function wholeBetween(random: Random, low: number, high: number): number {
  return low + Math.floor(random.next() * (high - low + 1));
}

export function exponential(random: Random, mean: number): number {
  return -mean * Math.log(1 - random.next());
}

/** A standard normal value (Box–Muller; one of the pair is thrown away, which keeps the source without state). */
export function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());
}

/** A Poisson count: Knuth's product for small means, the rounded normal above 40, where the two agree within 1 %. */
export function poisson(random: Random, mean: number): number {
  if (mean <= 0) return 0;
  if (mean > 40) return Math.max(0, Math.round(mean + Math.sqrt(mean) * normal(random)));
  const limit = Math.exp(-mean);
  let count = 0;
  for (let product = random.next(); product > limit; product *= random.next()) count += 1;
  return count;
}

/** One of the items; `items` must not be empty. */
export function pick<T>(random: Random, items: readonly T[]): T {
  const item = items[Math.floor(random.next() * items.length)];
  if (item === undefined) throw new RangeError('Cannot pick from an empty list.');
  return item;
}

/** One of the items, by weight; `items` must not be empty. */
export function pickWeighted<T>(random: Random, items: readonly T[], weightOf: (item: T) => number): T {
  let total = 0;
  for (const item of items) total += weightOf(item);
  let left = random.next() * total;
  for (const item of items) {
    left -= weightOf(item);
    if (left < 0) return item;
  }
  return pick(random, items.slice(-1));
}
