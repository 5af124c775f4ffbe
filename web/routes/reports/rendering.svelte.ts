import { readAgain } from '$lib/live/read-again.ts';
import type { RenderingState } from '../../../sql/postgres/report-renderings.ts';

const LOOK_MS = 3_000;

/** Looks again and again while a report, or a file of one, is on its way and somebody is looking on. */
export function pollReports(waiting: () => boolean): void {
  const waits = $derived(waiting());
  $effect(() => {
    if (!waits) return;
    const timer = setInterval(() => {
      if (document.visibilityState === 'visible') void readAgain('ovation:reports');
    }, LOOK_MS);
    return () => clearInterval(timer);
  });
}

export const pollRenderings = (renderings: () => readonly RenderingState[]): void =>
  pollReports(() => renderings().some((one) => one.state === 'waiting'));
