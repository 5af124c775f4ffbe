import type { MediaKind, PromoStep } from '../../queries/buzz-model.ts';
import type { Asset } from '../../queries/known-assets.ts';
import type { ClusterSums, StoredKind, StoredPlacing } from '../../queries/buzz-detail.ts';
import { PLAYED, type DailyRow } from './exports.ts';
import { clusterSums, type AnonymousRow, type DeedRow, type ExposedRow, type KindRow } from './placings.ts';

const DAY_MS = 86_400_000;

/** In the order of the columns of an exposure; a record without a viewer counts for its own step. */
const STEP_KEYS: readonly PromoStep[] = ['impressions', 'starts', 'q25', 'q50', 'q75', 'completes'];
const IMPRESSION = 1;
const START = 2;
const COMPLETE = 6;
const LIKE = 7;
const SHARE = 8;
/** By the number that the store keeps. */
export const KIND_NAMES: readonly MediaKind[] = ['unknown', 'paid', 'owned', 'earned'];

const NO_CLUSTERS: ClusterSums = { k: 0, n: 0, y: 0, nn: 0, yy: 0, ny: 0 };

/** Everything told of one title, placing by placing. */
export interface ToldOfTitle {
  exposed: readonly ExposedRow[];
  deeds: readonly DeedRow[];
  anonymous: readonly AnonymousRow[];
  kinds: readonly KindRow[];
  daily: readonly DailyRow[];
  assets: readonly Asset[];
}

interface Place {
  asset: string;
  channel: string;
}

const at =
  ({ asset, channel }: Place) =>
  (row: Place) =>
    row.asset === asset && row.channel === channel;

/** Every asset on every channel that something is told of, most views first. */
export function storedPlacings(told: ToldOfTitle): StoredPlacing[] {
  const counting = told.anonymous.filter(({ holdout }) => holdout === 0);
  const places = new Map(
    [...told.exposed, ...told.deeds, ...counting, ...told.daily].map(({ asset, channel }) => [
      JSON.stringify([asset, channel]),
      { asset, channel },
    ]),
  );
  return [...places.values()]
    .map((place) => {
      const daily = told.daily.filter(at(place));
      const anonymous = counting.filter(at(place));
      const isPlayed = daily.some(({ metric }) => PLAYED.has(metric));
      // Of likes or list adds alone an export is the source where nothing else tells of them; costs are no count of anything.
      const isAlone = [told.exposed, told.deeds, anonymous].every((rows) => !rows.some(at(place)));
      return isPlayed || (isAlone && daily.some(({ metric }) => metric !== 'cost'))
        ? byExport(place, daily, told.assets)
        : byEvents(place, told, anonymous, daily);
    })
    .sort((a, b) => (b.views ?? 0) - (a.views ?? 0) || (a.asset + a.channel < b.asset + b.channel ? -1 : 1));
}

function byExport(place: Place, daily: readonly DailyRow[], assets: readonly Asset[]): StoredPlacing {
  const total = (metric: string) => sumOf(daily, metric);
  const liveMs = assets.find(({ id }) => id === place.asset)?.liveMs ?? null;
  return {
    ...place,
    source: 'daily',
    exportedToMs: Math.max(...daily.map(({ day }) => day)) * DAY_MS,
    funnel: Object.fromEntries(STEP_KEYS.map((step) => [step, total(step)])) as StoredPlacing['funnel'],
    views: total('views'),
    firstDay:
      liveMs === null
        ? null
        : exportedFirstDay(
            daily.filter(({ metric }) => metric === 'views'),
            liveMs,
          ),
    ...{ viewThrough: null, completion: null },
    ...{ likes: total('likes'), shares: total('shares'), cost: total('cost') },
  };
}

/**
 * An export has no hours: of its second day the part that belongs to the first 24 hours is taken in proportion. Null where it has
 * not its first day, or does not reach its second yet.
 */
