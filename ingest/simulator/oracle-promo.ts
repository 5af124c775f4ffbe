import type { AssetRecord, EventRecord, PromoDailyRecord, PromoRecord } from '../contract/records.ts';
import type { MEDIA_KINDS, PROMO_ACTIONS } from '../contract/vocabulary.ts';
import { instant } from './oracle-units.ts';

export type PromoAction = keyof typeof PROMO_ACTIONS;
export type MediaKind = keyof typeof MEDIA_KINDS;

/** What the catalogue says of an asset, as of its latest correction. */
export interface KnownAsset {
  readonly id: string;
  readonly titleId: string;
  readonly form: string;
  readonly channel: string;
  readonly liveMs: number | null;
  /** What has to be reached for a view on the asset's own channel. */
  readonly viewAt: PromoAction;
}

/** One thing that happened to an asset. */
export interface ToldPromo {
  readonly eventId: string;
  readonly assetId: string;
  readonly titleId: string;
  /** Null off-platform. */
  readonly viewerId: string | null;
  readonly action: PromoAction;
  readonly channel: string;
  readonly kind: MediaKind;
  readonly atMs: number;
}

/** A channel's own count of a day, all countries together; what it does not give to a kind is `unknown`. */
export interface DailyCount {
  readonly assetId: string;
  readonly titleId: string;
  readonly channel: string;
  /** 00:00 UTC. */
  readonly dayMs: number;
  readonly metric: string;
  readonly kind: MediaKind;
  readonly value: number;
}

export interface KnownPromo {
  readonly assets: ReadonlyMap<string, KnownAsset>;
  /** Without those of the holdout. */
  readonly events: readonly ToldPromo[];
  /** What would have been exposures of those who were kept from them. */
  readonly withheld: readonly ToldPromo[];
  readonly daily: readonly DailyCount[];
  readonly leftOut: {
    readonly test: number;
    /** Events of an asset that nobody has described, and that name no title; counts of such an asset. */
    readonly unmatched: number;
  };
}

/** Actions that a rule may ask for. */
const VIEWS: readonly PromoAction[] = ['impression', 'start', 'q25', 'q50', 'q75', 'complete'];

/**
 * What a view rule asks for. The dictionary leaves it to the channel; the rule is a sentence, and where it begins with an
 * action and a colon (`q25: a quarter of it played`) a view is an exposure that got there. Any other rule, and none, is a start.
 */
export function viewActionOf(rule: string): PromoAction {
  return VIEWS.find((action) => rule.startsWith(`${action}:`)) ?? 'start';
}

/**
 * Promo records that count, each identity once. An asset's title is the catalogue's; only of an asset that nobody has
 * described it is the one that the event names. An event without a channel happened on the asset's own. Capitals of a channel
 * tell nothing apart.
 *
 * @throws RangeError for two bodies of one event, or of one count and one `updated_at`: which of them wins follows from a hash
 * that is not told here.
 */
export function knownPromo(records: readonly EventRecord[]): KnownPromo {
  const assets = knownAssets(records);
  const leftOut = { test: 0, unmatched: 0 };
  const events: ToldPromo[] = [];
  const withheld: ToldPromo[] = [];
  for (const record of eachEvent(records)) {
    const asset = assets.get(record.asset_id);
    const titleId = asset?.titleId ?? record.title_id;
    if (record.test) leftOut.test += 1;
    else if (titleId === undefined) leftOut.unmatched += 1;
    else (record.holdout ? withheld : events).push(told(record, titleId, asset));
  }
  const counts: (DailyCount & { country: string })[] = [];
  for (const record of newestCounts(records)) {
    const { asset_id: assetId, channel, metric, value, country = '', paid_owned_earned: kind = 'unknown' } = record;
    const titleId = assets.get(assetId)?.titleId;
    if (record.test) leftOut.test += 1;
    else if (titleId === undefined) leftOut.unmatched += 1;
    else
      counts.push({
        ...{ assetId, titleId, channel: channel.toLowerCase(), metric, kind, value, country: country.toUpperCase() },
        dayMs: Date.parse(record.date),
      });
  }
  return { assets, events, withheld, daily: overKinds(overCountries(counts)), leftOut };
}

