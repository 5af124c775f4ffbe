import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EventRecord } from '../../ingest/contract/records.ts';
import { hold, hoursWithin, launchAt, viewsWithin } from '../../ingest/simulator/oracle-launch.ts';
import { completionWithin, realisedTruth, type RealisedTruth } from '../../ingest/simulator/oracle.ts';
import { titleLaunch } from '../../sql/queries/launch.ts';
import { shelf } from '../../sql/queries/shelf.ts';
import { titleSeries } from '../../sql/queries/series.ts';
import { titleSummary } from '../../sql/queries/summary.ts';
import { recompute, rollUp } from '../../sql/rollup/run.ts';
import { CATALOGUE_MS, film, season, straight, told, type PlaySteps } from '../support/told-plays.ts';
import { Rounds } from './support/rounds.ts';
import { TestStore } from './support/store.ts';

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** Everything here is long over by then. */
const NOW_MS = Date.UTC(2026, 11, 1, 12);
/** A Monday. */
const PREMIERE_MS = Date.UTC(2026, 2, 2, 8);
/** A Wednesday. */
const NOON_MS = Date.UTC(2026, 2, 4, 12);
const LIFE = { fromMs: 0, toMs: NOW_MS };

interface Numbers {
  readonly seconds: number;
  readonly views: number | null;
  readonly plays: number;
  readonly viewers: number;
  readonly starters: number;
  readonly watchers: number | null;
  readonly completers: number | null;
}

/** A tiny stream, and the numbers that a person computes in their head. */
interface EdgeCase {
  readonly is: string;
  /** The title its records are of, and nobody else's. */
  readonly title: string;
  readonly records: readonly EventRecord[];
  readonly life: Numbers;
  /** Seconds by local day of a zone, of days with any. */
  readonly days?: { readonly zone: string; readonly seconds: Readonly<Record<string, number>> };
  /** Viewers by the UTC week that begins on a Monday. */
  readonly weeklyViewers?: Readonly<Record<string, number>>;
  readonly beforePremiere?: { readonly plays: number; readonly seconds: number };
  /** By age in hours. */
  readonly launch?: Readonly<
    Record<number, { readonly seconds: number; readonly viewers: number; readonly completers: number }>
  >;
  /** Hours of an age-week ÷ those of the one before. */
  readonly hold?: readonly (number | null)[];
  readonly completion?: {
    readonly days: 7 | 28;
    readonly of: number;
    readonly completed: number;
    readonly maturing: number;
  }[];
}

