import { createReadStream } from 'node:fs';
import type { Store } from '../../sql/clickhouse/store.ts';
import { structureOf } from '../contract/columns.ts';
import type { Family } from '../contract/families.ts';

/** One block an insert: the store writes one part a table, and a segment has at most this many rows but for one huge request. */
const BLOCK_ROWS = 170_000;

/**
 * One block, so one part a table, with blocks as large as the file. A late import may touch any number of monthly
 * partitions. Deduplication by the store is off: it would drop what a repeated load must put back, and everything behind
 * the landing tables is idempotent. Nor are rows merged on insert: that costs 3 µs CPU a row, which background merges do
 * for less (whole way with all merges done: 9.0 against 12.2 µs live, 6.3 against 7.0 in bulk).
 */
const SETTINGS = {
  max_block_size: BLOCK_ROWS,
  max_insert_block_size: BLOCK_ROWS,
  min_insert_block_size_rows: 0,
  min_insert_block_size_bytes: 0,
  max_insert_threads: 1,
  max_partitions_per_insert_block: 0,
  insert_deduplicate: 0,
  optimize_on_insert: 0,
} as const;

export interface LoadableFile {
  readonly segment: string;
  readonly family: Family;
  /** Absolute path of a RowBinary file in the family's column order. */
  readonly path: string;
}

/**
 * Inserts a family's file into its landing table, whose views fill everything else. At-least-once: an error may leave a
 * part of it inserted, and the whole file may be sent again.
 * @throws StoreError
 */
export async function loadFile(store: Store, { segment, family, path }: LoadableFile): Promise<void> {
  const structure = quoted(structureOf(family));
  const select = `INSERT INTO landing_${family} SELECT toUInt64(${BigInt(segment)}) AS segment, *`;
  const name = `load.${family}`;
  if (store.embedded) {
    // chDB: input() inserts nothing and reports success; file() is also the fastest way in.
    const text = `${select} FROM file(${quoted(path)}, RowBinary, ${structure})`;
    await store.insertSelect({ name, text, lane: 'load', settings: SETTINGS });
    return;
  }
  const clause = Object.entries({ ...SETTINGS, async_insert: 0 }).map(([setting, value]) => `${setting} = ${value}`);
  const query = `${select} FROM input(${structure}) SETTINGS ${clause.join(', ')} FORMAT RowBinary`;
  await store.withClient('load', name, async (client) => {
    const { stream } = await client.exec({ query, values: createReadStream(path) });
    for await (const _ of stream) {
      // The answer of an insert is empty; reading it to the end frees the connection.
    }
  });
}

/** The `file()` function reads these in a path as patterns or archives, and knows no way to escape them. */
const UNREADABLE_PATH = /[*?{}]|::/;

/** The reason why the embedded store could not read files under a folder, in one sentence; null when it can. */
export function unreadablePath(dir: string): string | null {
  return UNREADABLE_PATH.test(dir) ? `The data folder ${dir} may not have * ? { } or :: in its path; move it.` : null;
}

function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