function knownAssets(records: readonly EventRecord[]): Map<string, KnownAsset> {
  const newest = new Map<string, AssetRecord>();
  const updatedMs = (record: AssetRecord) => instant(record.updated_at ?? record.at ?? 0);
  for (const record of records) {
    if (record.type !== 'catalog' || record.kind !== 'asset' || record.test) continue;
    const known = newest.get(record.id);
    if (!known || updatedMs(record) > updatedMs(known)) newest.set(record.id, record);
  }
  const current = [...newest.values()].filter((record) => !record.deleted);
  return new Map(
    current.map((record) => [
      record.id,
      {
        id: record.id,
        titleId: record.title_id,
        form: record.form ?? '',
        channel: (record.channel ?? '').toLowerCase(),
        liveMs: record.live_at === undefined ? null : instant(record.live_at),
        viewAt: viewActionOf(record.view_rule ?? ''),
      },
    ]),
  );
}

function eachEvent(records: readonly EventRecord[]): PromoRecord[] {
  const known = new Map<string, PromoRecord>();
  for (const record of records) {
    if (record.type !== 'promo') continue;
    const other = known.get(record.event_id);
    if (other && body(other) !== body(record)) throw new RangeError(`Two bodies of the event ${record.event_id}.`);
    known.set(record.event_id, record);
  }
  return [...known.values()];
}

function told(record: PromoRecord, titleId: string, asset: KnownAsset | undefined): ToldPromo {
  return {
    eventId: record.event_id,
    assetId: record.asset_id,
    titleId,
    viewerId: record.viewer_id === undefined ? null : String(record.viewer_id),
    action: record.action,
    channel: record.channel?.toLowerCase() ?? asset?.channel ?? '',
    kind: record.paid_owned_earned ?? 'unknown',
    atMs: instant(record.at),
  };
}

/** Of each count the one that was exported last. */
function newestCounts(records: readonly EventRecord[]): PromoDailyRecord[] {
  const newest = new Map<string, PromoDailyRecord>();
  const updatedMs = (record: PromoDailyRecord) => instant(record.updated_at ?? record.at ?? record.date);
  const said = ({ value, source = '', test = false }: PromoDailyRecord) => JSON.stringify([value, source, test]);
  for (const record of records) {
    if (record.type !== 'promo_daily') continue;
    const { asset_id: asset, channel, country = '', date, metric, paid_owned_earned: kind = 'unknown' } = record;
    const key = JSON.stringify([asset, channel.toLowerCase(), country.toUpperCase(), date, metric, kind]);
    const known = newest.get(key);
    if (known && updatedMs(known) === updatedMs(record) && said(known) !== said(record))
      throw new RangeError(`Two counts of ${key} have the same updated_at.`);
    if (!known || updatedMs(record) > updatedMs(known)) newest.set(key, record);
  }
  return [...newest.values()];
}

/** A count that names no country is of all of them, and then those that name one are parts of it; else they are added up. */
function overCountries(counts: readonly (DailyCount & { country: string })[]): DailyCount[] {
  const groups = Map.groupBy(counts, (count) =>
    JSON.stringify([count.assetId, count.channel, count.dayMs, count.metric, count.kind]),
  );
  return [...groups.values()].map((group) => {
    const total = group.find(({ country }) => country === '');
    const { country: _, ...count } = total ?? (group[0] as (typeof group)[number]);
    return { ...count, value: total?.value ?? group.reduce((sum, { value }) => sum + value, 0) };
  });
}

/** One that says no kind is of all of them: what those that say one leave of it is of no known kind, and never less than nothing. */
function overKinds(counts: readonly DailyCount[]): DailyCount[] {
  const groups = Map.groupBy(counts, ({ assetId, channel, dayMs, metric }) =>
    JSON.stringify([assetId, channel, dayMs, metric]),
  );
  return [...groups.values()].flatMap((group) => {
    const named = group.filter(({ kind }) => kind !== 'unknown');
    const all = group.find(({ kind }) => kind === 'unknown');
    if (!all || named.length === 0) return group;
    const left = named.reduce((rest, { value }) => rest - value, all.value);
    return left > 0 ? [...named, { ...all, value: left }] : named;
  });
}

const body = (record: PromoRecord) => JSON.stringify(record, Object.keys(record).sort());
