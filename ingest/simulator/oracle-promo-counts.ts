import { DAY_MS, HOUR_MS, dayOf } from './clock.ts';
import { clusteredShare, type Clustered } from './oracle-clusters.ts';
import { exposuresOfViewers, inOrder, STEPS } from './oracle-exposures.ts';
import type { DailyCount, KnownAsset, KnownPromo, PromoAction, ToldPromo } from './oracle-promo.ts';

/** Daily counts that make a channel's export the source of all that was played there. */
const PLAYED = ['impressions', 'starts', 'views', 'q25', 'q50', 'q75', 'completes'] as const;
type Played = (typeof PLAYED)[number];

/** An asset on a channel; one that nobody has described, for a title that its events name. */
export interface Placing {
  readonly assetId: string;
  readonly titleId: string;
  readonly channel: string;
  /**
   * Daily counts where there is any of something played, or of anything but costs and no event at all; else events. Never both:
   * an export and events tell of the same plays. Costs are only in exports.
   */
  readonly source: 'daily' | 'events';
}

/** Every asset on every channel that something is told of. */
export function placings({ events, daily }: KnownPromo): Placing[] {
  const groups = Map.groupBy([...events, ...daily], (told) =>
    JSON.stringify([told.assetId, told.titleId, told.channel]),
  );
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const { assetId, titleId, channel } = first;
    const metrics = group.flatMap((told) => ('metric' in told ? told.metric : []));
    const isAlone = metrics.length === group.length && metrics.some((metric) => metric !== 'cost');
    const source = isAlone || metrics.some(isPlayed) ? 'daily' : 'events';
    return { assetId, titleId, channel, source };
  });
}

const isPlayed = (metric: string): metric is Played => (PLAYED as readonly string[]).includes(metric);
const isAt = (placing: Placing) => (told: { assetId: string; titleId: string; channel: string }) =>
  told.assetId === placing.assetId && told.titleId === placing.titleId && told.channel === placing.channel;

/** How far an asset was played on a channel; null: the channel's export does not say. */
export interface PromoFunnel extends Record<Played, number | null> {
  readonly source: Placing['source'];
  /** Completes of shown exposures ÷ impressions. */
  readonly viewThrough: Clustered | null;
  /** Completes ÷ starts. */
  readonly completion: Clustered | null;
}

/**
 * The funnel of an asset on a channel. By events, each exposure of a viewer once a step, and a step only with all those before
 * it: skipping to the end completes nothing. A record without a viewer belongs to no exposure and counts by itself, and an
 * export's counts are as the channel has made them; shares of both have no error, since nobody knows whose plays they are.
 */
export function promoFunnel(promo: KnownPromo, placing: Placing): PromoFunnel {
  const { source } = placing;
  if (source === 'daily') {
    const total = (metric: Played) => sumOf(promo.daily.filter(isAt(placing)), metric);
    const all = PLAYED.map((metric) => [metric, total(metric === 'views' ? viewsMetric(promo, placing) : metric)]);
    const counts = Object.fromEntries(all) as Record<Played, number | null>;
    const share = (of: number | null) => shareOf(counts.completes, of);
    return { source, ...counts, viewThrough: share(counts.impressions), completion: share(counts.starts) };
  }
  const events = promo.events.filter(isAt(placing));
  const exposures = exposuresOfViewers({ events });
  const anonymous = events.filter(({ viewerId }) => viewerId === null);
  const count = (step: PromoAction) =>
    exposures.filter(({ reached }) => reached.has(step)).length + anonymous.filter((e) => e.action === step).length;
  const [impressions, starts, q25, q50, q75, completes] = STEPS.map(count) as [
    ...[number, number, number, number, number, number],
  ];
  const views = viewInstants(promo, placing).length;
  const ratio = (of: 'impression' | 'start') => {
    const begun = exposures.filter(({ reached }) => reached.has(of));
    const ended = (reached: { has: (step: PromoAction) => boolean }) => reached.has('complete');
    const unknown = (step: PromoAction) => anonymous.filter(({ action }) => action === step).length;
    if (unknown(of) + unknown('complete') === 0)
      return clusteredShare(
        begun,
        ({ viewerId }) => viewerId,
        ({ reached }) => ended(reached),
      );
    const all = begun.filter(({ reached }) => ended(reached)).length + unknown('complete');
    return shareOf(all, begun.length + unknown(of));
  };
  return {
    ...{ source, impressions, starts, views, q25, q50, q75, completes },
    viewThrough: ratio('impression'),
    completion: ratio('start'),
  };
}

function shareOf(part: number | null, of: number | null): Clustered | null {
  return part === null || of === null || of === 0 ? null : { n: of, share: part / of, standardError: null };
}

/** Which count of an export is its views: its own of them, or else that of the step that the channel's rule asks for. */
function viewsMetric({ assets, daily }: KnownPromo, placing: Placing): Played {
  if (daily.some((count) => isAt(placing)(count) && count.metric === 'views')) return 'views';
  const action = viewActionAt(assets.get(placing.assetId), placing.channel);
  return COUNTED_AS[action] ?? 'starts';
}
const COUNTED_AS: Partial<Record<PromoAction, Played>> = {
  ...{ impression: 'impressions', start: 'starts', q25: 'q25', q50: 'q50', q75: 'q75', complete: 'completes' },
};