/** Ten minutes of content are 60 cells: 42 of them make a watcher, 54 a completer. */
const CASES: readonly EdgeCase[] = [
  {
    is: 'a film that is paused at midnight, at the end of a week, and resumed in the next',
    title: 'midnight',
    records: [
      film('midnight', 600),
      ...told(
        [
          [0, null, 0, 0],
          [150_000, 0, 150, 150],
          [270_000, 150, 270, 270],
          [300_000, 270, 300, 300],
          [900_000, null, 300, 300],
          [1_200_000, 300, 600, 600],
        ],
        { title: 'midnight', startedMs: Date.UTC(2026, 2, 8, 23, 55) },
      ),
    ],
    life: { seconds: 600, views: 1, plays: 1, viewers: 1, starters: 1, watchers: 1, completers: 1 },
    days: { zone: 'UTC', seconds: { '2026-03-08': 300, '2026-03-09': 300 } },
    weeklyViewers: { '2026-03-02': 1, '2026-03-09': 1, '2026-03-16': 0 },
  },
  {
    is: 'a minute that is told across midnight: it belongs to both days, half and half',
    title: 'across',
    records: [
      film('across', 600),
      ...told(
        [
          [0, null, 0, 0],
          [60_000, 0, 60, 60],
        ],
        { title: 'across', startedMs: Date.UTC(2026, 2, 4, 23, 59, 30) },
      ),
    ],
    life: { seconds: 60, views: 0.1, plays: 1, viewers: 1, starters: 0, watchers: 0, completers: 0 },
    days: { zone: 'UTC', seconds: { '2026-03-04': 30, '2026-03-05': 30 } },
  },
  {
    is: 'plays of a second: a second makes a viewer, a millisecond less does not, and neither makes a starter',
    title: 'brief',
    records: [
      film('brief', 600),
      ...straight(0, 1, { title: 'brief', viewer: 'a second', startedMs: NOON_MS }),
      ...straight(0, 0.999, { title: 'brief', viewer: 'not quite', play: 'p2', startedMs: NOON_MS }),
      ...straight(0, 0.5, { title: 'brief', viewer: 'in two', play: 'p3', startedMs: NOON_MS }),
      ...straight(0, 0.5, { title: 'brief', viewer: 'in two', play: 'p4', startedMs: NOON_MS + DAY_MS }),
    ],
    life: { seconds: 2.999, views: 2.999 / 600, plays: 4, viewers: 2, starters: 0, watchers: 0, completers: 0 },
  },
  {
    is: 'two minutes, and a second less',
    title: 'starts',
    records: [
      film('starts', 600),
      ...straight(0, 120, { title: 'starts', viewer: 'starter', startedMs: NOON_MS }),
      ...straight(0, 119, { title: 'starts', viewer: 'not yet', startedMs: NOON_MS }),
    ],
    life: { seconds: 239, views: 239 / 600, plays: 2, viewers: 2, starters: 1, watchers: 0, completers: 0 },
  },
  {
    is: 'half of what is shorter than four minutes',
    title: 'short',
    records: [
      film('short', 60),
      ...straight(0, 30, { title: 'short', viewer: 'starter', startedMs: NOON_MS }),
      ...straight(0, 29, { title: 'short', viewer: 'not yet', startedMs: NOON_MS }),
    ],
    life: { seconds: 59, views: 59 / 60, plays: 2, viewers: 2, starters: 1, watchers: 0, completers: 0 },
  },
  {
    is: 'a skip to the credits: who has seen the end has not seen the film',
    title: 'credits',
    records: [
      film('credits', 600),
      ...told(
        [
          [0, null, 0, 0],
          [130_000, 0, 130, 130],
          [131_000, null, 560, 130],
          [171_000, 560, 600, 170],
        ],
        { title: 'credits', startedMs: NOON_MS },
      ),
    ],
    life: { seconds: 170, views: 170 / 600, plays: 1, viewers: 1, starters: 1, watchers: 0, completers: 0 },
  },
  {
    is: 'seven tenths and nine tenths, and a cell less of each',
    title: 'tenths',
    records: [
      film('tenths', 600),
      ...[414, 415.001, 534, 535.001].flatMap((seconds) =>
        straight(0, seconds, { title: 'tenths', viewer: `until ${seconds}`, startedMs: NOON_MS }),
      ),
    ],
    life: { seconds: 1898.002, views: 1898.002 / 600, plays: 4, viewers: 4, starters: 4, watchers: 3, completers: 1 },
  },
  {
    is: 'a film that is watched again: its hours count twice, its viewer once',
    title: 'again',
    records: [
      film('again', 600),
      ...straight(0, 600, { title: 'again', startedMs: NOON_MS }),
      ...straight(0, 600, { title: 'again', play: 'p2', startedMs: NOON_MS + DAY_MS }),
    ],
    life: { seconds: 1200, views: 2, plays: 2, viewers: 1, starters: 1, watchers: 1, completers: 1 },
  },
  {
    is: 'a scene that is wound back to: it is no other part of the film',
    title: 'wound',
    records: [
      film('wound', 600),
      ...told(
        [
          [0, null, 0, 0],
          [300_000, 0, 300, 300],
          [300_000, null, 0, 300],
          [600_000, 0, 300, 600],
        ],
        { title: 'wound', startedMs: NOON_MS },
      ),
    ],
    life: { seconds: 600, views: 1, plays: 1, viewers: 1, starters: 1, watchers: 0, completers: 0 },
  },
  {
    is: 'two devices at once: both play, and the two halves are a whole',
    title: 'devices',
    records: [
      film('devices', 600),
      ...straight(0, 300, { title: 'devices', startedMs: NOON_MS, fields: { device: 'tv' } }),
      ...straight(300, 600, {
        title: 'devices',
        play: 'p2',
        startedMs: NOON_MS + MINUTE_MS,
        fields: { device: 'mobile' },
      }),
    ],
    life: { seconds: 600, views: 1, plays: 2, viewers: 1, starters: 1, watchers: 1, completers: 1 },
  },
  {
    is: 'a client clock five hours fast: it is a play of the day before',
    title: 'skewed',
    records: [
      film('skewed', 600),
      ...straight(0, 600, {
        title: 'skewed',
        startedMs: Date.UTC(2026, 2, 4, 22) + 5 * HOUR_MS,
        fields: { clock_offset_ms: 5 * HOUR_MS },
      }),
    ],
    life: { seconds: 600, views: 1, plays: 1, viewers: 1, starters: 1, watchers: 1, completers: 1 },
    days: { zone: 'UTC', seconds: { '2026-03-04': 600 } },
  },
  {
    is: 'a counter that resets between two hours: both parts were played, and make a starter',
    title: 'reset',
    records: [
      film('reset', 600),
      ...told(
        [
          [0, null, 0, 0],
          [100_000, 0, 100, 100],
          [10 * MINUTE_MS, null, 100, 0],
          [10 * MINUTE_MS + 80_000, 100, 180, 80],
        ],
        { title: 'reset', startedMs: NOON_MS + 55 * MINUTE_MS },
      ),
    ],
    life: { seconds: 180, views: 0.3, plays: 1, viewers: 1, starters: 1, watchers: 0, completers: 0 },
  },
  {
    is: 'a counter that resets within an hour: of that hour the greatest less the least is left',
    title: 'reset-within',
    records: [
      film('reset-within', 600),
      ...told(
        [
          [0, null, 0, 0],
          [100_000, 0, 100, 100],
          [100_000, null, 100, 0],
          [180_000, 100, 180, 80],
        ],
        { title: 'reset-within', startedMs: NOON_MS },
      ),
    ],
    life: { seconds: 100, views: 100 / 600, plays: 1, viewers: 1, starters: 0, watchers: 0, completers: 0 },
  },
  {
    is: 'a player that does not count: ten seconds for each cell',
    title: 'uncounted',
    records: [
      film('uncounted', 600),
      ...told(
        [
          [0, null, 0],
          [300_000, 0, 300],
          [600_000, 300, 540],
        ],
        { title: 'uncounted', startedMs: NOON_MS },
      ),
    ],
    life: { seconds: 540, views: 0.9, plays: 1, viewers: 1, starters: 1, watchers: 1, completers: 1 },
  },
  {
    is: 'an episode watched twice: twice the first is not the season',
    title: 'twice',
    records: [
      ...season('twice', PREMIERE_MS, [{}, {}]),
      ...straight(0, 600, { title: 'twice', episode: 'twice-e1', startedMs: NOON_MS }),
      ...straight(0, 600, { title: 'twice', episode: 'twice-e1', play: 'p2', startedMs: NOON_MS + HOUR_MS }),
    ],
    life: { seconds: 1200, views: 1, plays: 2, viewers: 1, starters: 1, watchers: 1, completers: 0 },
  },
  {
    is: 'a title nobody has a runtime of: hours and people, but no share of anything',
    title: 'endless',
    records: [
      film('endless', null),
      ...straight(0, 900, { title: 'endless', startedMs: NOON_MS }),
      ...straight(0, 60, { title: 'endless', viewer: 'ben', startedMs: NOON_MS }),
    ],
    life: { seconds: 960, views: null, plays: 2, viewers: 2, starters: 1, watchers: null, completers: null },
  },
  {
    is: 'a season with an episode missing from the catalogue: it is played, and asked of nobody',
    title: 'gap',
    records: [
      ...season('gap', PREMIERE_MS, [{ number: 1 }, { number: 3 }]),
      ...[1, 2, 3].flatMap((episode) =>
        straight(0, 600, {
          title: 'gap',
          episode: `gap-e${episode}`,
          play: `p${episode}`,
          startedMs: NOON_MS + episode * HOUR_MS,
        }),
      ),
      ...straight(0, 600, { title: 'gap', episode: 'gap-e2', viewer: 'ben', startedMs: NOON_MS }),
    ],
    life: { seconds: 2400, views: 2, plays: 4, viewers: 2, starters: 2, watchers: 1, completers: 1 },
  },
  {
    is: 'a season with an episode of unknown length: nobody can be said to have completed it',
    title: 'unknown-length',
    records: [
      ...season('unknown-length', PREMIERE_MS, [{}, { runtimeSeconds: null }]),
      ...[1, 2].flatMap((episode) =>
        straight(0, 600, {
          ...{ title: 'unknown-length', episode: `unknown-length-e${episode}`, play: `p${episode}` },
          startedMs: NOON_MS + episode * HOUR_MS,
        }),
      ),
    ],
    life: { seconds: 1200, views: null, plays: 2, viewers: 1, starters: 1, watchers: 1, completers: 0 },
  },
  {
    is: 'an episode added ninety days later: whoever had completed the season has completed it',
    title: 'special',
    records: [
      ...season('special', PREMIERE_MS, [{}, { availableMs: PREMIERE_MS + 90 * DAY_MS }]),
      ...straight(0, 600, { title: 'special', episode: 'special-e1', startedMs: NOON_MS }),
      // Who comes when both are out is asked for both.
      ...straight(0, 600, {
        title: 'special',
        episode: 'special-e1',
        viewer: 'ben',
        startedMs: NOON_MS + 100 * DAY_MS,
      }),
    ],
    life: { seconds: 1200, views: 1, plays: 2, viewers: 2, starters: 2, watchers: 2, completers: 1 },
  },
  {
    is: 'a premiere at midnight in Tokyo, nine hours before that of UTC',
    title: 'tokyo',
    records: [
      film('tokyo', 600, { premiere_at: '2026-03-05T00:00:00+09:00' }),
      ...straight(0, 60, { title: 'tokyo', viewer: 'screener', startedMs: Date.UTC(2026, 2, 4, 14, 59, 59, 999) }),
      ...straight(0, 600, { title: 'tokyo', startedMs: Date.UTC(2026, 2, 4, 15) }),
      ...straight(0, 120, { title: 'tokyo', viewer: 'ben', startedMs: Date.UTC(2026, 2, 5, 15) }),
    ],
    life: { seconds: 720, views: 1.2, plays: 2, viewers: 2, starters: 2, watchers: 1, completers: 1 },
    days: { zone: 'Asia/Tokyo', seconds: { '2026-03-05': 600, '2026-03-06': 120 } },
    beforePremiere: { plays: 1, seconds: 60 },
    launch: {
      0: { seconds: 0, viewers: 0, completers: 0 },
      1: { seconds: 600, viewers: 1, completers: 1 },
      24: { seconds: 600, viewers: 1, completers: 1 },
      25: { seconds: 720, viewers: 2, completers: 1 },
    },
  },
  {
    is: 'a premiere at midnight in Mumbai, on the half hour: ages end in the middle of UTC hours, and have half of those',
    title: 'mumbai',
    records: [
      film('mumbai', 600, { premiere_at: '2026-03-05T00:00:00+05:30' }),
      ...straight(0, 60, { title: 'mumbai', viewer: 'screener', startedMs: Date.UTC(2026, 2, 4, 18, 10) }),
      ...straight(0, 600, { title: 'mumbai', startedMs: Date.UTC(2026, 2, 4, 18, 30) }),
      ...straight(0, 600, { title: 'mumbai', viewer: 'ben', startedMs: Date.UTC(2026, 2, 4, 19) }),
      ...straight(0, 600, { title: 'mumbai', viewer: 'cleo', startedMs: Date.UTC(2026, 2, 4, 19, 40) }),
      // Of the second day's first hour half an hour and more belong to the first day.
      ...straight(0, 60, { title: 'mumbai', viewer: 'dora', startedMs: Date.UTC(2026, 2, 5, 18, 10) }),
      ...straight(0, 60, { title: 'mumbai', viewer: 'emil', startedMs: Date.UTC(2026, 2, 5, 18, 50) }),
    ],
    life: { seconds: 1920, views: 3.2, plays: 5, viewers: 5, starters: 3, watchers: 3, completers: 3 },
    beforePremiere: { plays: 1, seconds: 60 },
    launch: {
      0: { seconds: 0, viewers: 0, completers: 0 },
      1: { seconds: 1200, viewers: 2, completers: 2 },
      2: { seconds: 1800, viewers: 3, completers: 3 },
      24: { seconds: 1860, viewers: 4, completers: 3 },
      25: { seconds: 1920, viewers: 5, completers: 3 },
    },
  },
  {
    is: 'a premiere at half past eight in the evening: its first weeks end in the middle of an hour, too',
    title: 'evening',
    records: [
      film('evening', 600, { premiere_at: Date.UTC(2026, 2, 4, 20, 30) }),
      ...minutesAt('evening', [
        [Date.UTC(2026, 2, 4, 20, 40), 8],
        [Date.UTC(2026, 2, 4, 21, 10), 2],
        [Date.UTC(2026, 2, 11, 20, 10), 4],
        [Date.UTC(2026, 2, 11, 20, 50), 2],
        [Date.UTC(2026, 2, 20, 12), 3],
      ]),
    ],
    life: { seconds: 1140, views: 1.9, plays: 5, viewers: 1, starters: 1, watchers: 1, completers: 0 },
    launch: {
      1: { seconds: 540, viewers: 1, completers: 0 },
      2: { seconds: 600, viewers: 1, completers: 0 },
      168: { seconds: 780, viewers: 1, completers: 0 },
      192: { seconds: 960, viewers: 1, completers: 0 },
    },
    // Thirteen minutes, then three and three.
    hold: [null, 0.230769, 1, 0, null],
  },
  {
    is: 'the day of 23 hours in London',
    title: 'spring',
    records: [
      film('spring', 600),
      ...minutesAt('spring', [
        [Date.UTC(2026, 2, 28, 23, 30), 1],
        [Date.UTC(2026, 2, 29, 0, 30), 2],
        [Date.UTC(2026, 2, 29, 22, 30), 3],
        // Half past midnight, summer time.
        [Date.UTC(2026, 2, 29, 23, 30), 4],
        [Date.UTC(2026, 2, 30, 22, 59), 1],
        [Date.UTC(2026, 2, 30, 23, 0), 5],
      ]),
    ],
    life: { seconds: 960, views: 1.6, plays: 6, viewers: 1, starters: 1, watchers: 0, completers: 0 },
    days: {
      zone: 'Europe/London',
      seconds: { '2026-03-28': 60, '2026-03-29': 300, '2026-03-30': 300, '2026-03-31': 300 },
    },
  },
  {
    is: 'the day of 25 hours in London',
    title: 'autumn',
    records: [
      film('autumn', 600),
      ...minutesAt('autumn', [
        [Date.UTC(2026, 9, 24, 22, 30), 1],
        [Date.UTC(2026, 9, 24, 23, 0), 2],
        [Date.UTC(2026, 9, 25, 23, 50), 3],
        [Date.UTC(2026, 9, 26, 0, 0), 4],
      ]),
    ],
    life: { seconds: 600, views: 1, plays: 4, viewers: 1, starters: 1, watchers: 0, completers: 0 },
    days: { zone: 'Europe/London', seconds: { '2026-10-24': 60, '2026-10-25': 300, '2026-10-26': 240 } },
  },
  {
    is: 'days in Kolkata, half an hour past the hour: the UTC hour that holds a midnight belongs to the day it begins',
    title: 'kolkata',
    records: [
      film('kolkata', 600),
      ...minutesAt('kolkata', [
        [Date.UTC(2026, 2, 4, 17, 50), 1],
        // Twenty minutes to midnight, and twenty past.
        [Date.UTC(2026, 2, 4, 18, 10), 2],
        [Date.UTC(2026, 2, 4, 18, 50), 3],
        [Date.UTC(2026, 2, 5, 17, 59), 1],
        [Date.UTC(2026, 2, 5, 19, 0), 4],
      ]),
    ],
    life: { seconds: 660, views: 1.1, plays: 5, viewers: 1, starters: 1, watchers: 0, completers: 0 },
    days: { zone: 'Asia/Kolkata', seconds: { '2026-03-04': 60, '2026-03-05': 360, '2026-03-06': 240 } },
  },
  {
    is: 'completion on the last day that counts, on the day after, and of those still maturing',
    title: 'maturing',
    records: [
      film('maturing', 600),
      ...finishers('maturing', 10, 7, PREMIERE_MS),
      ...finishers('maturing', 5, 8, PREMIERE_MS),
      ...finishers('maturing', 2, 28, PREMIERE_MS),
      ...finishers('maturing', 3, 29, PREMIERE_MS),
      // Seven days old to the day; six.
      ...finishers('maturing', 4, 0, NOW_MS - 7 * DAY_MS),
      ...finishers('maturing', 2, 0, NOW_MS - 6 * DAY_MS),
    ],
    life: { seconds: 26 * 600, views: 26, plays: 52, viewers: 26, starters: 26, watchers: 26, completers: 26 },
    completion: [
      { days: 7, of: 24, completed: 14, maturing: 2 },
      { days: 28, of: 20, completed: 17, maturing: 6 },
    ],
  },
  {
    is: 'episodes that come out weekly: the clock of completion starts with the last',
    title: 'weekly',
    records: [
      ...season('weekly', PREMIERE_MS, [{}, { availableMs: PREMIERE_MS + 14 * DAY_MS }]),
      ...Array.from({ length: 20 }, (_, viewer) => [
        ...straight(0, 600, { title: 'weekly', episode: 'weekly-e1', viewer: `${viewer}`, startedMs: PREMIERE_MS }),
        ...straight(0, 600, {
          ...{ title: 'weekly', episode: 'weekly-e2', viewer: `${viewer}`, play: 'p2' },
          // Half of them a week after the second came out, the others a day later.
          startedMs: PREMIERE_MS + (viewer < 10 ? 21 : 22) * DAY_MS,
        }),
      ]).flat(),
    ],
    life: { seconds: 24_000, views: 20, plays: 40, viewers: 20, starters: 20, watchers: 20, completers: 20 },
    completion: [
      { days: 7, of: 20, completed: 10, maturing: 0 },
      { days: 28, of: 20, completed: 20, maturing: 0 },
    ],
  },
  {
    is: 'weeks since the premiere that hold half and a quarter of the one before',
    title: 'holding',
    records: [
      film('holding', 600, { premiere_at: PREMIERE_MS }),
      ...minutesAt('holding', [
        [PREMIERE_MS, 8],
        // The last hour of the first week, and the first of the second.
        [PREMIERE_MS + 7 * DAY_MS - HOUR_MS, 8],
        [PREMIERE_MS + 7 * DAY_MS, 8],
        [PREMIERE_MS + 20 * DAY_MS, 2],
      ]),
    ],
    life: { seconds: 1560, views: 2.6, plays: 4, viewers: 1, starters: 1, watchers: 1, completers: 0 },
    hold: [null, 0.5, 0.25, 0, null],
  },
];

