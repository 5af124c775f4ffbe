/** Reads served numbers again after a roll-up changed them. */

/** Deeper charts don't move by the second: one reading for many roll-ups is kinder to the store and to the eye. */
const AT_MOST_EVERY_MS = 5_000;

/**
 * Calls `readAgain` after `version` changed, at most every few seconds and never in a hidden tab (seen again, it catches
 * up). For a component's script.
 *
 * @param version of what the page shows, by its room; undefined: not known yet.
 */
export function keepFresh(
  version: () => number | undefined,
  readAgain: () => Promise<unknown>,
  atMostEveryMs = AT_MOST_EVERY_MS,
): void {
  let lastMs = -Infinity;
  let seen: number | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;

  async function read(): Promise<void> {
    timer = undefined;
    if (document.hidden) {
      document.addEventListener('visibilitychange', () => schedule(), { once: true });
      return;
    }
    lastMs = Date.now();
    await readAgain();
  }
  function schedule(): void {
    timer ??= setTimeout(() => void read(), Math.max(0, lastMs + atMostEveryMs - Date.now()));
  }

  $effect(() => {
    const current = version();
    if (current === undefined) return;
    // What the page came with is as new as the first version it hears of.
    if (seen !== undefined && current !== seen) schedule();
    seen = current;
  });
  $effect(() => () => clearTimeout(timer));
}

/** Calls `readAgain` every few seconds while something holds, never in a hidden tab: for what comes by itself and is in no room. */
export function readWhile(holds: () => boolean, readAgain: () => Promise<unknown>): void {
  $effect(() => {
    if (!holds()) return;
    const timer = setInterval(() => {
      if (!document.hidden) void readAgain();
    }, AT_MOST_EVERY_MS);
    return () => clearInterval(timer);
  });
}
