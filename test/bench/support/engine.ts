import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { RecordEncoder } from '../../../ingest/contract/encoder.ts';
import { openPeople } from '../../../ingest/contract/people.ts';
import { loadFile } from '../../../ingest/loader/load-file.ts';
import { migrateStore } from '../../../sql/clickhouse/migrate.ts';
import { Store } from '../../../sql/clickhouse/store.ts';
import type { EngineOptions, EngineResult } from './engine-alone.ts';
import { loadRate, type LoadedSegment } from './load-rate.ts';
import { BATCH_EVENTS, Batch, catalogueOf } from './population.ts';

/**
 * The engine alone: segment files of the same rows, written beforehand, loaded one after the other by the loader's own
 * statement into the same tables, with nothing else running in the process.
 */
async function run(options: EngineOptions): Promise<EngineResult> {
  const store = Store.open({ path: join(options.folder, 'clickhouse'), memoryMb: options.memoryMb });
  await migrateStore(store);
  const paths = writeSegments(options);
  const loaded: LoadedSegment[] = [];
  let warm: { atMs: number; cpuUs: number } | null = null;
  const startedMs = Date.now();
  for (const { segment, path, rows } of paths) {
    await loadFile(store, { segment, family: 'playback', path });
    const atMs = Date.now();
    loaded.push({ atMs, rows });
    if (warm === null && atMs - startedMs >= options.warmUpSeconds * 1_000) warm = { atMs, cpuUs: cpuUs() };
  }
  const endCpuUs = cpuUs();
  await store.close();
  if (warm === null) throw new Error('Too few rows: the engine loaded them all while it was warming up.');
  const { rowsPerSecond, rows } = loadRate(loaded, warm.atMs, Infinity);
  return { rowsPerSecond, rows, cpuUsPerRow: (endCpuUs - warm.cpuUs) / rows };
}

function writeSegments({ folder, rows, segmentRows, viewers }: EngineOptions) {
  const dir = join(folder, 'segments');
  mkdirSync(dir);
  const nowMs = Date.now();
  const encoder = new RecordEncoder(openPeople(new Uint8Array(32).fill(1)));
  const batch = new Batch(viewers, nowMs);
  const batches = Math.max(1, Math.round(segmentRows / BATCH_EVENTS));
  const count = Math.ceil(rows / (batches * BATCH_EVENTS));
  encoder.begin({ receivedAtMs: nowMs, anyTime: true, hashedPeople: false, retentionMs: {} });
  for (const record of catalogueOf(nowMs)) encoder.add(record);
  return Array.from({ length: count }, (_, index) => {
    encoder.begin({ receivedAtMs: nowMs, anyTime: false, hashedPeople: false, retentionMs: {} });
    for (let one = 0; one < batches; one++) {
      const text = batch.fill(index * batches + one, nowMs).toString('latin1');
      for (const line of text.split('\n')) {
        if (line !== '' && !encoder.add(JSON.parse(line))) throw new Error(encoder.rejection.message);
      }
    }
    const segment = String(1_700_000_000_000_000 + index);
    const path = join(dir, `${segment}.rows`);
    const chunk = encoder.batch().chunks[0];
    if (chunk === undefined) throw new Error('There are no rows to load.');
    writeFileSync(path, chunk.bytes);
    return { segment, path, rows: chunk.rows };
  });
}

function cpuUs(): number {
  const { user, system } = process.cpuUsage();
  return user + system;
}

process.once('message', (options: EngineOptions) => {
  run(options).then(
    (result) => process.send?.(result, () => process.exit()),
    (error: unknown) => {
      console.error(error);
      process.exit(1);
    },
  );
});