/** Plays of the first minutes of a film, each from an instant on. */
function minutesAt(title: string, plays: readonly (readonly [startedMs: number, minutes: number])[]): EventRecord[] {
  return plays.flatMap(([startedMs, minutes], index) =>
    straight(0, minutes * 60, { title, play: `p${index}`, startedMs }),
  );
}

/** Viewers who see half of a film on their first day and the rest some days later (at once, on day 0). */
function finishers(title: string, count: number, days: number, startedMs: number): EventRecord[] {
  return Array.from({ length: count }, (_, index) => {
    const steps: PlaySteps = { title, viewer: `${startedMs} ${days} ${index}`, startedMs };
    const later = days === 0 ? HOUR_MS : days * DAY_MS;
    return [...straight(0, 300, steps), ...straight(300, 600, { ...steps, play: 'p2', startedMs: startedMs + later })];
  }).flat();
}

const now = () => NOW_MS;
const rounded = (value: number) => Math.round(value * 1e6) / 1e6;
const seconds = (hours: number) => Math.round(hours * 3600 * 1000) / 1000;
const ratio = (value: number | null) => (value === null ? null : rounded(value));
const say = (numbers: Numbers): Numbers => ({ ...numbers, views: ratio(numbers.views) });

/** What the pages show. */
async function served(test: TestStore, title: string, range = LIFE): Promise<Numbers | null> {
  const summary = await titleSummary(test.store, title, range, {}, NOW_MS);
  if (summary === null) return null;
  const { hours, views, starts, viewers, starters, watchers, completers } = summary.figures;
  return say({
    seconds: seconds(hours.value ?? Number.NaN),
    views: views.value,
    plays: starts.value ?? Number.NaN,
    viewers: viewers.value ?? Number.NaN,
    starters: starters.value ?? Number.NaN,
    watchers: watchers.value,
    completers: completers.value,
  });
}

