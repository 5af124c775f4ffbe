import { existsSync } from 'node:fs';
import { appendFile, mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { migrateStore } from '../../sql/clickhouse/migrate.ts';
import { Store } from '../../sql/clickhouse/store.ts';
import { FAMILIES } from '../contract/families.ts';
import type { SegmentManifest } from '../spool/manifest.ts';
import { SAMPLE_AT_MS, sampleBatch, samplePlays, sampleRow } from '../spool/sample-rows.ts';
import { openSpool, type Spool } from '../spool/spool.ts';
import type { RefusedRow } from './load-family.ts';
import { startLoader, type Loader, type LoaderOptions } from './loader.ts';

let root: string;
let store: Store;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'ovation-loader-'));
  store = Store.open({ path: join(root, 'clickhouse'), memoryMb: 1000 });
  await migrateStore(store);
});
afterAll(async () => {
  await store.close();
  await rm(root, { recursive: true });
});

let spoolDir: string;
let spool: Spool;
let loaders: Loader[];
beforeEach(async () => {
  spoolDir = await mkdtemp(join(root, 'spool-'));
  spool = await opened();
  loaders = [];
  for (const family of FAMILIES) await store.command({ name: 'test', text: `TRUNCATE TABLE raw_${family}` });
  await store.command({ name: 'test', text: 'TRUNCATE TABLE touched' });
});
afterEach(async () => {
  for (const loader of loaders) await loader.stop();
  await spool.close();
});

function opened(): Promise<Spool> {
  return openSpool({ dir: spoolDir, maxBytes: 100_000_000, sealRows: 150_000 });
}

/** A loader right over a spool of this process. */
function started(options: Partial<LoaderOptions> = {}): {
  loader: Loader;
  loaded: SegmentManifest[];
  refused: RefusedRow[];
} {
  const loaded: SegmentManifest[] = [];
  const refused: RefusedRow[] = [];
  const loader = startLoader({
    spoolDir,
    store,
    source: {
      seal: () => spool.seal(),
      onRows: () => undefined,
      notifyLoaded: (segment) => {
        spool.released(segment);
      },
    },
    onLoaded: (manifest) => void loaded.push(manifest),
    onBadRow: (row) => void refused.push(row),
    log: pino({ level: 'silent' }),
    flush: () => Promise.resolve(),
    ...options,
  });
  loaders.push(loader);
  return { loader, loaded, refused };
}

async function playsInStore(): Promise<number[]> {
  const rows = await store.query<{ play: number }>({
    name: 'test',
    text: 'SELECT play FROM raw_playback FINAL ORDER BY play',
  });
  return rows.map(({ play }) => play);
}

async function foldersEndingIn(suffix: string): Promise<string[]> {
  return (await readdir(spoolDir)).filter((name) => name.endsWith(suffix)).sort();
}

/** Patient, because a busy machine is no failure. */
const eventually = <T>(value: () => T) => expect.poll(value, { timeout: 20_000 });

const range = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => from + index);

