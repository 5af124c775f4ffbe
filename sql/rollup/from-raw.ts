import { setTimeout as sleep } from 'node:timers/promises';
import type { Store } from '../clickhouse/store.ts';
import { rollUpForgotten } from './people.ts';
import { cut, levelsToCut, rangeOf, WHOLE } from './slices.ts';
import type { Part } from './work.ts';

/** Records that one statement reads. */
const RECORDS_A_STATEMENT = 500_000;
/** How often it is looked whether a load has ended. */
const LOOK_MS = 50;

/** What tells rows of the state apart; of rows that it does not the values merge. */
const KEY = [
  'title',
  'viewer',
  'episode',
  'play',
  'hour',
  'word',
  'country',
  'device',
  'region',
  'audio',
  'origin',
  'rate',
];
const MERGES = {
  cells: 'groupBitOr',
  played_min: 'min',
  played_max: 'max',
  at_min: 'min',
  at_max: 'max',
  started_at: 'min',
  seq_min: 'min',
} as const;
const COLUMNS = [...KEY, ...Object.keys(MERGES)].join(', ');

const HERE = 'title IN {only:Array(String)} AND viewer >= {fromViewer:UInt64} AND viewer <= {toViewer:UInt64}';
/** Of those the viewers that a look has found. */
const foundBy = (look: 1 | 2) =>
  `${HERE} AND (title, viewer) IN (SELECT title, viewer FROM scratch_state_pair WHERE look = ${look})`;

/**
 * What is forgotten of a viewer: what was computed of their plays, which would stay there, and the state last. Cut off
 * before that, it is still wrong, and found again.
 */
const COMPUTED = ['viewer_title', 'play_fact'];
const STATE = 'play_state';

/**
 * Makes the state of some titles what their records say. It is compared with them viewer by viewer, and only where it differs
 * it is made anew: what is sound is never away, whoever reads it meanwhile. May be cut off anywhere and run again, and loads
 * may go on beside it.
 *
 * @returns how many viewers of titles differed; they have to be rolled up.
 */
export async function stateFromRaw(
  store: Store,
  titles: readonly string[],
  pause: (() => Promise<void>) | undefined,
): Promise<number> {
  const fromRaw = await stateOfRecords(store);
  let differing = 0;
  for (const part of await partsOf(store, titles)) {
    await store.command({ name: 'recompute.clear', text: 'TRUNCATE TABLE scratch_state_pair' });
    const found = await compare(store, fromRaw, part, 1);
    await pause?.();
    if (found === 0) continue;
    // A load that was running may have written one and not yet the other.
    await loadsEnded(store);
    const wrong = await compare(store, fromRaw, part, 2);
    if (wrong === 0) continue;
    differing += wrong;
    const params = { ...part };
    const forget = (table: string) =>
      store.command({ name: `recompute.forget-${table}`, text: `DELETE FROM ${table} WHERE ${foundBy(2)}`, params });
    for (const table of COMPUTED) await forget(table);
    await rollUpForgotten(store, Date.now());
    await forget(STATE);
    // One that began since may have written what has just been deleted, and its records not yet.
    await loadsEnded(store);
    await store.insertSelect({
      name: 'recompute.state',
      text: `INSERT INTO play_state (${COLUMNS}) SELECT ${COLUMNS} FROM (${fromRaw(foundBy(2))})`,
      params,
    });
    await pause?.();
  }
  return differing;
}

/**
 * The state that records come to, as a SELECT over those that a condition names: the very text of the view that computes it
 * when they are loaded, so that there are not two of it.
 */
async function stateOfRecords(store: Store): Promise<(where: string) => string> {
  const { text } = await store.one<{ text: string }>({
    name: 'recompute.view',
    lane: 'jobs',
    text: `SELECT as_select AS text FROM system.tables WHERE database = currentDatabase() AND name = 'landing_playback_to_state'`,
  });
  const [before, after, ...more] = text.split(/\bFROM\s+\S*landing_playback\b/);
  if (before === undefined || after === undefined || more.length > 0)
    throw new Error('The view landing_playback_to_state does not read landing_playback once.');
  return (where) => `${before} FROM (SELECT * FROM raw_playback WHERE ${where}) AS landing_playback ${after}`;
}

/** Small titles together, a large one by ranges of its viewers. */
async function partsOf(store: Store, titles: readonly string[]): Promise<Part[]> {
  const rows = await store.query<{ title: string; n: number }>({
    name: 'recompute.records',
    lane: 'jobs',
    text: 'SELECT title, count() AS n FROM raw_playback WHERE title IN {titles:Array(String)} GROUP BY title',
    params: { titles },
  });
  const sizes = new Map(rows.map(({ title, n }) => [title, n]));
  const parts: Part[] = [];
  let small: string[] = [];
  let room = 0;
  for (const title of titles) {
    const records = sizes.get(title) ?? 0;
    if (records > RECORDS_A_STATEMENT) {
      for (const slice of cut(WHOLE, levelsToCut(WHOLE, records, RECORDS_A_STATEMENT)).leaves)
        parts.push({ only: [title], ...rangeOf(slice) });
      continue;
    }
    if (small.length === 0 || records > room) {
      small = [];
      room = RECORDS_A_STATEMENT;
      parts.push({ only: small, ...rangeOf(WHOLE) });
    }
    small.push(title);
    room -= records;
  }
  return parts;
}

/** Notes the viewers of a part (of those that the look before has found) whose state is not what their records say. Returns how many. */
async function compare(store: Store, fromRaw: (where: string) => string, part: Part, look: 1 | 2): Promise<number> {
  const where = look === 1 ? HERE : foundBy(1);
  const merged = Object.entries(MERGES).map(([column, merge]) => `${merge}(${column})`);
  const hashes = (rows: string) => `
    SELECT title, viewer, groupBitXor(hash) AS state
    FROM (SELECT title, viewer, cityHash64(${[...KEY, ...merged].join(', ')}) AS hash FROM ${rows} GROUP BY ${KEY.join(', ')})
    GROUP BY title, viewer`;
  await store.insertSelect({
    name: 'recompute.compare',
    text: `
      INSERT INTO scratch_state_pair
      SELECT title, viewer, ${look}
      FROM (${hashes(`(SELECT ${COLUMNS} FROM play_state WHERE ${where})`)} UNION ALL ${hashes(`(${fromRaw(where)})`)})
      GROUP BY title, viewer HAVING count() = 1 OR uniqExact(state) > 1`,
    params: { ...part },
  });
  const { n } = await store.one<{ n: number }>({
    name: 'recompute.differing',
    lane: 'jobs',
    text: 'SELECT count() AS n FROM scratch_state_pair WHERE look = {look:UInt8}',
    params: { look },
  });
  return n;
}

/** Waits until the loads that run now have ended, also those of other processes. */
async function loadsEnded(store: Store): Promise<void> {
  const running = () =>
    store.query<{ id: string }>({
      name: 'recompute.loads',
      lane: 'jobs',
      text: `SELECT query_id AS id FROM system.processes WHERE startsWith(query, 'INSERT INTO landing_playback')`,
    });
  const ids = new Set((await running()).map(({ id }) => id));
  while (ids.size > 0) {
    await sleep(LOOK_MS);
    const left = new Set((await running()).map(({ id }) => id));
    for (const id of ids) if (!left.has(id)) ids.delete(id);
  }
}