/** Null: no such count was exported. */
function sumOf(counts: readonly DailyCount[], metric: string): number | null {
  const own = counts.filter((count) => count.metric === metric);
  return own.length === 0 ? null : own.reduce((sum, { value }) => sum + value, 0);
}

/** When each view by events came about, by the rule of the asset's own channel; elsewhere a view is a start. */
export function viewInstants(promo: KnownPromo, placing: Placing): number[] {
  if (placing.source === 'daily') return [];
  const action = viewActionAt(promo.assets.get(placing.assetId), placing.channel);
  const events = promo.events.filter(isAt(placing));
  const reached = exposuresOfViewers({ events }).flatMap((exposure) => exposure.reached.get(action) ?? []);
  const anonymous = events.filter((event) => event.viewerId === null && event.action === action);
  return [...reached, ...anonymous.map(({ atMs }) => atMs)];
}

const viewActionAt = (asset: KnownAsset | undefined, channel: string): PromoAction =>
  asset !== undefined && asset.channel === channel ? asset.viewAt : 'start';

/** Views of a placing before an instant; of an export, of the days that have ended by then. */
export function viewsBefore(promo: KnownPromo, placing: Placing, untilMs: number): number {
  const days = promo.daily.filter((count) => isAt(placing)(count) && count.dayMs + DAY_MS <= untilMs);
  if (placing.source === 'daily') return sumOf(days, viewsMetric(promo, placing)) ?? 0;
  return viewInstants(promo, placing).filter((atMs) => atMs < untilMs).length;
}

export interface FirstDay {
  readonly views: number;
  /** The export tells of whole UTC days, and the asset did not go live at the start of one. */
  readonly isEstimate: boolean;
}

/**
 * Views in the 24 hours after the asset went live; null before they have passed, when nobody says when it went live, and where an
 * export has not its first day or does not reach its second. An export has no hours: of its second day the part that belongs to
 * the first 24 hours is taken in proportion, and marked.
 */
export function firstDayViews(promo: KnownPromo, placing: Placing, asOfMs: number): FirstDay | null {
  const liveMs = promo.assets.get(placing.assetId)?.liveMs ?? null;
  if (liveMs === null || liveMs + DAY_MS > asOfMs) return null;
  if (placing.source === 'events') {
    const views = viewInstants(promo, placing).filter((atMs) => atMs >= liveMs && atMs < liveMs + DAY_MS).length;
    return { views, isEstimate: false };
  }
  const views = viewsMetric(promo, placing);
  const counts = promo.daily.filter((count) => isAt(placing)(count) && count.metric === views);
  const day = (dayMs: number) =>
    sumOf(
      counts.filter((count) => count.dayMs === dayMs),
      views,
    );
  const first = day(dayOf(liveMs));
  const left = (liveMs - dayOf(liveMs)) / DAY_MS;
  const reaches = left === 0 || counts.some(({ dayMs }) => dayMs > dayOf(liveMs));
  if (first === null || !reaches) return null;
  return { views: first + left * (day(dayOf(liveMs) + DAY_MS) ?? 0), isEstimate: left > 0 };
}

/** Views of a title in a UTC hour, and as a multiple of those of the hour before; exports have no hours and are in neither. */
export function viewVelocity(promo: KnownPromo, titleId: string, hourMs: number): Velocity {
  const own = placings(promo).filter((placing) => placing.titleId === titleId);
  return velocityOf(
    own.flatMap((placing) => viewInstants(promo, placing)),
    hourMs,
  );
}

export interface Velocity {
  readonly perHour: number;
  /** Null after an hour of none. */
  readonly change: number | null;
}

/** How many of some instants lie in a UTC hour, and in how many times as many as in the hour before. */
export function velocityOf(instantsMs: readonly number[], hourMs: number): Velocity {
  const within = (fromMs: number) => instantsMs.filter((atMs) => atMs >= fromMs && atMs < fromMs + HOUR_MS).length;
  const [perHour, before] = [within(hourMs), within(hourMs - HOUR_MS)];
  return { perHour, change: before === 0 ? null : perHour / before };
}

/**
 * List adds (or reminders) of a title before an instant, by events: of each viewer the first, whatever asset led to it; a record
 * without a viewer counts by itself. Where an export is the source, its `list_adds` (`reminders`) of the days that have ended.
 */
export function interestBefore(
  promo: KnownPromo,
  titleId: string,
  action: 'list_add' | 'reminder',
  untilMs: number,
): number {
  const own = placings(promo).filter((placing) => placing.titleId === titleId);
  const byEvents = own.filter(({ source }) => source === 'events');
  const told = promo.events.filter(
    (event) => event.action === action && event.atMs < untilMs && byEvents.some((placing) => isAt(placing)(event)),
  );
  const people = new Set(told.toSorted(inOrder).map(({ viewerId, eventId }) => viewerId ?? `event ${eventId}`));
  const counted = own
    .filter(({ source }) => source === 'daily')
    .flatMap((placing) => promo.daily.filter((count) => isAt(placing)(count) && count.dayMs + DAY_MS <= untilMs));
  return people.size + (sumOf(counted, `${action}s`) ?? 0);
}

/** Likes (or shares) of a placing, each record for itself; of an export as it counts them. */
export function applause(promo: KnownPromo, placing: Placing, action: 'like' | 'share'): number {
  if (placing.source === 'daily') return sumOf(promo.daily.filter(isAt(placing)), `${action}s`) ?? 0;
  return promo.events.filter((event: ToldPromo) => isAt(placing)(event) && event.action === action).length;
}
