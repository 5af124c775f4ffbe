import type { Store } from '../clickhouse/store.ts';
import type { Milestone, Stage, TitleDetail, TitleInfo } from './read-model.ts';

/** Milliseconds since the epoch, or null. */
export const ms = (column: string) => `toUnixTimestamp64Milli(${column})`;

const INFO = `
  title AS id, name, form, show, season, genres, if(stage = '', 'unknown', stage) AS stage, ${ms('premiere')} AS premiereMs,
  if(runtime_ms = 0, NULL, runtime_ms / 1000) AS runtimeSeconds, toBool(runtime_estimated) AS runtimeEstimated, episode_count AS episodes, hub,
  toBool(simulated) AS simulated`;

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

/** Titles of the catalogue by name, optionally those whose name or id contains a text (case-insensitive). */
export async function listTitles(
  store: Store,
  options: { search?: string; limit?: number; offset?: number } = {},
): Promise<TitleInfo[]> {
  const rows = await store.query<InfoRow>({
    name: 'titles.list',
    text: `
      SELECT ${INFO}
      FROM served_title FINAL
      LEFT JOIN (SELECT title, viewers FROM served_rollup FINAL) AS r USING title
      WHERE deleted = 0 AND ({search:String} = '' OR positionCaseInsensitiveUTF8(name, {search:String}) > 0 OR positionCaseInsensitiveUTF8(toString(title), {search:String}) > 0)
      ORDER BY r.viewers DESC, name, title
      LIMIT {limit:UInt32} OFFSET {offset:UInt32}`,
    params: { search: options.search ?? '', limit: options.limit ?? 100, offset: options.offset ?? 0 },
  });
  return rows.map(toInfo);
}

/** How many titles the catalogue has. */
export async function countTitles(store: Store): Promise<number> {
  const row = await store.one<{ n: number }>({
    name: 'titles.count',
    text: 'SELECT count() AS n FROM served_title FINAL WHERE deleted = 0',
  });
  return row.n;
}

/** Information on some titles, in no order. */
export async function titlesById(store: Store, ids: readonly string[]): Promise<TitleInfo[]> {
  const rows = await store.query<InfoRow>({
    name: 'titles.by-id',
    text: `SELECT ${INFO} FROM served_title FINAL WHERE title IN {ids:Array(String)} AND deleted = 0`,
    params: { ids },
  });
  return rows.map(toInfo);
}

/** One title with its episodes and milestones; null when the catalogue does not know it. */
export async function titleDetail(store: Store, id: string): Promise<TitleDetail | null> {
  const [detail] = await titleDetails(store, [id]);
  return detail ?? null;
}

/** Some titles with their episodes and milestones, in no order. */
export async function titleDetails(store: Store, ids: readonly string[]): Promise<TitleDetail[]> {
  const [infos, episodes, milestones] = await Promise.all([
    titlesById(store, ids),
    episodesOf(store, ids),
    milestonesOf(store, ids),
  ]);
  return infos.map((info) => ({
    ...info,
    episodeList: episodes.get(info.id) ?? [],
    milestones: milestones.filter((milestone) => milestone.titleId === info.id),
  }));
}

/** Episodes of some titles, in order. */
export async function episodesOf(
  store: Store,
  ids: readonly string[],
): Promise<Map<string, TitleDetail['episodeList']>> {
  const rows = await store.query<TitleDetail['episodeList'][number] & { title: string }>({
    name: 'titles.episodes',
    text: `
      SELECT title, episode AS id, number, name, if(runtime_ms = 0, NULL, runtime_ms / 1000) AS runtimeSeconds, toBool(runtime_estimated) AS runtimeEstimated,
        ${ms('available')} AS availableMs
      FROM served_episode FINAL
      WHERE title IN {ids:Array(String)} AND deleted = 0
      ORDER BY title, number, id`,
    params: { ids },
  });
  const byTitle = Map.groupBy(rows, (row) => row.title);
  return new Map([...byTitle].map(([title, episodes]) => [title, episodes.map(({ title: _, ...episode }) => episode)]));
}

/** Milestones of some titles (of all, if none is named), oldest first. */
export async function milestonesOf(store: Store, titles: readonly string[]): Promise<Milestone[]> {
  return store.query<Milestone>({
    name: 'titles.milestones',
    text: `
      SELECT id, title AS titleId, form, name, ${ms('assumeNotNull(premiere)')} AS atMs, note
      FROM raw_catalog FINAL
      WHERE kind = 'milestone' AND (empty({titles:Array(String)}) OR title IN {titles:Array(String)}) AND deleted = 0 AND test = 0 AND isNotNull(premiere)
      ORDER BY atMs, id`,
    params: { titles },
  });
}