/** What the plain computation says. */
function realised(truth: RealisedTruth, title: string): Numbers {
  const totals = truth.totals.get(title);
  const known = truth.titles.get(title);
  if (!totals || !known) throw new Error(`no title ${title}`);
  const lengthKnown = known.episodes.some((episode) => episode.runtimeMs > 0);
  return say({
    seconds: seconds(totals.hours),
    views: viewsWithin(truth, title, 0, NOW_MS, NOW_MS),
    plays: totals.plays,
    viewers: totals.viewers,
    starters: totals.starters,
    watchers: lengthKnown ? totals.watchers : null,
    completers: lengthKnown ? totals.completers : null,
  });
}

describe('a stream, its numbers by hand, by the plain computation and as served', () => {
  const records = CASES.flatMap((each) => each.records);
  const truth = realisedTruth(records);
  let test: TestStore;

  beforeAll(async () => {
    test = await TestStore.open();
    await test.load(records, NOW_MS);
    await rollUp(test.store, { now });
  });
  afterAll(() => test.close());

  it.each(CASES)('$is', async (edge) => {
    expect(realised(truth, edge.title)).toEqual(say(edge.life));
    expect(await served(test, edge.title)).toEqual(say(edge.life));
    if (edge.days) {
      const { zone } = edge.days;
      expect(secondsByDay(truth, edge.title, zone)).toEqual(edge.days.seconds);
      expect(await servedByDay(test, edge.title, zone)).toEqual(edge.days.seconds);
    }
    for (const [monday, viewers] of Object.entries(edge.weeklyViewers ?? {})) {
      const fromMs = Date.parse(monday);
      const range = { fromMs, toMs: fromMs + 7 * DAY_MS };
      expect({ monday, viewers: (await served(test, edge.title, range))?.viewers }).toEqual({ monday, viewers });
      expect({ monday, viewers: activeViewers(truth, edge.title, range) }).toEqual({ monday, viewers });
    }
    if (edge.beforePremiere) {
      const summary = await titleSummary(test.store, edge.title, LIFE, {}, NOW_MS);
      const { plays, hours } = summary?.beforePremiere ?? { plays: 0, hours: 0 };
      expect({ plays, seconds: seconds(hours) }).toEqual(edge.beforePremiere);
    }
    if (edge.launch) {
      const launch = await titleLaunch(test.store, edge.title, NOW_MS);
      for (const [age, expected] of Object.entries(edge.launch)) {
        const point = launch?.points.find((each) => each.ageHours === Number(age));
        const plain = launchAt(truth, edge.title, Number(age));
        for (const numbers of [point, plain]) {
          const { hours = Number.NaN, viewers, completers } = numbers ?? {};
          expect({ age, seconds: seconds(hours), viewers, completers }).toEqual({ age, ...expected });
        }
      }
    }
    if (edge.hold) {
      const launch = await titleLaunch(test.store, edge.title, NOW_MS);
      const weeks = edge.hold.map((_, index) => index);
      expect(weeks.map((week) => ratio(launch?.hold[week]?.hold ?? null))).toEqual(edge.hold);
      expect(weeks.map((week) => ratio(hold(truth, edge.title, week + 1)))).toEqual(edge.hold);
    }
    for (const { days, ...expected } of edge.completion ?? []) {
      expect({ days, ...completionWithin(truth, edge.title, days, NOW_MS) }).toEqual({ days, ...expected });
      const summary = await titleSummary(test.store, edge.title, LIFE, {}, NOW_MS);
      const figure = days === 7 ? summary?.figures.completion7d : summary?.figures.completion28d;
      expect({ days, of: figure?.n, share: figure?.value, maturing: figure?.maturing }).toEqual({
        ...{ days, of: expected.of, share: expected.completed / expected.of, maturing: expected.maturing },
      });
    }
  });

  it('is told as one stream of many titles: its shares of the slate are those of its seconds', async () => {
    const range = { fromMs: NOON_MS, toMs: NOON_MS + HOUR_MS };
    const all = [...truth.titles.keys()].reduce((sum, id) => sum + hoursWithin(truth, id, range.fromMs, range.toMs), 0);
    const summary = await titleSummary(test.store, 'again', range, {}, NOW_MS);
    expect(summary?.figures.shareOfSlate.value).toBeCloseTo(600 / 3600 / all, 6);
  });
});

