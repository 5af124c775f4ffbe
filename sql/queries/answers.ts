import type { Lane, Store } from '../clickhouse/store.ts';
import type { Params } from '../clickhouse/bind.ts';
import { shelf } from './shelf.ts';
import { VersionedRows } from './versioned-rows.ts';

/**
 * Rows, and members of their lists, kept in memory: three months of hours, of plays and of campaigns, of 250 titles, and what pages
 * ask about each. Some 100 bytes each. With a third of it a slate of 200 was read from the store by every second page, and a
 * weekly report turned out all that pages had asked for.
 */
const MOST_KEPT = 1_200_000;

const keptOf = <Row>(store: Store): VersionedRows<Row> => store.own('rows', () => new VersionedRows<Row>(MOST_KEPT));

/** Titles that one statement asks for: what it answers is parsed at once, and while it is no page is answered. */
const TITLES_AT_ONCE = 50;

/** Rows that stay true while a version does, read once. */
export async function whileVersion<Row>(
  store: Store,
  name: string,
  version: number,
  read: () => Promise<readonly Row[]>,
): Promise<readonly Row[]> {
  const known = keptOf<Row>(store);
  const found = known.get(name, version);
  if (found) return found;
  const rows = await read();
  known.set(name, version, rows);
  return rows;
}

/** Rows that stay true while nobody has written to the store; a server may have been written to by others. */
export async function whileUnchanged<Row>(
  store: Store,
  name: string,
  read: () => Promise<readonly Row[]>,
): Promise<readonly Row[]> {
  return store.embedded ? whileVersion(store, name, store.changes, read) : read();
}

/** The same of rows that a load changes, too. */
export async function whileUnwritten<Row>(
  store: Store,
  name: string,
  read: () => Promise<readonly Row[]>,
): Promise<readonly Row[]> {
  return store.embedded ? whileVersion(store, name, store.writes, read) : read();
}

/** The same of rows of the catalogue as its senders say it, whatever else is loaded. */
export async function whileCatalogue<Row>(
  store: Store,
  name: string,
  read: () => Promise<readonly Row[]>,
): Promise<readonly Row[]> {
  const version = store.embedded ? store.loadsOf('load.catalog') : null;
  return version === null ? read() : whileVersion(store, name, version, read);
}

/** What is served of titles, as a statement asks for it. */
export interface Question {
  name: string;
  /** With `title` among its columns, and {@link CURRENT} among its conditions. */
  text: string;
  params?: Params;
  lane?: Lane;
  /** Whose versions the rows have: a title's roll-up, or the count of its audience, campaign or voices. */
  of?: 'rollups' | 'audience' | 'campaigns' | 'receptions';
}

/** Rows of the current versions of some titles: what a roll-up no longer found is of an older one. */
export const CURRENT = `title IN {titles:Array(String)} AND version >= transform(toString(title), {titles:Array(String)}, {versions:Array(UInt64)}, toUInt64(0))`;

/**
 * Answers about some titles, by title. They stay true while the title's version does, and are asked for once: where one
 * title of a slate was rolled up, the slate reads that one's rows.
 */
export async function answersByTitle<Row extends { title: string }>(
  store: Store,
  { name, text, params, lane = 'pages', of = 'rollups' }: Question,
  titles: Iterable<string>,
): Promise<Map<string, readonly Row[]>> {
  const { [of]: versions } = await shelf(store);
  const known = keptOf<Row>(store);
  const asked = JSON.stringify([name, params]);
  const answers = new Map<string, readonly Row[]>();
  const missing: { title: string; version: number }[] = [];
  for (const title of titles) {
    const version = versions.get(title)?.version;
    if (version === undefined) continue;
    const rows = known.get(asked + title, version);
    if (rows) answers.set(title, rows);
    else missing.push({ title, version });
  }
  for (let from = 0; from < missing.length; from += TITLES_AT_ONCE) {
    const part = missing.slice(from, from + TITLES_AT_ONCE);
    const rows = await store.query<Row>({
      name,
      lane,
      text,
      params: { ...params, titles: part.map(({ title }) => title), versions: part.map(({ version }) => version) },
    });
    const byTitle = Map.groupBy(rows, (row) => row.title);
    for (const { title, version } of part) {
      const own = byTitle.get(title) ?? [];
      // Each row was parsed with a text of its own, a third of what it takes.
      for (const row of own) row.title = title;
      known.set(asked + title, version, own);
      answers.set(title, own);
    }
  }
  return answers;
}
