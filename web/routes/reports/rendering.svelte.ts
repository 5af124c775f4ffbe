import { readAgain } from '$lib/live/read-again.ts';
import type { RenderingState } from '../../../sql/postgres/report-renderings.ts';

const LOOK_MS = 3_000;

/** Looks again and again while something is waited for and somebody is looking on. */
export function poll(waiting: () => boolean, look: () => void): void {
  const waits = $derived(waiting());
  $effect(() => {
    if (!waits) return;
    const timer = setInterval(() => {
      if (document.visibilityState === 'visible') look();
    }, LOOK_MS);
    return () => clearInterval(timer);
  });
}

export const pollReports = (waiting: () => boolean): void => poll(waiting, () => void readAgain('ovation:reports'));

export const pollRenderings = (renderings: () => readonly RenderingState[]): void =>
  pollReports(() => renderings().some((one) => one.state === 'waiting'));