describe('what the catalogue says later', () => {
  let test: TestStore;
  const said: EventRecord[] = [];
  let truth: RealisedTruth;
  const rounds = new Rounds<EventRecord>(async (records) => {
    said.push(...records);
    await test.load(records, NOW_MS);
    await rollUp(test.store, { now });
    truth = realisedTruth(said);
  });
  beforeAll(async () => {
    test = await TestStore.open();
    rounds.begin();
  });
  afterAll(() => test.close());

  /** Says something more, and tells what is then served and what the plain computation says of all that was said. */
  async function tell(title: string, records: readonly EventRecord[]) {
    await rounds.tell(...records);
    return { served: await served(test, title), realised: truth.titles.has(title) ? realised(truth, title) : null };
  }
  const episodesOf = async (title: string) => {
    const found = (await shelf(test.store)).titles.get(title);
    return found?.detail.episodeList.map(({ id }) => id);
  };
  const both = (numbers: Numbers | null) => {
    const said = numbers && say(numbers);
    return { served: said, realised: said };
  };

  rounds.story('makes plays count that came before their title, as if it had been there', async () => {
    expect(await tell('early', straight(0, 600, { title: 'early', startedMs: NOON_MS }))).toEqual(both(null));
    expect(await tell('early', [film('early', 600)])).toEqual(
      both({ seconds: 600, views: 1, plays: 1, viewers: 1, starters: 1, watchers: 1, completers: 1 }),
    );
  });

  rounds.story('corrects a runtime: who completed ten minutes has seen half of twenty', async () => {
    const plays = straight(0, 600, { title: 'longer', startedMs: NOON_MS });
    expect(await tell('longer', [film('longer', 600), ...plays])).toEqual(
      both({ seconds: 600, views: 1, plays: 1, viewers: 1, starters: 1, watchers: 1, completers: 1 }),
    );
    expect(await tell('longer', [film('longer', 1200, { updated_at: CATALOGUE_MS + 2 })])).toEqual(
      both({ seconds: 600, views: 0.5, plays: 1, viewers: 1, starters: 1, watchers: 0, completers: 0 }),
    );
    // An older correction that comes late changes nothing.
    expect(await tell('longer', [film('longer', 300, { updated_at: CATALOGUE_MS + 1 })])).toMatchObject({
      served: { views: 0.5, completers: 0 },
    });
  });

  rounds.story('cuts a runtime short: what was told beyond the end was played, and is no cell', async () => {
    const plays = straight(0, 600, { title: 'shorter', startedMs: NOON_MS });
    expect(await tell('shorter', [film('shorter', 900), ...plays])).toEqual(
      both({ seconds: 600, views: 600 / 900, plays: 1, viewers: 1, starters: 1, watchers: 0, completers: 0 }),
    );
    expect(await tell('shorter', [film('shorter', 500, { updated_at: CATALOGUE_MS + 2 })])).toEqual(
      both({ seconds: 600, views: 1.2, plays: 1, viewers: 1, starters: 1, watchers: 1, completers: 1 }),
    );
  });

  rounds.story('moves a premiere: what was played before it no longer counts', async () => {
    const plays = [
      ...straight(0, 600, { title: 'moved', startedMs: NOON_MS }),
      ...straight(0, 120, { title: 'moved', viewer: 'ben', startedMs: NOON_MS + DAY_MS }),
    ];
    expect(await tell('moved', [film('moved', 600, { premiere_at: PREMIERE_MS }), ...plays])).toEqual(
      both({ seconds: 720, views: 1.2, plays: 2, viewers: 2, starters: 2, watchers: 1, completers: 1 }),
    );
    expect(
      await tell('moved', [film('moved', 600, { premiere_at: NOON_MS + HOUR_MS, updated_at: CATALOGUE_MS + 2 })]),
    ).toEqual(both({ seconds: 120, views: 0.2, plays: 1, viewers: 1, starters: 1, watchers: 0, completers: 0 }));
  });

  rounds.story('adds an episode in time, which is then asked for, and one too late, which is not', async () => {
    const plays = straight(0, 600, { title: 'grown', episode: 'grown-e1', startedMs: NOON_MS });
    const one = { seconds: 600, plays: 1, viewers: 1, starters: 1, watchers: 1 };
    const episodes = (...availableMs: number[]) =>
      season(
        'grown',
        PREMIERE_MS,
        availableMs.map((each) => ({ availableMs: each })),
      );
    expect(await tell('grown', [...episodes(PREMIERE_MS), ...plays])).toEqual(
      both({ ...one, views: 1, completers: 1 }),
    );
    const late = episodes(PREMIERE_MS, NOON_MS + 29 * DAY_MS).slice(-1);
    expect(await tell('grown', late)).toEqual(both({ ...one, views: 0.5, completers: 1 }));
    const inTime = { ...late[0], available_at: NOON_MS + 28 * DAY_MS, updated_at: CATALOGUE_MS + 2 } as EventRecord;
    expect(await tell('grown', [inTime])).toEqual(both({ ...one, views: 0.5, completers: 0 }));
  });

  rounds.story('deletes a title or an episode whatever its other rows say', async () => {
    const plays = straight(0, 600, { title: 'ended', episode: 'ended-e1', startedMs: NOON_MS });
    const [title, first, second] = season('ended', PREMIERE_MS, [{}, {}]);
    const from = { effective_from: PREMIERE_MS - DAY_MS };
    const one = { seconds: 600, plays: 1, viewers: 1, starters: 1, watchers: 1 };
    const later = (record: EventRecord | undefined, more: object) => ({ ...record, ...more }) as EventRecord;
    expect(await tell('ended', [title!, first!, second!, later(second, from), ...plays])).toEqual(
      both({ ...one, views: 0.5, completers: 0 }),
    );
    const gone = { deleted: true, updated_at: CATALOGUE_MS + 2 };
    expect(await tell('ended', [later(second, { ...gone, source: 'another' })])).toEqual(
      both({ ...one, views: 1, completers: 1 }),
    );
    expect(await tell('ended', [later(title, from)])).toEqual(both({ ...one, views: 1, completers: 1 }));
    expect(await tell('ended', [later(title, gone)])).toEqual(both(null));
    // Somebody says it again.
    expect(await tell('ended', [later(title, { updated_at: CATALOGUE_MS + 3 })])).toEqual(
      both({ ...one, views: 1, completers: 1 }),
    );
  });

  it('moves an episode to another title: it is asked of nobody in the one it left', async () => {
    const [from, stays, goes] = season('from', PREMIERE_MS, [{}, {}]);
    const plays = straight(0, 600, { title: 'from', episode: 'from-e1', startedMs: NOON_MS });
    const one = { seconds: 600, plays: 1, viewers: 1, starters: 1, watchers: 1 };
    expect(await tell('from', [from!, stays!, goes!, ...plays])).toEqual(both({ ...one, views: 0.5, completers: 0 }));
    const moved = { ...goes!, title_id: 'to', updated_at: CATALOGUE_MS + 2 } as EventRecord;
    await tell('to', [...season('to', PREMIERE_MS, []), moved]);
    expect(await tell('from', [])).toEqual(both({ ...one, views: 1, completers: 1 }));
    // What the title it left says of it later, but wrote before, does not bring it back; nor does another sender.
    const others = { ...goes!, source: 'another', updated_at: CATALOGUE_MS + 1 } as EventRecord;
    expect(await tell('from', [others])).toEqual(both({ ...one, views: 1, completers: 1 }));
    expect(await episodesOf('to')).toEqual(['from-e2']);
    expect(await episodesOf('from')).toEqual(['from-e1']);
    // As a store that has it twice is healed.
    await test.store.command({
      name: 'test.twice',
      text: `INSERT INTO served_episode SELECT 'from', 'from-e2', max(version) + 1, 2, '', 600000, 0, NULL, 0, [] FROM served_episode`,
    });
    await recompute(test.store, null, { now });
    expect(await episodesOf('from')).toEqual(['from-e1']);
    expect(await tell('from', [])).toEqual(both({ ...one, views: 1, completers: 1 }));
  });

  it('moves an episode though the work was cut off between the two titles', async () => {
    const [from, stays, goes] = season('cut', PREMIERE_MS, [{}, {}]);
    const plays = straight(0, 600, { title: 'cut', episode: 'cut-e1', startedMs: NOON_MS });
    await tell('cut', [from!, stays!, goes!, ...plays]);
    const moved = [
      ...season('cut-to', PREMIERE_MS, []),
      { ...goes!, title_id: 'cut-to', updated_at: CATALOGUE_MS + 2 } as EventRecord,
    ];
    said.push(...moved);
    await test.load(moved, NOW_MS);
    const { insertSelect } = test.store;
    test.store.insertSelect = (statement) =>
      statement.name === 'rollup.plays'
        ? Promise.reject(new Error('cut off'))
        : insertSelect.call(test.store, statement);
    await expect(rollUp(test.store, { now })).rejects.toThrow('cut off');
    test.store.insertSelect = insertSelect;
    expect(await tell('cut', [])).toEqual(
      both({ seconds: 600, views: 1, plays: 1, viewers: 1, starters: 1, watchers: 1, completers: 1 }),
    );
  });
});