function exportedFirstDay(views: readonly DailyRow[], liveMs: number): StoredPlacing['firstDay'] {
  const day = Math.floor(liveMs / DAY_MS);
  const left = (liveMs - day * DAY_MS) / DAY_MS;
  const on = (of: number) => sum(views.filter((row) => row.day === of).map(({ value }) => value));
  const isTold = views.some((row) => row.day === day) && (left === 0 || views.some((row) => row.day > day));
  return isTold ? { views: on(day) + left * on(day + 1), isEstimate: left > 0 } : null;
}

function byEvents(
  place: Place,
  { exposed, deeds, assets }: ToldOfTitle,
  anonymous: readonly AnonymousRow[],
  daily: readonly DailyRow[],
): StoredPlacing {
  const known = exposed.find(at(place));
  const ofAction = (action: number) => sum(anonymous.filter((row) => row.action === action).map(({ n }) => n));
  const applause = (action: number) =>
    sum(deeds.filter((row) => at(place)(row) && row.action === action).map(({ n }) => n)) + ofAction(action);
  const steps = STEP_KEYS.map((step, i) => [step, (known?.[step] ?? 0) + ofAction(i + 1)]);
  const isLive = assets.some(({ id, liveMs }) => id === place.asset && liveMs !== null);
  /** A play of nobody known is of no exposure, so it follows no impression that can be told, and leaves no error. */
  const shares = (sums: Parameters<typeof clusterSums>[0] | undefined, step: number): ClusterSums => {
    const known = sums ? clusterSums(sums) : NO_CLUSTERS;
    const [n, y] = [ofAction(step), ofAction(COMPLETE)];
    return n + y === 0 ? known : { ...NO_CLUSTERS, n: known.n + n, y: known.y + y };
  };
  return {
    ...place,
    ...{ source: 'events', exportedToMs: null },
    funnel: Object.fromEntries(steps) as StoredPlacing['funnel'],
    views: (known?.views ?? 0) + sum(anonymous.map(({ views }) => views)),
    firstDay: isLive
      ? { views: (known?.firstDay ?? 0) + sum(anonymous.map(({ firstDay }) => firstDay)), isEstimate: false }
      : null,
    ...{ viewThrough: shares(known?.shown, IMPRESSION), completion: shares(known?.played, START) },
    ...{ likes: applause(LIKE), shares: applause(SHARE), cost: sumOf(daily, 'cost') },
  };
}

/** By who put it before people, as events and exports say. Kinds that nothing is told of are left out. */
export function storedKinds(
  { kinds, anonymous, daily }: Pick<ToldOfTitle, 'kinds' | 'anonymous' | 'daily'>,
  placings: readonly StoredPlacing[],
): StoredKind[] {
  const byEvents = placings.filter(({ source }) => source === 'events');
  const counting = anonymous.filter((row) => row.holdout === 0 && byEvents.some((place) => at(place)(row)));
  const exported = daily.filter(
    (row) => PLAYED.has(row.metric) && placings.some((place) => place.source === 'daily' && at(place)(row)),
  );
  return KIND_NAMES.flatMap((kind, number): StoredKind[] => {
    const known = kinds.find((row) => row.kind === number);
    const own = counting.filter((row) => row.kind === number && row.action <= STEP_KEYS.length);
    const exports = exported.filter((row) => row.kind === kind);
    if (known === undefined && own.length === 0 && exports.length === 0) return [];
    /** Of events what they say; where only exports tell of the kind, null for what none of them counts. */
    const total = (key: 'impressions' | 'starts' | 'completes' | 'views', byEvents: number) => {
      const counted = sumOf(exports, key);
      return known === undefined && own.length === 0 ? counted : (known?.[key] ?? 0) + byEvents + (counted ?? 0);
    };
    const ofAction = (action: number) => sum(own.filter((row) => row.action === action).map(({ n }) => n));
    return [
      {
        kind,
        impressions: total('impressions', ofAction(IMPRESSION)),
        starts: total('starts', ofAction(START)),
        completes: total('completes', ofAction(COMPLETE)),
        views: total('views', sum(own.map(({ views }) => views))),
      },
    ];
  });
}

/** Null: no such count was exported. */
export function sumOf(daily: readonly DailyRow[], metric: string): number | null {
  const own = daily.filter((row) => row.metric === metric);
  return own.length === 0 ? null : sum(own.map(({ value }) => value));
}

export const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