describe('loading', () => {
  it('brings every family into the store, with the segment that touched a title', async () => {
    for (const family of FAMILIES) {
      await spool.append(
        sampleBatch(family, [
          { title: 'night-train', id: 'night-train', kind: 'title', action: 1, viewer: 7, play: 9 },
        ]),
      );
    }
    const { loader, loaded } = started();
    await loader.drain();
    for (const family of FAMILIES) {
      const { rows } = await store.one<{ rows: number }>({
        name: 'test',
        text: `SELECT count() AS rows FROM raw_${family}`,
      });
      expect([family, rows]).toEqual([family, 1]);
    }
    const segments = loaded.map(({ segment }) => segment);
    const touched = await store.query<{ segment: string; viewer: string }>({
      name: 'test',
      text: 'SELECT DISTINCT toString(segment) AS segment, toString(viewer) AS viewer FROM touched ORDER BY viewer',
    });
    expect(touched).toEqual([
      { segment: segments[0], viewer: '0' },
      { segment: segments[0], viewer: '7' },
    ]);
    expect(loader.status()).toMatchObject({
      loadedRows: FAMILIES.length,
      loadedSegments: 1,
      backlogRows: 0,
      lastError: null,
    });
    expect(spool.backlog().rows).toBe(0);
  });

  it('loads the catalogue of a segment before its plays, and segments in order', async () => {
    const inserted: string[] = [];
    const insertSelect = vi.spyOn(store, 'insertSelect');
    for (const number of range(0, 3)) {
      await spool.append(samplePlays(number, 1));
      await spool.append(sampleBatch('catalog', [{ kind: 'title', id: `t-${number}`, title: `t-${number}` }]));
      await spool.seal();
    }
    const { loader, loaded } = started();
    await loader.drain();
    for (const [{ name }] of insertSelect.mock.calls) inserted.push(name);
    insertSelect.mockRestore();
    expect(inserted).toEqual(range(0, 3).flatMap(() => ['load.catalog', 'load.playback']));
    expect(loaded.map(({ segment }) => segment)).toEqual(loaded.map(({ segment }) => segment).toSorted());
  });

  it('loads as one part what spans years of months', async () => {
    const rows = range(0, 110).map((month) => {
      const at = Date.UTC(2010, month, 3);
      return { title: 't', viewer: 1, play: month + 1, seq: 1, action: 'ping', at, started_at: at };
    });
    await spool.append(sampleBatch('playback', rows));
    const { loader } = started();
    await loader.drain();
    expect(await playsInStore()).toEqual(range(1, 111));
  });

  it('changes nothing when the same segments come again', async () => {
    const batches = [samplePlays(0, 50), samplePlays(50, 50, 'harbour'), samplePlays(20, 10)];
    for (const batch of batches) await spool.append(batch);
    await started().loader.drain();
    const once = await state();
    for (const batch of batches.toReversed()) {
      await spool.append(batch);
      await spool.seal();
    }
    await loaders[0]?.stop();
    await started().loader.drain();
    expect(await state()).toEqual(once);

    async function state() {
      return store.query({
        name: 'test',
        text: `SELECT title, play, hour, word, toString(groupBitOr(cells)) AS cells, min(played_min) AS least, max(played_max) AS most
               FROM play_state GROUP BY ALL ORDER BY ALL`,
      });
    }
  });
});

describe('what an earlier run left', () => {
  it('is loaded first: sealed segments, and loaded ones that no flush covered', async () => {
    const neverFlushed = { flush: () => Promise.reject(new Error('no disk')) };
    await spool.append(samplePlays(0, 10));
    const first = started(neverFlushed);
    await first.loader.drain();
    await first.loader.stop();
    expect(await foldersEndingIn('.loaded')).toHaveLength(1);
    await store.command({ name: 'test', text: 'TRUNCATE TABLE raw_playback' }); // what a power cut may do
    await spool.append(samplePlays(10, 10));
    await spool.seal();
    await spool.append(samplePlays(20, 10));

    const second = started();
    await second.loader.drain();
    expect(await playsInStore()).toEqual(range(1, 31));
    expect(second.loaded.map(({ segment }) => segment)).toEqual(second.loaded.map(({ segment }) => segment).toSorted());
    expect(second.loaded).toHaveLength(3);
    await second.loader.stop();
    expect(await readdir(spoolDir)).toEqual(['last-segment']);
  });

  it('is cleared away when only its deletion was cut short', async () => {
    await spool.append(samplePlays(0, 10));
    const first = started({ flush: () => Promise.reject(new Error('no disk')) });
    await first.loader.drain();
    await first.loader.stop();
    const [left = ''] = await foldersEndingIn('.loaded');
    await rm(join(spoolDir, left, 'manifest.json'));
    const second = started();
    await second.loader.drain();
    expect(second.loaded).toEqual([]);
    expect(await foldersEndingIn('.loaded')).toEqual([]);
  });
});

describe('deleting segments', () => {
  it('waits for a flush that began after the load', async () => {
    let flushes = 0;
    let finishFlush: () => void = () => undefined;
    const flush = () => {
      flushes += 1;
      return new Promise<void>((resolve) => (finishFlush = resolve));
    };
    await spool.append(samplePlays(0, 10));
    const { loader } = started({ flush, syncEveryMs: 20 });
    await loader.drain();
    await eventually(() => flushes).toBe(1);
    await spool.append(samplePlays(10, 10));
    await loader.drain();
    expect(await foldersEndingIn('.loaded')).toHaveLength(2);
    finishFlush();
    await eventually(() => foldersEndingIn('.loaded')).toHaveLength(1);
    await eventually(() => flushes).toBe(2);
    finishFlush();
    await eventually(() => foldersEndingIn('.loaded')).toHaveLength(0);
  });

  it('flushes the file system of the store for real', async () => {
    await spool.append(samplePlays(0, 10));
    const loader = startLoader({
      spoolDir,
      store,
      source: { seal: () => spool.seal(), onRows: () => undefined, notifyLoaded: () => undefined },
      onLoaded: () => undefined,
      onBadRow: () => undefined,
      log: pino({ level: 'silent' }),
      syncEveryMs: 30,
    });
    loaders.push(loader);
    await loader.drain();
    await eventually(() => loader.status().retainedSegments).toBe(0);
  });

  it('pauses loading while a disk that cannot flush holds too much', async () => {
    const { loader } = started({ flush: () => Promise.reject(new Error('no disk')), maxRetainedBytes: 500 });
    for (const number of range(0, 3)) {
      await spool.append(samplePlays(number * 10, 10));
      await spool.seal();
    }
    await eventually(() => loader.status().state).toBe('retrying');
    expect(loader.status().lastError).toBe('no disk');
    expect(await foldersEndingIn('.loaded')).toHaveLength(1);
  });
});

