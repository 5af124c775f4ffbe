import type { Store } from '../clickhouse/store.ts';
import type { TitleDetail, TitleInfo } from './read-model.ts';
import { shelf } from './shelf.ts';

/** Titles of the catalogue, the most watched first, optionally those whose name or id contains a text (case-insensitive). */
export async function listTitles(
  store: Store,
  { search = '', limit = 100, offset = 0 }: { search?: string; limit?: number; offset?: number } = {},
): Promise<TitleInfo[]> {
  const { mostWatched } = await shelf(store);
  const sought = search.toLowerCase();
  const has = (text: string) => text.toLowerCase().includes(sought);
  const found = search === '' ? mostWatched : mostWatched.filter(({ id, name }) => has(name) || has(id));
  return found.slice(offset, offset + limit);
}

/** How many titles the catalogue has. */
export async function countTitles(store: Store): Promise<number> {
  return (await shelf(store)).titles.size;
}

/** Information on some titles, in the order of their ids; those the catalogue does not know are left out. */
export async function titlesById(store: Store, ids: readonly string[]): Promise<TitleInfo[]> {
  const { titles } = await shelf(store);
  return ids.flatMap((id) => titles.get(id)?.info ?? []);
}

/** One title with its episodes and milestones; null when the catalogue does not know it. */
export async function titleDetail(store: Store, id: string): Promise<TitleDetail | null> {
  return (await shelf(store)).titles.get(id)?.detail ?? null;
}

/** Some titles with their episodes and milestones, in the order of their ids. */
export async function titleDetails(store: Store, ids: readonly string[]): Promise<TitleDetail[]> {
  const { titles } = await shelf(store);
  return ids.flatMap((id) => titles.get(id)?.detail ?? []);
}
