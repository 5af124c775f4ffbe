import { spawn, spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, readdir, rm, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SpoolBusyError, SpoolFailedError, SpoolFullError } from './errors.ts';
import { rowsOf, type SegmentManifest } from './manifest.ts';
import { readRow, walkRows } from './rows.ts';
import { samplePlays } from './sample-rows.ts';
import { openSpool, type Spool, type SpoolOptions } from './spool.ts';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'ovation-spool-'));
});
afterEach(async () => {
  await rm(dir, { recursive: true });
});

function opened(options: Partial<SpoolOptions> = {}): Promise<Spool> {
  return openSpool({ dir, maxBytes: 100_000_000, sealRows: 1000, ...options });
}

async function sealAll(spool: Spool): Promise<SegmentManifest[]> {
  const manifests: SegmentManifest[] = [];
  for (let manifest = await spool.seal(); manifest !== null; manifest = await spool.seal()) manifests.push(manifest);
  return manifests;
}

/** The `play` numbers of every row in a sealed segment, in file order. */
async function playsIn(manifest: SegmentManifest): Promise<number[]> {
  const bytes = await readFile(join(dir, `${manifest.segment}.sealed`, 'playback.rows'));
  const { starts, error } = walkRows('playback', bytes);
  expect(error).toBeNull();
  return starts.slice(0, -1).map((start) => Number(readRow('playback', bytes.subarray(start))['play']));
}

const range = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => from + index);

describe('append and seal', () => {
  it('gives back what was appended, in order, and nothing when nothing waits', async () => {
    const spool = await opened();
    expect(await spool.seal()).toBeNull();
    await Promise.all(range(0, 20).map((batch) => spool.append(samplePlays(batch * 10, 10))));
    expect(spool.backlog()).toMatchObject({ rows: 200, openRows: 200 });
    const manifest = await spool.seal();
    expect(manifest).toMatchObject({ families: [{ family: 'playback', rows: 200 }], titles: ['night-train'] });
    expect(manifest && (await playsIn(manifest))).toEqual(range(1, 201));
    expect(await spool.seal()).toBeNull();
    expect(spool.backlog()).toMatchObject({ rows: 200, openRows: 0 });
    spool.released(manifest?.segment ?? '');
    expect(spool.backlog()).toEqual({ rows: 0, bytes: 0, openRows: 0, oldestMs: null });
    await spool.close();
  });

  it('closes a full segment by itself and hands segments out oldest first', async () => {
    const spool = await opened();
    await Promise.all(range(0, 25).map((batch) => spool.append(samplePlays(batch * 100, 100))));
    await spool.append(samplePlays(2500, 3000));
    const manifests = await sealAll(spool);
    expect(manifests.map(rowsOf)).toEqual([1000, 1000, 500, 3000]);
    expect((await Promise.all(manifests.map(playsIn))).flat()).toEqual(range(1, 5501));
    await spool.close();
  });

  it('takes appends while it seals', async () => {
    const spool = await opened({ sealRows: 150_000 });
    const appends: Promise<void>[] = [];
    const manifests: SegmentManifest[] = [];
    for (const batch of range(0, 60)) {
      appends.push(spool.append(samplePlays(batch * 5, 5)));
      if (batch % 7 === 3) manifests.push(...[await spool.seal()].filter((one) => one !== null));
    }
    await Promise.all(appends);
    manifests.push(...(await sealAll(spool)));
    expect((await Promise.all(manifests.map(playsIn))).flat()).toEqual(range(1, 301));
    await spool.close();
  });

  it('hands out what an earlier run left, before its own', async () => {
    const first = await opened();
    await first.append(samplePlays(0, 5));
    await first.seal();
    await first.append(samplePlays(5, 5));
    await first.close();
    const second = await opened();
    expect(second.backlog().rows).toBe(10);
    await second.append(samplePlays(10, 5));
    expect((await Promise.all((await sealAll(second)).map(playsIn))).flat()).toEqual(range(1, 16));
    await second.close();
  });

  it('never uses a segment number twice, even when the clock is set back and the folder is empty', async () => {
    const numbers: bigint[] = [];
    for (const clockMs of [2_000_000_000_000, 1_900_000_000_000, 1_900_000_000_001, 2_000_000_000_000]) {
      const spool = await opened({ nowMs: () => clockMs });
      for (const manifest of await sealAll(spool))
        await rm(join(dir, `${manifest.segment}.sealed`), { recursive: true });
      for (const play of [0, 1]) {
        await spool.append(samplePlays(play, 1));
        const manifest = await spool.seal();
        numbers.push(BigInt(manifest?.segment ?? 0));
        await rm(join(dir, `${manifest?.segment}.sealed`), { recursive: true });
      }
      await spool.close();
    }
    for (const [index, number] of numbers.entries())
      if (index > 0) expect(number).toBeGreaterThan(numbers[index - 1] ?? 0n);
  });
});

describe('a second writer', () => {
  it('is refused while the first lives, and let in once it has closed', async () => {
    const first = await opened();
    await expect(opened({ lockWaitMs: 0 })).rejects.toThrow(SpoolBusyError);
    const second = opened({ lockWaitMs: 5000 });
    await first.append(samplePlays(0, 5));
    await first.close();
    expect((await sealAll(await second)).map(rowsOf)).toEqual([5]);
    await (await second).close();
  });
});