describe('rows that the store refuses', () => {
  const badRow = sampleRow('playback', { title: 'bad', viewer: 1, play: 5000, seq: 1, action: 'ping' });
  beforeEach(async () => {
    await store.command({ name: 'test', text: "ALTER TABLE raw_playback ADD CONSTRAINT good CHECK title != 'bad'" });
  });
  afterEach(async () => {
    await store.command({ name: 'test', text: 'ALTER TABLE raw_playback DROP CONSTRAINT good' });
  });

  async function sealedWith(change: (file: string) => Promise<void>): Promise<SegmentManifest> {
    await spool.append(samplePlays(0, 1000));
    await spool.append(sampleBatch('impression', [{ impression_id: 'i', title: 't' }]));
    const manifest = await spool.seal();
    if (manifest === null) throw new Error('nothing sealed');
    await change(join(spoolDir, `${manifest.segment}.sealed`, 'playback.rows'));
    return manifest;
  }

  it('are found by halving and handed over, and every other row is loaded', async () => {
    const good = samplePlays(0, 1000).chunks[0]?.bytes ?? Buffer.alloc(0);
    const rowBytes = good.length / 1000;
    await sealedWith((file) => {
      const at = rowBytes * 437;
      return writeFile(file, Buffer.concat([good.subarray(0, at), badRow, good.subarray(at), badRow]));
    });
    const { loader, loaded, refused } = started();
    await loader.drain();
    expect(await playsInStore()).toEqual(range(1, 1001));
    expect(refused.map(({ family, row }) => [family, row['title'], row['play']])).toEqual([
      ['playback', 'bad', '5000'],
      ['playback', 'bad', '5000'],
    ]);
    expect(refused[0]?.error.message).toMatch(/load\.playback/);
    expect(loaded[0]?.families).toContainEqual(expect.objectContaining({ family: 'playback', rows: 1000 }));
    expect(loader.status()).toMatchObject({ refusedRows: 2, state: 'waiting', lastError: null });
  });

  it('are not reported again when the segment is loaded again', async () => {
    await sealedWith((file) => appendFile(file, badRow));
    const first = started({ flush: () => Promise.reject(new Error('no disk')) });
    await first.loader.drain();
    await first.loader.stop();
    expect(first.refused).toHaveLength(1);
    const second = started();
    await second.loader.drain();
    expect(second.refused).toEqual([]);
    expect(second.loaded).toHaveLength(1);
    expect(await playsInStore()).toEqual(range(1, 1001));
  });

  it('make up a damaged rest that is kept aside', async () => {
    const manifest = await sealedWith(async (file) => truncate(file, (await readFile(file)).length - 5));
    const { loader } = started();
    await loader.drain();
    expect(await playsInStore()).toEqual(range(1, 1000));
    const kept = await readFile(join(spoolDir, 'unreadable', `${manifest.segment}-playback.rows`));
    expect(kept.length).toBeGreaterThan(20);
  });

  it('from before their family got its last column are loaded like all others', async () => {
    const rows = ['trailer', 'a', 'spot'].map((asset) => ({ asset, channel: 'tube', metric: 'views', value: 5 }));
    const [chunk] = sampleBatch('promo_daily', rows).chunks;
    if (!chunk) throw new Error('The batch has a chunk.');
    const former = rows.map((row) => sampleRow('promo_daily', row).subarray(0, -1));
    await spool.append({ chunks: [{ ...chunk, bytes: Buffer.concat(former) }] });
    const { loader, refused } = started();
    await loader.drain();
    expect(refused).toEqual([]);
    expect(existsSync(join(spoolDir, 'unreadable'))).toBe(false);
    expect(
      await store.query({
        name: 'test',
        text: `SELECT asset, value, toString(paid_owned_earned) AS kind FROM raw_promo_daily FINAL ORDER BY asset`,
      }),
    ).toEqual(['a', 'spot', 'trailer'].map((asset) => ({ asset, value: 5, kind: 'unknown' })));
  });

  it('do not keep a segment waiting when none of it is good', async () => {
    await sealedWith((file) => writeFile(file, Buffer.concat(range(0, 300).map(() => badRow))));
    const { loader, refused } = started();
    await loader.drain();
    expect(refused).toHaveLength(300);
    expect(await playsInStore()).toEqual([]);
  });
});

