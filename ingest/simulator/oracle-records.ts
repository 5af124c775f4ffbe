import { canonicalLanguage } from '../contract/language.ts';
import type { EventRecord, PlaybackRecord } from '../contract/records.ts';
import { DEVICES, ORIGINS } from '../contract/vocabulary.ts';
import { knownTitles, type KnownTitle } from './oracle-catalogue.ts';
import { knownProfiles, toldImpressions, type KnownProfile, type ToldImpression } from './oracle-people.ts';
import { instant, milliseconds } from './oracle-units.ts';

/** A playback record in true time and whole milliseconds. */
export interface Told {
  /** True time: the client's clock minus its offset. */
  readonly atMs: number;
  readonly seq: number;
  /** The stretch played since the record before; null: none. */
  readonly stretch: { readonly fromMs: number; readonly toMs: number } | null;
  /** Cumulative content played; null: the sender does not say. */
  readonly playedMs: number | null;
  readonly context: PlayContext;
}

/** Where, on what and from where something is played; '' where the sender does not say. */
export interface PlayContext {
  readonly country: string;
  readonly region: string;
  readonly device: string;
  readonly audio: string;
  readonly origin: string;
  readonly surface: string;
  readonly rate: number;
}

/** One play with all its records, in no particular order. */
export interface ToldPlay {
  readonly titleId: string;
  readonly episodeId: string;
  readonly viewerId: string;
  readonly playId: string;
  /** The earliest start any of its records names. */
  readonly startedMs: number;
  /** The time of its last record. */
  readonly endedMs: number;
  readonly records: readonly Told[];
  readonly context: PlayContext;
}

export interface Sorted {
  readonly titles: ReadonlyMap<string, KnownTitle>;
  readonly plays: readonly ToldPlay[];
  readonly profiles: ReadonlyMap<string, KnownProfile>;
  /** Of known titles. */
  readonly impressions: readonly ToldImpression[];
  readonly leftOut: {
    /** Records marked as test. */
    readonly test: number;
    /** Records equal to one seen before. */
    readonly duplicates: number;
    /** Plays of titles nobody has described. */
    readonly unmatchedPlays: number;
    /** Plays that started before the title's premiere: screeners. */
    readonly playsBeforePremiere: number;
  };
}

/** Step one: drops tests and duplicates, gathers plays, leaves out what no number may count. */
export function sortRecords(records: readonly EventRecord[], asOfMs = Infinity): Sorted {
  const titles = knownTitles(records, asOfMs);
  const leftOut = { test: 0, duplicates: 0, unmatchedPlays: 0, playsBeforePremiere: 0 };
  const seen = new Set<string>();
  const byPlay = new Map<string, PlaybackRecord[]>();
  for (const record of records) {
    if (record.type !== 'playback') continue;
    if (record.test) {
      leftOut.test += 1;
      continue;
    }
    // Identity and body: another body under the same identity counts as well (their union).
    const body = JSON.stringify(record, Object.keys(record).sort());
    if (seen.has(body)) {
      leftOut.duplicates += 1;
      continue;
    }
    seen.add(body);
    const key = JSON.stringify([record.title_id, record.episode_id ?? '', record.viewer_id, record.play_id]);
    const group = byPlay.get(key);
    if (group) group.push(record);
    else byPlay.set(key, [record]);
  }
  const plays: ToldPlay[] = [];
  for (const group of byPlay.values()) {
    const play = gatherPlay(group);
    const title = titles.get(play.titleId);
    if (!title) leftOut.unmatchedPlays += 1;
    else if (title.premiereMs !== null && play.startedMs < title.premiereMs) leftOut.playsBeforePremiere += 1;
    else plays.push(play);
  }
  const impressions = toldImpressions(records).filter((impression) => titles.has(impression.titleId));
  return { titles, plays, profiles: knownProfiles(records), impressions, leftOut };
}

function gatherPlay(group: readonly PlaybackRecord[]): ToldPlay {
  const [any] = group;
  if (!any) throw new RangeError('A play has at least one record.');
  const records = group.map(tell);
  // The context is that of the first record; should two claim to be the first, the lesser one by country, device and so on.
  const first = records.reduce((least, each) => (comesBefore(each, least) ? each : least));
  return {
    titleId: any.title_id,
    episodeId: any.episode_id ?? '',
    viewerId: String(any.viewer_id),
    playId: String(any.play_id),
    startedMs: Math.min(...group.map((record) => instant(record.started_at) - (record.clock_offset_ms ?? 0))),
    endedMs: Math.max(...records.map((record) => record.atMs)),
    records,
    context: first.context,
  };
}

function comesBefore(a: Told, b: Told): boolean {
  if (a.seq !== b.seq) return a.seq < b.seq;
  const [ours, others] = [order(a.context), order(b.context)];
  const at = ours.findIndex((value, index) => value !== others[index]);
  return at >= 0 && (ours[at] ?? 0) < (others[at] ?? 0);
}

/** By country, device, region, audio, origin, rate and surface; devices and origins by their numbers in the contract. */
function order({ country, device, region, audio, origin, rate, surface }: PlayContext): (string | number)[] {
  const [deviceNumber, originNumber] = [Object.keys(DEVICES).indexOf(device), Object.keys(ORIGINS).indexOf(origin)];
  return [country, deviceNumber, region, audio, originNumber, rate, surface];
}

function tell(record: PlaybackRecord): Told {
  const fromMs = record.from_s === undefined ? null : milliseconds(record.from_s);
  const toMs = milliseconds(record.position_s);
  return {
    atMs: instant(record.at) - (record.clock_offset_ms ?? 0),
    seq: record.seq,
    stretch: fromMs !== null && fromMs < toMs ? { fromMs, toMs } : null,
    playedMs: record.played_s === undefined ? null : milliseconds(record.played_s),
    context: {
      country: (record.country ?? '').toUpperCase(),
      region: record.region ?? '',
      device: record.device ?? 'unknown',
      audio: canonicalLanguage(record.audio ?? '') ?? '',
      origin: record.origin ?? 'unknown',
      surface: record.surface ?? '',
      rate: record.rate ?? 1,
    },
  };
}
