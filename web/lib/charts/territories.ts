/** What a map of territories draws and says, apart from the shapes themselves. */
import { plural } from '../format/numbers.ts';
import { FLOOR } from '../ui/figure.ts';
import type { Reading } from './ReadingCard.svelte';
import { indexClass, type IndexClass } from './shade.ts';

export interface Territory {
  /** ISO 3166-1 alpha-2; empty for a country nobody told. */
  code: string;
  name: string;
  /** Place among the territories of the title; null when it has none. */
  rank: number | null;
  /** 100 × share of the title's viewers who are here ÷ share of all viewers; null when it cannot be said. */
  index: number | null;
  interval?: readonly [low: number, high: number];
  viewers?: number | null;
  withheld?: boolean;
  /** Why there is no index. */
  reason?: string;
}

export type Fill = IndexClass | 'withheld' | 'unknown';

export function fillOf(territory: Territory | undefined): Fill {
  if (!territory) return 'unknown';
  if (territory.withheld) return 'withheld';
  return territory.index === null ? 'unknown' : indexClass(territory.index, territory.interval);
}

/** The order that keys lead through: by rank, then those without one by name. */
export function inOrder(territories: readonly Territory[]): Territory[] {
  return [...territories].sort(
    (a, b) => (a.rank ?? Infinity) - (b.rank ?? Infinity) || a.name.localeCompare(b.name, 'en'),
  );
}

export function territoryReading(territory: Territory): Reading {
  const title = territory.rank === null ? territory.name : `${territory.rank}. ${territory.name}`;
  if (territory.withheld) return { title, rows: [], note: `Withheld: fewer than ${FLOOR} people.` };
  if (territory.index === null) return { title, rows: [], note: territory.reason ?? 'Not known yet.' };
  const whole = (value: number) => value.toFixed(0);
  const alike = indexClass(territory.index, territory.interval).tone === 'same';
  const note = [
    territory.viewers == null ? undefined : plural(territory.viewers, 'viewer'),
    alike ? 'no clear difference' : undefined,
  ]
    .filter((part) => part !== undefined)
    .join(' · ');
  return {
    title,
    rows: [
      { label: 'index', value: whole(territory.index), tone: 'title' },
      ...(territory.interval
        ? [{ label: '95 % interval', value: `${whole(territory.interval[0])}–${whole(territory.interval[1])}` }]
        : []),
    ],
    ...(note === '' ? {} : { note }),
  };
}
