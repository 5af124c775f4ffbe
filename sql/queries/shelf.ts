import type { Store } from '../clickhouse/store.ts';
import type { Amounts } from './amounts.ts';
import { readMilestones } from './milestones.ts';
import type { Stage, TitleDetail, TitleInfo } from './read-model.ts';

/** A title's totals and when they were made. */
export interface Rollup extends Amounts {
  /** Grows with every roll-up: what is served of the title stays as it is while this does. */
  version: number;
  asOfMs: number;
  beforePremierePlays: number;
  beforePremiereMs: number;
}

/** The name under which what is of the whole slate stands beside what is of its titles. */
export const SLATE = '';

/** A count of a title's audience, or of the slate's. */
export interface AudienceRun {
  version: number;
  asOfMs: number;
  viewers: number;
}

/** What people say of a title, in sums, and when it was counted. */
export interface ReceptionRun {
  version: number;
  asOfMs: number;
  voices: number;
  /** Scored texts by what they say. */
  positive: number;
  neutral: number;
  negative: number;
  ratings: number;
  /** Millionths of 0…10. */
  ratingSum: number;
}

/** What a campaign has come to, in sums, and when it was counted. */
export interface CampaignRun {
  version: number;
  asOfMs: number;
  /** Of the catalogue. */
  assets: number;
  views: number;
  mentions: number;
  listAdds: number;
  reminders: number;
  /** Viewers with an exposure at least seven days old, those of them who started, and those without one that old. */
  exposed7d: number;
  converted7d: number;
  maturing7d: number;
  /** The last UTC day, since the epoch, that exports tell views of; null: none does. */
  exportedTo: number | null;
}

export interface Shelf {
  /** Every title of the catalogue, by id. */
  readonly titles: ReadonlyMap<string, { readonly info: TitleInfo; readonly detail: TitleDetail }>;
  /** Ids of titles that were in the catalogue once. */
  readonly gone: ReadonlySet<string>;
  /** Of every title that was rolled up, also of those that have left the catalogue. */
  readonly rollups: ReadonlyMap<string, Rollup>;
  /** The last count of each title's audience, and the slate's. */
  readonly audience: ReadonlyMap<string, AudienceRun>;
  /** The last count of the voices of each title that anybody ever spoke of. */
  readonly receptions: ReadonlyMap<string, ReceptionRun>;
  /** The last count of each title's campaign, of titles with any. */
  readonly campaigns: ReadonlyMap<string, CampaignRun>;
  /** Titles of the catalogue, the most watched first. */
  readonly mostWatched: readonly TitleInfo[];
}

/**
 * The catalogue and the totals of its titles, as of the call: some hundred bytes a title that every page asks for in several
 * ways (4 ms of CPU each). They are kept in memory, and the store is asked for what is newer; an embedded one, which only
 * this process writes to, only after it was written to.
 */
export function shelf(store: Store): Promise<Shelf> {
  return store.own('shelf', () => new ShelfOfStore(store)).asOfNow();
}

/** Versions are about milliseconds; those of two processes may stand in the store a little out of their order. */
const OUT_OF_ORDER = 10_000;

class ShelfOfStore implements Shelf {
  readonly titles = new Map<string, { info: TitleInfo; detail: TitleDetail }>();
  readonly gone = new Set<string>();
  readonly rollups = new Map<string, Rollup>();
  readonly audience = new Map<string, AudienceRun>();
  readonly receptions = new Map<string, ReceptionRun>();
  readonly campaigns = new Map<string, CampaignRun>();
  readonly #store: Store;
  #rolled = 0;
  #counted = 0;
  #heard = 0;
  #told = 0;
  #known = 0;
  /** What the store's changes were when the last reading began. */
  #readAt = -1;
  #calls = 0;
  #reading: Promise<void> | null = null;
  #mostWatched: readonly TitleInfo[] | null = null;

  constructor(store: Store) {
    this.#store = store;
  }

