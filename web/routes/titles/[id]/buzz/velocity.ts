/** How fast views and mentions come, as the page draws it. */
import type { TitleBuzz, Velocity, VelocityDay } from '../../../../../sql/queries/buzz-model.ts';
import { niceTop } from '../../../../lib/charts/ticks.ts';
import { day } from '../../../../lib/format/time.ts';

/** What stretch of time is drawn. */
export const PACES = { hours: 'Last 7 days by hour', days: 'All days' } as const;
export type Pace = keyof typeof PACES;

export const PACED = ['views', 'mentions'] as const;
export type Paced = (typeof PACED)[number];

/** What came bucket by bucket, the last one still open. Numbers only: a campaign has 400 days, and a page has to carry them. */
export interface PaceSeries {
  fromMs: number;
  stepMs: number;
  /** Null: nobody has told of it yet, or by the hour nobody ever does. */
  counts: Record<Paced, (number | null)[]>;
  /** The first bucket that exports have not told of yet; null: there is none, as exports have no hours, or tell of nothing. */
  awaited: number | null;
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
  const points: Record<Paced, VelocityDay[]> = { views: velocity.views[pace], mentions: velocity.mentions[pace] };
  // Talk may have begun before anything was shown, or after.
  const [one, other] = [points.views[0], points.mentions[0]];
  const first = one && other ? (one.atMs <= other.atMs ? one : other) : (one ?? other);
  const stepMs = first ? first.endMs - first.atMs : 1;
  const fromMs = first?.atMs ?? 0;
  const place = ({ atMs }: Pick<VelocityDay, 'atMs'>) => Math.round((atMs - fromMs) / stepMs);
  const length = Math.max(0, ...PACED.map((what) => points[what].length));
  const of = <T>(value: (what: Paced) => T): Record<Paced, T> => ({
    views: value('views'),
    mentions: value('mentions'),
  });
  const { exportedToMs } = velocity.views;
  const next = exportedToMs === null || pace === 'hours' ? length : place({ atMs: exportedToMs + stepMs });
  return {
    ...{ fromMs, stepMs, awaited: next < length ? next : null },
    counts: of((what) => {
      const none = velocity[what].exportedToMs !== null && points[what].length === 0 ? null : 0;
      const counts = new Array<number | null>(length).fill(none);
      for (const point of points[what]) counts[place(point)] = point.count;
      return counts;
    }),
    spikes: of((what) =>
      points[what].flatMap((point) => (point.spike ? [{ at: place(point), expected: point.spike.expected }] : [])),
    ),
  };
}

/** Why a bucket has nothing, or not all of it; none where it is whole. */
export function stateOf({ counts, awaited }: PaceSeries, what: Paced, at: number): string[] {
  if (counts[what][at] === null) return ['views not exported yet'];
  const isAwaited = what === 'views' && awaited !== null && at >= awaited;
  return [...(at === counts[what].length - 1 ? ['open'] : []), ...(isAwaited ? ['views without exports yet'] : [])];
}

/** As a multiple of what is usual; where nothing is, it has none. */
export const timesUsual = (count: number, expected: number): string =>
  expected < 0.5 ? 'spike' : `${Math.round(count / expected)}×`;

/** `exports reach to 12 Nov`: what is told of later days is told by others. */
export const exportsText = (exportedToMs: number): string => `exports reach to ${day(exportedToMs, 'UTC')}`;

/** Room for the words over spikes. */
export const paceTop = (counts: readonly (number | null)[], spikes: number): number =>
  niceTop(Math.max(2, ...counts.map((count) => count ?? 0)) * (spikes > 0 ? 1.2 : 1));