function activeViewers(
  truth: RealisedTruth,
  title: string,
  { fromMs, toMs }: { fromMs: number; toMs: number },
): number {
  const hours = truth.playHours.filter((hour) => hour.titleId === title && hour.contentSeconds > 0);
  return new Set(hours.filter((hour) => hour.hourMs >= fromMs && hour.hourMs < toMs).map((hour) => hour.viewerId)).size;
}

/** Served hours are UTC hours: each belongs to the local day that its last moment lies in. */
function secondsByDay(truth: RealisedTruth, title: string, zone: string): Record<string, number> {
  const days: Record<string, number> = {};
  for (const [hourMs, played] of truth.totals.get(title)?.contentSecondsByHour ?? []) {
    const day = localDay(zone, hourMs + HOUR_MS - 1);
    days[day] = rounded((days[day] ?? 0) + played);
  }
  return days;
}

async function servedByDay(test: TestStore, title: string, zone: string): Promise<Record<string, number>> {
  const range = { fromMs: PREMIERE_MS - DAY_MS, toMs: NOW_MS };
  const series = await titleSeries(test.store, title, { range, grain: 'day', zone, filter: {} }, NOW_MS);
  const played = series.points.filter((point) => point.hours > 0);
  return Object.fromEntries(played.map((point) => [localDay(zone, point.atMs), seconds(point.hours)]));
}

function localDay(zone: string, instantMs: number): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone: zone, dateStyle: 'short' }).format(instantMs);
}