describe('no room', () => {
  it('refuses beyond maxBytes and takes again once the store has caught up', async () => {
    const spool = await opened({ maxBytes: 12_000 });
    await spool.append(samplePlays(0, 100));
    await expect(spool.append(samplePlays(100, 100))).rejects.toThrow(SpoolFullError);
    const manifest = await spool.seal();
    await expect(spool.append(samplePlays(100, 100))).rejects.toThrow(/send again later/);
    spool.released(manifest?.segment ?? '');
    await spool.append(samplePlays(100, 100));
    expect((await sealAll(spool)).map(rowsOf)).toEqual([100]);
    await spool.close();
  });

  // A file system of its own is the only honest full disk; making one takes root.
  it.skipIf(!canMount())(
    'keeps nothing half-written on a full disk and recovers when there is room again',
    async () => {
      mount(dir, '1m');
      try {
        const spool = await opened({ sealRows: 150_000 });
        const outcomes: boolean[] = [];
        for (const batch of range(0, 30)) {
          outcomes.push(await spool.append(samplePlays(batch * 500, 500)).then(() => true, isSpoolFailure));
        }
        const kept = range(0, 30).filter((batch) => outcomes[batch]);
        expect(kept.length).toBeGreaterThan(5);
        expect(kept.length).toBeLessThan(30);
        expect((await statfs(dir)).bavail * 4096).toBeLessThan(100_000);
        expect(spool.backlog().rows).toBe(kept.length * 500);

        resize(dir, '8m');
        await spool.append(samplePlays(15_000, 500));
        const plays = (await Promise.all((await sealAll(spool)).map(playsIn))).flat();
        expect(plays).toEqual([...kept, 30].flatMap((batch) => range(batch * 500 + 1, batch * 500 + 501)));
        await spool.close();
      } finally {
        system('umount', dir);
      }
    },
  );

  it('says a sentence that helps when the folder cannot be written', async () => {
    const spool = await opened();
    await rm(dir, { recursive: true });
    await expect(spool.append(samplePlays(0, 1))).rejects.toThrow(
      /could not write to .* free space on that disk or mend it/,
    );
    await spool.close();
    await mkdir(dir);
  });
});

describe('a writer that is killed', () => {
  // Writes batches of 50 in bursts of 4, and says which are acknowledged.
  const WRITER = `
    const { openSpool } = await import(process.argv[1] + '/spool.ts');
    const { samplePlays } = await import(process.argv[1] + '/sample-rows.ts');
    const spool = await openSpool({ dir: process.argv[2], maxBytes: 1e9, sealRows: 700 });
    for (let batch = Number(process.argv[3]); ; batch += 4) {
      await Promise.all([0, 1, 2, 3].map(async (i) => {
        await spool.append(samplePlays((batch + i) * 50, 50));
        process.stdout.write(batch + i + '\\n');
      }));
    }`;

  it('loses no acknowledged row and keeps no part of a batch', async () => {
    const acknowledged: number[] = [];
    for (const round of range(0, 6)) {
      const writer = spawn(process.execPath, [
        '--input-type=module',
        '-e',
        WRITER,
        import.meta.dirname,
        dir,
        String(round * 100_000),
      ]);
      let output = '';
      let killed = false;
      writer.stdout.on('data', (text: Buffer) => {
        output += text.toString();
        // The moment differs a round, counted from its first acknowledgement so that a slow start proves as much.
        if (!killed) setTimeout(() => writer.kill('SIGKILL'), round * 17);
        killed = true;
      });
      await new Promise((resolve) => writer.on('close', resolve));
      acknowledged.push(...output.trim().split('\n').map(Number));
    }
    expect(acknowledged.length).toBeGreaterThan(20);

    const spool = await opened({ sealRows: 700 });
    const plays = (await Promise.all((await sealAll(spool)).map(playsIn))).flat();
    await spool.close();
    const rowsOfBatch = new Map<number, number>();
    for (const play of plays) {
      const batch = Math.floor((play - 1) / 50);
      rowsOfBatch.set(batch, (rowsOfBatch.get(batch) ?? 0) + 1);
    }
    expect(new Set(plays).size).toBe(plays.length);
    for (const batch of acknowledged) expect(rowsOfBatch.get(batch)).toBe(50);
    for (const rows of rowsOfBatch.values()) expect(rows).toBe(50);
    expect((await readdir(dir)).filter((name) => name.endsWith('.open'))).toEqual([]);
  });
});

function isSpoolFailure(error: unknown): false {
  if (error instanceof SpoolFailedError) return false;
  throw error;
}

function canMount(): boolean {
  return process.getuid?.() === 0 && system('unshare', '--mount', 'true') === 0;
}

function mount(folder: string, size: string): void {
  expect(system('mount', '-t', 'tmpfs', '-o', `size=${size}`, 'ovation-spool-test', folder)).toBe(0);
}

function resize(folder: string, size: string): void {
  expect(system('mount', '-o', `remount,size=${size}`, folder)).toBe(0);
}

/** Runs a program of the system; its exit code, null when there is no such program. */
function system(program: string, ...args: string[]): number | null {
  return spawnSync(program, args).status;
}
