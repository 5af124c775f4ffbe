import { invalidate } from '$app/navigation';
import { navigating } from '$app/state';

/**
 * Reads the data of the page again that depend on a key. Not while the reader is on the way to somewhere: the router lets
 * the newest of two readings win, so that their click would be lost. What they come to is new anyway.
 */
export async function readAgain(key: `ovation:${string}`): Promise<void> {
  while (navigating.complete)
    try {
      await navigating.complete;
      return;
    } catch {
      // They stayed, or went somewhere else.
    }
  await invalidate(key);
}
