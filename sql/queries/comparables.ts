import type { Store } from '../clickhouse/store.ts';
import type { TitleInfo } from './read-model.ts';

/** Titles that have premiered and that somebody watched. */
const WATCHED = `
  FROM served_title FINAL
  INNER JOIN (SELECT title FROM served_rollup FINAL WHERE viewers > 0) AS r USING title
  WHERE deleted = 0 AND isNotNull(premiere) AND premiere <= fromUnixTimestamp64Milli({asOfMs:Int64})`;
/** More would not make the band truer. */
const MOST_BY_RULE = 40;

/** What the rule asks for, as it is said: `drama series`. Null when the title has no genre, and so no like. */
export function ruleOf(title: Pick<TitleInfo, 'form' | 'genres'>): string | null {
  const [genre] = title.genres;
  if (genre === undefined) return null;
  return genre === title.form ? genre : `${genre} ${title.form}`;
}

/** Titles of the same form and first genre that have premiered by `asOfMs`, newest first. At most 40. */
export async function comparablesByRule(store: Store, title: TitleInfo, asOfMs: number): Promise<string[]> {
  const [genre] = title.genres;
  if (genre === undefined) return [];
  const rows = await store.query<{ id: string }>({
    name: 'launch.comparables',
    text: `
      SELECT title AS id ${WATCHED} AND title != {id:String} AND form = {form:String} AND has(genres, {genre:String})
      ORDER BY premiere DESC, title
      LIMIT {most:UInt32}`,
    params: { id: title.id, form: title.form, genre, asOfMs, most: MOST_BY_RULE },
  });
  return rows.map((row) => row.id);
}

/** The title that premiered last; null before any did. */
export async function newestLaunch(store: Store, asOfMs: number): Promise<string | null> {
  const [row] = await store.query<{ id: string }>({
    name: 'launch.newest',
    text: `SELECT title AS id ${WATCHED} ORDER BY premiere DESC, title LIMIT 1`,
    params: { asOfMs },
  });
  return row?.id ?? null;
}

/** The launches most like a title: by the rule first, then by genres in common, form, and how near the premieres are. */
export async function closestLaunches(
  store: Store,
  title: TitleInfo,
  count: number,
  asOfMs: number,
): Promise<string[]> {
  const rows = await store.query<{ id: string }>({
    name: 'launch.closest',
    text: `
      SELECT title AS id ${WATCHED} AND title != {id:String}
      ORDER BY form = {form:String} AND has(genres, {genre:String}) DESC, length(arrayIntersect(genres, {genres:Array(String)})) DESC,
        form = {form:String} DESC, abs(toUnixTimestamp64Milli(assumeNotNull(premiere)) - {premiereMs:Int64}), title
      LIMIT {count:UInt32}`,
    params: {
      id: title.id,
      form: title.form,
      genre: title.genres[0] ?? '',
      genres: title.genres,
      premiereMs: title.premiereMs ?? asOfMs,
      asOfMs,
      count,
    },
  });
  return rows.map((row) => row.id);
}
