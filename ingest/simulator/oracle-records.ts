import type { EventRecord, PlaybackRecord } from '../contract/records.ts';

/** What of the catalogue the metrics need of a film or season. */
export interface KnownTitle {
  readonly id: string;
  readonly premiereMs: number | null;
  /** A film is one episode with the id ''. */
  readonly episodes: readonly KnownEpisode[];
}

export interface KnownEpisode {
  readonly id: string;
  /** 0: unknown. */
  readonly runtimeMs: number;
  readonly availableMs: number | null;
}

/** A playback record in true time and whole milliseconds. */
export interface Told {
  /** True time: the client's clock minus its offset. */
  readonly atMs: number;
  readonly seq: number;
  /** The stretch played since the record before; null: none. */
  readonly stretch: { readonly fromMs: number; readonly toMs: number } | null;
  /** Cumulative content played; null: the sender does not say. */
  readonly playedMs: number | null;
  readonly country: string;
  readonly device: string;
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
  readonly records: readonly Told[];
  readonly country: string;
  readonly device: string;
  readonly rate: number;
}

export interface Sorted {
  readonly titles: ReadonlyMap<string, KnownTitle>;
  readonly plays: readonly ToldPlay[];
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
export function sortRecords(records: readonly EventRecord[]): Sorted {
  const titles = knownTitles(records);
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
  return { titles, plays, leftOut };
}

function gatherPlay(group: readonly PlaybackRecord[]): ToldPlay {
  const [any] = group;
  if (!any) throw new RangeError('A play has at least one record.');
  const records = group.map(tell);
  // The context is that of the first record; should two claim to be the first, the lesser one by country and device.
  const first = records.reduce((least, each) => (comesBefore(each, least) ? each : least));
  return {
    titleId: any.title_id,
    episodeId: any.episode_id ?? '',
    viewerId: String(any.viewer_id),
    playId: String(any.play_id),
    startedMs: Math.min(...group.map((record) => instant(record.started_at) - (record.clock_offset_ms ?? 0))),
    records,
    country: first.country,
    device: first.device,
    rate: first.rate,
  };
}

/** The devices in the order of their numbers in the store. */
const DEVICE_ORDER = ['unknown', 'tv', 'mobile', 'tablet', 'web', 'console', 'other'];

function comesBefore(a: Told, b: Told): boolean {
  if (a.seq !== b.seq) return a.seq < b.seq;
  if (a.country !== b.country) return a.country < b.country;
  if (a.device !== b.device) return DEVICE_ORDER.indexOf(a.device) < DEVICE_ORDER.indexOf(b.device);
  return a.rate < b.rate;
}

function tell(record: PlaybackRecord): Told {
  const fromMs = record.from_s === undefined ? null : milliseconds(record.from_s);
  const toMs = milliseconds(record.position_s);
  return {
    atMs: instant(record.at) - (record.clock_offset_ms ?? 0),
    seq: record.seq,
    stretch: fromMs !== null && fromMs < toMs ? { fromMs, toMs } : null,
    playedMs: record.played_s === undefined ? null : milliseconds(record.played_s),
    country: (record.country ?? '').toUpperCase(),
    device: record.device ?? 'unknown',
    rate: record.rate ?? 1,
  };
}

/** The catalogue as of its latest corrections. */
function knownTitles(records: readonly EventRecord[]): Map<string, KnownTitle> {
  const latest = new Map<string, { updatedMs: number; record: EventRecord & { type: 'catalog' } }>();
  for (const record of records) {
    if (record.type !== 'catalog' || record.test) continue;
    const key = `${record.kind} ${record.id}`;
    const updatedMs = instant(record.updated_at ?? record.at ?? 0);
    const known = latest.get(key);
    if (!known || updatedMs > known.updatedMs) latest.set(key, { updatedMs, record });
  }
  const current = [...latest.values()].map((each) => each.record).filter((record) => !record.deleted);
  const titles = new Map<string, KnownTitle>();
  for (const title of current) {
    if (title.kind !== 'title') continue;
    const premiereMs = title.premiere_at === undefined ? null : instant(title.premiere_at);
    const episodes = current.flatMap((record) =>
      record.kind === 'episode' && record.title_id === title.id
        ? [
            {
              id: record.id,
              runtimeMs: milliseconds(record.runtime_s ?? 0),
              availableMs: record.available_at === undefined ? premiereMs : instant(record.available_at),
            },
          ]
        : [],
    );
    const film = { id: '', runtimeMs: milliseconds(title.runtime_s ?? 0), availableMs: premiereMs };
    titles.set(title.id, { id: title.id, premiereMs, episodes: episodes.length > 0 ? episodes : [film] });
  }
  return titles;
}

function instant(value: string | number): number {
  return typeof value === 'number' ? value : Date.parse(value);
}

function milliseconds(seconds: number): number {
  return Math.round(seconds * 1000);
}
