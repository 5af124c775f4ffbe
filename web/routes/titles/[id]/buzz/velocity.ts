/** How fast views and mentions come, as the page draws it. */
import type { TitleBuzz, Velocity, VelocityPoint } from '../../../../../sql/queries/buzz-model.ts';
import { niceTop } from '../../../../lib/charts/ticks.ts';

/** What stretch of time is drawn. */
export const PACES = { hours: 'Last 7 days by hour', days: 'All days' } as const;
export type Pace = keyof typeof PACES;

export const PACED = ['views', 'mentions'] as const;
export type Paced = (typeof PACED)[number];

/** What came bucket by bucket, the last one still open. Numbers only: a campaign has 400 days, and a page has to carry them. */
export interface PaceSeries {
  fromMs: number;
  stepMs: number;
  counts: Record<Paced, number[]>;
  /** Buckets far above what is usual, by their place. */
  spikes: Record<Paced, { at: number; expected: number }[]>;
}

/** What an address asks for; else hours, where anything came in them. */
export function paceOf(asked: string | null, { views, mentions }: TitleBuzz['velocity']): Pace {
  if (asked === 'hours' || asked === 'days') return asked;
  const some = ({ hours }: Velocity) => hours.some(({ count }) => count > 0);
  return some(views) || some(mentions) || views.days.length + mentions.days.length === 0 ? 'hours' : 'days';
}

export function paceSeries(velocity: TitleBuzz['velocity'], pace: Pace): PaceSeries {
  const points = { views: velocity.views[pace], mentions: velocity.mentions[pace] };
  // Talk may have begun before anything was shown, or after.
  const [one, other] = [points.views[0], points.mentions[0]];
  const first = one && other ? (one.atMs <= other.atMs ? one : other) : (one ?? other);
  const stepMs = first ? first.endMs - first.atMs : 1;
  const fromMs = first?.atMs ?? 0;
  const place = (point: VelocityPoint) => Math.round((point.atMs - fromMs) / stepMs);
  const length = Math.max(0, ...PACED.map((what) => points[what].length));
  const of = <T>(value: (what: Paced) => T): Record<Paced, T> => ({
    views: value('views'),
    mentions: value('mentions'),
  });
  return {
    ...{ fromMs, stepMs },
    counts: of((what) => {
      const counts = new Array<number>(length).fill(0);
      for (const point of points[what]) counts[place(point)] = point.count;
      return counts;
    }),
    spikes: of((what) =>
      points[what].flatMap((point) => (point.spike ? [{ at: place(point), expected: point.spike.expected }] : [])),
    ),
  };
}

/** As a multiple of what is usual; where nothing is, it has none. */
export const timesUsual = (count: number, expected: number): string =>
  expected < 0.5 ? 'spike' : `${Math.round(count / expected)}×`;

/** Room for the words over spikes. */
export const paceTop = (counts: readonly number[], spikes: number): number =>
  niceTop(Math.max(2, ...counts) * (spikes > 0 ? 1.2 : 1));
