import { spawn } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

/** Spool, loader and store in one process that says which batches of 40 rows are acknowledged; `drain` loads what is left. */
const SCRIPT = `
  const [root, dir, first, drain] = process.argv.slice(1);
  const { Store } = await import(root + '/sql/clickhouse/store.ts');
  const { migrateStore } = await import(root + '/sql/clickhouse/migrate.ts');
  const { openSpool } = await import(root + '/ingest/spool/spool.ts');
  const { samplePlays } = await import(root + '/ingest/spool/sample-rows.ts');
  const { startLoader } = await import(root + '/ingest/loader/loader.ts');
  const { pino } = await import('pino');
  const store = Store.open({ path: dir + '/clickhouse', memoryMb: 1000 });
  await migrateStore(store);
  const spool = await openSpool({ dir: dir + '/spool', maxBytes: 1e9, sealRows: 400 });
  const loader = startLoader({
    spoolDir: dir + '/spool', store, log: pino({ level: 'silent' }), sealEveryMs: 10, syncEveryMs: 150,
    source: { seal: () => spool.seal(), onRows: () => undefined, notifyLoaded: (segment) => spool.released(segment) },
    onLoaded: () => undefined, onBadRow: (bad) => { throw bad.error; },
  });
  if (drain) {
    await loader.drain();
    const rows = await store.query({ name: 'test', text: 'SELECT play FROM raw_playback FINAL' });
    await loader.stop();
    await spool.close();
    await store.close();
    process.stdout.write(JSON.stringify(rows.map((row) => row.play)));
  } else {
    for (let batch = Number(first); ; batch += 2) {
      await Promise.all([0, 1].map(async (i) => {
        await spool.append(samplePlays((batch + i) * 40, 40));
        process.stdout.write(batch + i + '\\n');
      }));
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }`;

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'ovation-crash-'));
});
afterEach(async () => {
  await rm(dir, { recursive: true });
});

/** Runs the script; kills it so many milliseconds after its first acknowledgement. */
async function run(first: number, killAfterMs: number | null): Promise<string> {
  const root = join(import.meta.dirname, '../..');
  const drain = killAfterMs === null ? ['drain'] : [];
  const child = spawn(process.execPath, ['--input-type=module', '-e', SCRIPT, root, dir, String(first), ...drain], {
    env: { ...process.env, UV_THREADPOOL_SIZE: '16' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.on('data', (text: Buffer) => {
    if (output === '' && killAfterMs !== null) setTimeout(() => child.kill('SIGKILL'), killAfterMs);
    output += text.toString();
  });
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  if (killAfterMs === null) expect(code).toBe(0);
  return output;
}

describe('a process killed between spool and store', () => {
  it('loses no acknowledged row and counts none twice', { timeout: 180_000 }, async () => {
    const acknowledged: number[] = [];
    for (const [round, killAfterMs] of [30, 200, 450].entries()) {
      acknowledged.push(...(await run(round * 100_000, killAfterMs)).trim().split('\n').map(Number));
    }
    const stored = JSON.parse(await run(0, null)) as number[];
    const rowsOfBatch = new Map<number, number>();
    for (const play of stored) {
      const batch = Math.floor((play - 1) / 40);
      rowsOfBatch.set(batch, (rowsOfBatch.get(batch) ?? 0) + 1);
    }
    expect(acknowledged.length).toBeGreaterThan(10);
    expect(acknowledged.filter((batch) => rowsOfBatch.get(batch) !== 40)).toEqual([]);
    expect([...rowsOfBatch.values()].every((rows) => rows === 40)).toBe(true);
    expect((await readdir(join(dir, 'spool'))).filter((name) => name !== 'last-segment')).toEqual([]);
  });
});
