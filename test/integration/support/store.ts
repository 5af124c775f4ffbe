import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openPeople, type People } from '../../../ingest/contract/people.ts';
import { RecordEncoder } from '../../../ingest/contract/encoder.ts';
import { loadFile } from '../../../ingest/loader/load-file.ts';
import { migrateStore } from '../../../sql/clickhouse/migrate.ts';
import { Store } from '../../../sql/clickhouse/store.ts';
import { recordLoaded } from '../../../sql/rollup/work.ts';
import { copyTemplate } from '../../support/template.ts';

/** A store of its own for a test file, with the real schema, and the real encoder and load in front of it. */
export class TestStore {
  store: Store;
  readonly people: People;
  readonly #folder: string;
  readonly #encoder: RecordEncoder;
  #segment = 1_700_000_000_000_000;

  private constructor(folder: string) {
    this.#folder = folder;
    this.store = this.#openStore();
    this.people = openPeople(new Uint8Array(32).fill(7));
    this.#encoder = new RecordEncoder(this.people);
  }

  static async open(): Promise<TestStore> {
    const folder = mkdtempSync(join(tmpdir(), 'ovation-store-'));
    mkdirSync(join(folder, 'spool'));
    copyTemplate('clickhouse', folder);
    const opened = new TestStore(folder);
    await migrateStore(opened.store);
    return opened;
  }

  /** Loads records (JSON lines or parsed) as one segment; throws when one is refused. */
  async load(records: readonly (string | object)[], receivedAtMs: number): Promise<void> {
    this.#encoder.begin({ receivedAtMs, anyTime: true, hashedPeople: false, retentionMs: {} });
    for (const record of records) {
      const value: unknown = typeof record === 'string' ? JSON.parse(record) : record;
      if (!this.#encoder.add(value)) throw new Error(`${this.#encoder.rejection.message} ${JSON.stringify(value)}`);
    }
    const segment = String((this.#segment += 1));
    const families: Record<string, number> = {};
    // The catalogue last: numbers must not depend on what is known first.
    for (const chunk of this.#encoder.batch().chunks) {
      const path = join(this.#folder, 'spool', `${segment}-${chunk.family}.rows`);
      writeFileSync(path, chunk.bytes);
      await loadFile(this.store, { segment, family: chunk.family, path });
      rmSync(path);
      families[chunk.family] = chunk.rows;
    }
    await recordLoaded(this.store, segment, records.length, families);
  }

  /** As a restart does: what was in memory is gone. */
  async reopen(): Promise<void> {
    await this.store.close();
    this.store = this.#openStore();
  }

  #openStore(): Store {
    return Store.open({ path: join(this.#folder, 'clickhouse'), memoryMb: 1000 });
  }

  async close(): Promise<void> {
    await this.store.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
