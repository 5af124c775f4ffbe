import type { Store } from '../clickhouse/store.ts';
import { nextVersion } from './version.ts';

/** Titles of one piece: few enough that another roll-up gets its turn soon, and that little is repeated after a crash. */
const TITLES = 200;
const STATE_ROWS = 300_000;

/** What a recompute of everything has still to do. The list stands in the store and gets shorter with every piece. */
export interface Everything {
  /** Titles in pieces of about equal work. */
  pieces: string[][];
  titles: number;
  /** Of all that the list began with; more than `titles` when this goes on with an interrupted recompute. */
  before: number;
}

/**
 * The list of an interrupted recompute, or a new one of every title that was ever named.
 * @param anew forgets an interrupted one
 */
export async function everything(store: Store, anew: boolean, nowMs: number): Promise<Everything> {
  const interrupted = anew ? [] : await waiting(store);
  const titles = interrupted.length > 0 ? interrupted : await everyTitle(store);
  if (interrupted.length === 0) await note(store, titles, true, nowMs);
  const { n: all } = await store.one<{ n: number }>({
    name: 'recompute.all',
    lane: 'jobs',
    text: 'SELECT count() AS n FROM recompute_title FINAL',
  });
  return {
    pieces: piecesOf(titles, await stateRows(store)),
    titles: titles.length,
    before: Math.max(all, titles.length),
  };
}

/** Takes titles from the list. */
export function finish(store: Store, titles: readonly string[], nowMs: number): Promise<void> {
  return note(store, titles, false, nowMs);
}

async function note(store: Store, titles: readonly string[], waits: boolean, nowMs: number): Promise<void> {
  const version = nextVersion(store, nowMs);
  await store.insertRows(
    'recompute.note',
    'recompute_title',
    titles.map((title) => ({ title, version, waits: Number(waits) })),
  );
}

async function waiting(store: Store): Promise<string[]> {
  const rows = await store.query<{ title: string }>({
    name: 'recompute.waiting',
    lane: 'jobs',
    text: 'SELECT title FROM recompute_title FINAL WHERE waits = 1 ORDER BY title',
  });
  return rows.map((row) => row.title);
}

async function everyTitle(store: Store): Promise<string[]> {
  const rows = await store.query<{ title: string }>({
    name: 'recompute.titles',
    lane: 'jobs',
    text: 'SELECT title FROM (SELECT DISTINCT title FROM raw_catalog UNION DISTINCT SELECT DISTINCT title FROM raw_playback UNION DISTINCT SELECT DISTINCT title FROM play_state) ORDER BY title',
  });
  return rows.map((row) => row.title);
}

async function stateRows(store: Store): Promise<Map<string, number>> {
  const rows = await store.query<{ title: string; n: number }>({
    name: 'recompute.sizes',
    lane: 'jobs',
    text: 'SELECT title, count() AS n FROM play_state GROUP BY title',
  });
  return new Map(rows.map((row) => [row.title, row.n]));
}

function piecesOf(titles: readonly string[], rows: ReadonlyMap<string, number>): string[][] {
  const pieces: string[][] = [];
  let size = Infinity;
  for (const title of titles) {
    const own = rows.get(title) ?? 0;
    const last = pieces.at(-1);
    if (last === undefined || last.length === TITLES || size + own > STATE_ROWS) {
      pieces.push([title]);
      size = own;
    } else {
      last.push(title);
      size += own;
    }
  }
  return pieces;
}