  async asOfNow(): Promise<Shelf> {
    if (!this.#store.embedded) this.#calls += 1;
    for (const calledAt = this.#now(); this.#readAt < calledAt;) {
      this.#reading ??= this.#read().finally(() => (this.#reading = null));
      await this.#reading;
    }
    return this;
  }

  get mostWatched(): readonly TitleInfo[] {
    const viewers = ({ id }: TitleInfo) => this.rollups.get(id)?.viewers ?? 0;
    this.#mostWatched ??= [...this.titles.values()]
      .map(({ info }) => info)
      .sort((a, b) => viewers(b) - viewers(a) || inOrder(a.name, b.name) || inOrder(a.id, b.id));
    return this.#mostWatched;
  }

  /** A server may have been written to by others: each call there asks it. */
  #now(): number {
    return this.#store.embedded ? this.#store.changes : this.#calls;
  }

  async #read(): Promise<void> {
    const readAt = this.#now();
    const newest = await this.#store.one<{
      rolled: number;
      counted: number;
      heard: number;
      told: number;
      known: number;
    }>({
      name: 'shelf.newest',
      text: `
        SELECT (SELECT max(version) FROM served_rollup) AS rolled, (SELECT max(version) FROM served_audience_run) AS counted,
          (SELECT max(version) FROM served_reception) AS heard, (SELECT max(version) FROM served_buzz) AS told, (SELECT max(version) FROM served_title) AS known`,
    });
    if (newest.known > this.#known) await this.#readTitles(newest.known);
    if (newest.rolled > this.#rolled) await this.#readRollups(newest.rolled);
    await this.#readAudience(newest.counted);
    if (newest.heard > this.#heard) await this.#readReceptions(newest.heard);
    if (newest.told > this.#told) await this.#readCampaigns(newest.told);
    this.#readAt = readAt;
  }

  async #readRollups(newest: number): Promise<void> {
    const rows = await this.#store.query<Rollup & { title: string }>({
      name: 'shelf.rollups',
      text: `
        SELECT title, version, ${ms('as_of')} AS asOfMs, hours_ms AS hoursMs, starts, viewers, starters, watchers, completers,
          before_premiere_plays AS beforePremierePlays, before_premiere_ms AS beforePremiereMs
        FROM served_rollup FINAL WHERE version > {since:UInt64}`,
      params: { since: Math.max(0, this.#rolled - OUT_OF_ORDER) },
    });
    for (const { title, ...rollup } of rows) this.rollups.set(title, rollup);
    this.#rolled = newest;
    this.#mostWatched = null;
  }

  /** A run writes title after title with one version: until the slate's row ends it there may be more of it. */
  async #readAudience(newest: number): Promise<void> {
    if (newest === this.#counted && (this.audience.get(SLATE)?.version ?? 0) === newest) return;
    const rows = await this.#store.query<AudienceRun & { title: string }>({
      name: 'shelf.audience',
      text: `
        SELECT title, version, ${ms('as_of')} AS asOfMs, viewers FROM served_audience_run FINAL WHERE version > {since:UInt64}`,
      params: { since: Math.max(0, this.#counted - OUT_OF_ORDER) },
    });
    for (const { title, ...run } of rows) this.audience.set(title, run);
    this.#counted = newest;
  }

  async #readReceptions(newest: number): Promise<void> {
    const rows = await this.#store.query<ReceptionRun & { title: string }>({
      name: 'shelf.receptions',
      text: `
        SELECT title, version, ${ms('as_of')} AS asOfMs, voices, positive, neutral, negative, ratings, rating_sum AS ratingSum
        FROM served_reception FINAL WHERE version > {since:UInt64}`,
      params: { since: Math.max(0, this.#heard - OUT_OF_ORDER) },
    });
    for (const { title, ...run } of rows) this.receptions.set(title, run);
    this.#heard = newest;
  }

  async #readCampaigns(newest: number): Promise<void> {
    const rows = await this.#store.query<CampaignRun & { title: string }>({
      name: 'shelf.campaigns',
      text: `
        SELECT title, version, ${ms('as_of')} AS asOfMs, assets, views, mentions, list_adds AS listAdds, reminders, exposed_7d AS exposed7d,
          converted_7d AS converted7d, maturing_7d AS maturing7d, if(exported_to = 0, NULL, exported_to) AS exportedTo
        FROM served_buzz FINAL WHERE version > {since:UInt64}`,
      params: { since: Math.max(0, this.#told - OUT_OF_ORDER) },
    });
    for (const { title, ...run } of rows) this.campaigns.set(title, run);
    // A milestone changes nothing of what a title's viewers did: it comes with the title's campaign.
    const milestones = await milestonesOf(
      this.#store,
      rows.map(({ title }) => title),
    );
    for (const { title: id } of rows) {
      const title = this.titles.get(id);
      if (title) this.titles.set(id, { ...title, detail: { ...title.detail, milestones: milestones.get(id) ?? [] } });
    }
    this.#told = newest;
  }

  async #readTitles(newest: number): Promise<void> {
    const rows = await this.#store.query<InfoRow & { deleted: number; changes: [string, number, number][] }>({
      name: 'shelf.titles',
      text: `
        SELECT title AS id, name, form, show, season, genres, if(stage = '', 'unknown', stage) AS stage, ${ms('premiere')} AS premiereMs,
          if(runtime_ms = 0, NULL, runtime_ms / 1000) AS runtimeSeconds, toBool(runtime_estimated) AS runtimeEstimated, episode_count AS episodes, hub,
          toBool(simulated) AS simulated, deleted,
          arrayMap(x -> (x.1, x.2, x.3 / 1000), changes) AS changes
        FROM served_title FINAL WHERE version > {since:UInt64}`,
      params: { since: Math.max(0, this.#known - OUT_OF_ORDER) },
    });
    // Read after their titles: a roll-up writes them before.
    const ids = rows.map(({ id }) => id);
    const [episodes, milestones] = await Promise.all([episodesOf(this.#store, ids), milestonesOf(this.#store, ids)]);
    for (const { deleted, changes, ...row } of rows) {
      if (deleted === 1) {
        this.titles.delete(row.id);
        this.gone.add(row.id);
        continue;
      }
      this.gone.delete(row.id);
      const info = toInfo(row);
      const episodeList = (episodes.get(row.id) ?? []).map(({ title: _, ...episode }) => episode);
      const runtimeChanges = changes.map(([episodeId, fromMs, runtimeSeconds]) => ({
        episodeId,
        fromMs,
        runtimeSeconds,
      }));
      const detail = { ...info, episodeList, milestones: milestones.get(row.id) ?? [], runtimeChanges };
      this.titles.set(row.id, { info, detail });
    }
    this.#known = newest;
    this.#mostWatched = null;
  }
}

const inOrder = (a: string, b: string) => (a < b ? -1 : Number(a > b));

/** Milliseconds since the epoch, or null. */
const ms = (column: string) => `toUnixTimestamp64Milli(${column})`;

type InfoRow = Omit<TitleInfo, 'season' | 'stage'> & { season: number; stage: string };
const STAGES: ReadonlySet<string> = new Set([
  'development',
  'pre-production',
  'production',
  'post-production',
  'marketing',
  'released',
]);

const toInfo = (row: InfoRow): TitleInfo => ({
  ...row,
  name: row.name === '' ? row.id : row.name,
  season: row.season === 0 ? null : row.season,
  stage: STAGES.has(row.stage) ? (row.stage as Stage) : 'unknown',
});

/** Episodes of some titles, in order. */
async function episodesOf(store: Store, titles: readonly string[]) {
  const rows = await store.query<TitleDetail['episodeList'][number] & { title: string }>({
    name: 'shelf.episodes',
    text: `
      SELECT title, episode AS id, number, name, if(runtime_ms = 0, NULL, runtime_ms / 1000) AS runtimeSeconds, toBool(runtime_estimated) AS runtimeEstimated,
        ${ms('available')} AS availableMs
      FROM served_episode FINAL
      WHERE title IN {titles:Array(String)} AND deleted = 0
      ORDER BY title, number, id`,
    params: { titles },
  });
  return Map.groupBy(rows, (row) => row.title);
}

/** Milestones of some titles, oldest first. */
async function milestonesOf(store: Store, titles: readonly string[]) {
  return Map.groupBy(await readMilestones(store, { titles }), (row) => row.titleId);
}