describe('whoever is told of a loaded segment', () => {
  it('is told again until it has taken it, and before the segment may go', async () => {
    const told: string[] = [];
    await spool.append(samplePlays(0, 10));
    const { loader } = started({
      onLoaded: async ({ segment }) => {
        told.push(segment);
        expect(await foldersEndingIn('.sealed')).toEqual([`${segment}.sealed`]);
        if (told.length < 3) throw new Error('not now');
      },
    });
    await loader.drain();
    expect(told).toEqual(Array(3).fill(told[0]));
    expect(loader.status()).toMatchObject({ loadedSegments: 1, lastError: null });
    expect(await foldersEndingIn('.loaded')).toHaveLength(1);
  });
});

describe('draining', () => {
  it('ends while rows never cease to come', async () => {
    const { loader } = started({ sealEveryMs: 1 });
    await spool.append(samplePlays(0, 10));
    let stop = false;
    let next = 1;
    const sender = (async () => {
      while (!stop) await spool.append(samplePlays(next++ * 10, 10));
    })();
    await loader.drain();
    stop = true;
    await sender;
    expect((await playsInStore()).slice(0, 10)).toEqual(range(1, 11));
  });

  it('waits for rows that a collector took before it went away', async () => {
    let away = true;
    await spool.append(samplePlays(0, 10));
    const { loader, loaded } = started({
      source: {
        seal: () => (away ? Promise.resolve(null) : spool.seal()),
        onRows: () => undefined,
        notifyLoaded: () => undefined,
      },
    });
    let drained = false;
    const drain = loader.drain().then(() => (drained = true));
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(drained).toBe(false);
    away = false;
    await drain;
    expect(loaded).toHaveLength(1);
  });
});

describe('a store that is away', () => {
  it('is tried again until it is back; other families go on, and the backlog is seen', async () => {
    await store.command({ name: 'test', text: 'RENAME TABLE landing_playback TO landing_playback_away' });
    await spool.append(samplePlays(0, 10));
    await spool.append(sampleBatch('impression', [{ impression_id: 'i', title: 't', at: SAMPLE_AT_MS }]));
    const { loader, loaded } = started();
    await eventually(() => loader.status().state).toBe('retrying');
    expect(loader.status()).toMatchObject({ backlogSegments: 1, backlogRows: 11, lastLoadedMs: null });
    expect(loader.status().lastError).toMatch(/load\.playback/);
    const { rows } = await store.one<{ rows: number }>({
      name: 'test',
      text: 'SELECT count() AS rows FROM raw_impression',
    });
    expect(rows).toBe(1);
    expect(loaded).toEqual([]);

    await store.command({ name: 'test', text: 'RENAME TABLE landing_playback_away TO landing_playback' });
    await loader.drain();
    expect(await playsInStore()).toEqual(range(1, 11));
    expect(loader.status()).toMatchObject({ state: 'waiting', lastError: null, backlogSegments: 0 });
  });

  it('does not hold up a stop, and nothing is lost by it', async () => {
    await store.command({ name: 'test', text: 'RENAME TABLE landing_playback TO landing_playback_away' });
    await spool.append(samplePlays(0, 10));
    const { loader } = started();
    await eventually(() => loader.status().state).toBe('retrying');
    const drained = loader.drain();
    const startedMs = performance.now();
    await Promise.all([loader.stop(), expect(drained).rejects.toThrow(/stopped before everything was loaded/)]);
    expect(performance.now() - startedMs).toBeLessThan(2000);
    await store.command({ name: 'test', text: 'RENAME TABLE landing_playback_away TO landing_playback' });
    await started().loader.drain();
    expect(await playsInStore()).toEqual(range(1, 11));
  });
});
