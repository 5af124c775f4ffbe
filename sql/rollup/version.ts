import type { Store } from '../clickhouse/store.ts';

const last = new WeakMap<Store, number>();
/** Kinds of work that go in turn, each for itself. */
type Line = 'served' | 'deep';
const turns: Readonly<Record<Line, WeakMap<Store, Promise<unknown>>>> = { served: new WeakMap(), deep: new WeakMap() };

/**
 * A version for rows computed from what is read from now on: of two rows the one that was read for later has the greater
 * version. About the time in ms, so that it can be read; it grows also when two runs start in one millisecond.
 */
export function nextVersion(store: Store, nowMs: number): number {
  const version = Math.max((last.get(store) ?? 0) + 1, nowMs);
  last.set(store, version);
  return version;
}

/**
 * Runs a step when those before it have ended. What takes its version in its turn also stands in the store in the order of
 * versions: the live tick asks for what is newer than the last it saw, and would never see an older one that came later.
 */
export function inTurn<T>(store: Store, step: () => Promise<T>, line: Line = 'served'): Promise<T> {
  const mine = (turns[line].get(store) ?? Promise.resolve()).then(step);
  turns[line].set(
    store,
    mine.catch(() => undefined),
  );
  return mine;
}

/**
 * Takes note of the versions that are in the store. Without it a clock that was set back (between two starts, or on one of
 * two machines) would make new rows lose against old ones. All tables are asked once, because a run may have been cut off
 * anywhere; afterwards the small ones that every finished run writes and that other processes mark.
 */
export async function keepVersionsGrowing(store: Store): Promise<void> {
  const tables = last.has(store) ? ['served_rollup', 'title_slice'] : await versionedTables(store);
  const { version } = await store.one<{ version: number }>({
    name: 'rollup.last-version',
    lane: 'jobs',
    text: `SELECT max(greatest) AS version FROM (${tables
      .map((table) => `SELECT max(version) AS greatest FROM ${table}`)
      .join(' UNION ALL ')})`,
  });
  last.set(store, Math.max(last.get(store) ?? 0, version));
}

/** Everything a roll-up writes; raw rows have versions of 128 bits. */
async function versionedTables(store: Store): Promise<string[]> {
  const rows = await store.query<{ table: string }>({
    name: 'rollup.versioned-tables',
    lane: 'jobs',
    text: `SELECT table FROM system.columns WHERE database = currentDatabase() AND name = 'version' AND type = 'UInt64'`,
  });
  return rows.map((row) => row.table);
}
