const FIRST_MS = 100;
const LONGEST_MS = 5000;

/** How long to wait after `attempts` earlier failures in a row: doubling from 100 ms to 5 s, spread by `chance` in [0, 1). */
export function backOffMs(attempts: number, chance: number): number {
  const ceiling = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(attempts, 16));
  return ceiling / 2 + (ceiling / 2) * chance;
}
