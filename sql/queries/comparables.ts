import type { Store } from '../clickhouse/store.ts';
import type { TitleInfo } from './read-model.ts';
import { shelf } from './shelf.ts';

/** Titles that have premiered by an instant and that somebody watched, the newest first. */
async function launched(store: Store, byMs: number): Promise<TitleInfo[]> {
  const { mostWatched, rollups } = await shelf(store);
  return mostWatched
    .filter(({ id, premiereMs }) => premiereMs !== null && premiereMs <= byMs && (rollups.get(id)?.viewers ?? 0) > 0)
    .sort((a, b) => (b.premiereMs ?? 0) - (a.premiereMs ?? 0) || (a.id < b.id ? -1 : 1));
}

/** More would not make the band truer. */
const MOST_BY_RULE = 40;

/** What the rule asks for, as it is said: `drama series`. Null when the title has no genre, and so no like. */
export function ruleOf(title: Pick<TitleInfo, 'form' | 'genres'>): string | null {
  const [genre] = title.genres;
  if (genre === undefined) return null;
  return genre === title.form ? genre : `${genre} ${title.form}`;
}

/** Whether the rule takes one title for the like of another. */
const alike = (title: TitleInfo, other: TitleInfo) =>
  title.genres[0] !== undefined && other.form === title.form && other.genres.includes(title.genres[0]);

/** Titles of the same form and first genre that have premiered by `asOfMs`, newest first. At most 40. */
export async function comparablesByRule(store: Store, title: TitleInfo, asOfMs: number): Promise<string[]> {
  const others = (await launched(store, asOfMs)).filter((other) => other.id !== title.id && alike(title, other));
  return others.slice(0, MOST_BY_RULE).map(({ id }) => id);
}

/** The title that premiered last; null before any did. */
export async function newestLaunch(store: Store, asOfMs: number): Promise<string | null> {
  return (await launched(store, asOfMs))[0]?.id ?? null;
}

/** The launches most like a title: by the rule first, then by genres in common, form, and how near the premieres are. */
export async function closestLaunches(
  store: Store,
  title: TitleInfo,
  count: number,
  asOfMs: number,
): Promise<string[]> {
  const measured = (await launched(store, asOfMs))
    .filter(({ id }) => id !== title.id)
    .map((other) => ({
      id: other.id,
      alike: Number(alike(title, other)),
      genres: other.genres.filter((genre) => title.genres.includes(genre)).length,
      form: Number(other.form === title.form),
      apartMs: Math.abs((other.premiereMs ?? 0) - (title.premiereMs ?? asOfMs)),
    }))
    .sort(
      (a, b) =>
        b.alike - a.alike || b.genres - a.genres || b.form - a.form || a.apartMs - b.apartMs || (a.id < b.id ? -1 : 1),
    );
  return measured.slice(0, count).map(({ id }) => id);
}
