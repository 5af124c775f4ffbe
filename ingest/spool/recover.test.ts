import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { rowsOf } from './manifest.ts';
import { OpenSegment } from './open-segment.ts';
import { recoverSegment } from './recover.ts';
import { sampleBatch, samplePlays } from './sample-rows.ts';

const SEGMENT = '1700000000000000';
const IMPRESSIONS = sampleBatch('impression', [{ impression_id: 'i-1', title: 'harbour', viewer: 9 }]);

let dir: string;
beforeEach(async () => {
  // Hundreds of small recoveries, each with its flushes: in memory where the system has such a folder.
  dir = await mkdtemp(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'ovation-recover-'));
});
afterEach(async () => {
  await rm(dir, { recursive: true });
});

const folder = () => join(dir, `${SEGMENT}.open`);

/** A writer that died after three commits of 4, 3 and 2 + 1 rows. */
async function written(): Promise<{ journalBytes: number[]; playbackBytes: number[] }> {
  const segment = await OpenSegment.create(dir, SEGMENT, 0);
  const sizes = { journalBytes: [] as number[], playbackBytes: [] as number[] };
  for (const batches of [[samplePlays(0, 4)], [samplePlays(4, 3, 'harbour')], [samplePlays(7, 2), IMPRESSIONS]]) {
    await segment.commit(batches);
    sizes.journalBytes.push((await readFile(join(folder(), 'journal'))).length);
    sizes.playbackBytes.push((await readFile(join(folder(), 'playback.rows'))).length);
  }
  await segment.close();
  return sizes;
}

/** Recovers a copy that `damage` was done to, so that one writing serves many tries. */
async function recoveredAfter(damage: (folder: string) => Promise<void>) {
  const copy = join(dir, 'copy');
  await rm(copy, { recursive: true, force: true });
  await mkdir(copy);
  await cp(folder(), join(copy, `${SEGMENT}.open`), { recursive: true });
  await damage(join(copy, `${SEGMENT}.open`));
  return { copy, ...(await recoverSegment(copy, SEGMENT, 5)) };
}

describe('recoverSegment', () => {
  it('keeps everything of a segment whose commits are whole', async () => {
    const { playbackBytes } = await written();
    const { manifest, cutBytes } = await recoverSegment(dir, SEGMENT, 5);
    expect(cutBytes).toBe(0);
    expect(manifest).toMatchObject({
      segment: SEGMENT,
      families: [
        { family: 'playback', rows: 9, bytes: playbackBytes[2], file: 'playback.rows' },
        { family: 'impression', rows: 1 },
      ],
      titles: ['night-train', 'harbour'],
      sealedAtMs: 5,
    });
  });

  it('cuts a tail torn at any byte of the last commit, in either file', async () => {
    const { journalBytes, playbackBytes } = await written();
    const [, journalBefore = 0, journalAfter = 0] = journalBytes;
    const [, playbackBefore = 0, playbackAfter = 0] = playbackBytes;
    for (let length = journalBefore; length < journalAfter; length++) {
      const { manifest } = await recoveredAfter((copy) => truncate(join(copy, 'journal'), length));
      expect(manifest && rowsOf(manifest)).toBe(7);
    }
    for (let length = playbackBefore; length < playbackAfter; length++) {
      const { manifest, copy } = await recoveredAfter((damaged) => truncate(join(damaged, 'playback.rows'), length));
      expect(manifest && rowsOf(manifest)).toBe(7);
      expect((await readFile(join(copy, `${SEGMENT}.sealed`, 'playback.rows'))).length).toBe(playbackBefore);
    }
    const lost = await recoveredAfter((copy) => rm(join(copy, 'impression.rows')));
    expect(lost.manifest?.families).toEqual([expect.objectContaining({ family: 'playback', rows: 7 })]);
    // Some 300 recoveries with their fsyncs: how long that takes is up to the disk.
  }, 120_000);

  it('believes no commit whose bytes do not agree with its checksum, and none after it', async () => {
    const { journalBytes, playbackBytes } = await written();
    const flip = (file: string, at: number) => async (copy: string) => {
      const bytes = await readFile(join(copy, file));
      bytes[at] = (bytes[at] ?? 0) ^ 1;
      await writeFile(join(copy, file), bytes);
    };
    const rowsAfter = async (file: string, at: number) => {
      const { manifest } = await recoveredAfter(flip(file, at));
      return manifest === null ? 0 : rowsOf(manifest);
    };
    expect(await rowsAfter('playback.rows', (playbackBytes[2] ?? 0) - 1)).toBe(7);
    expect(await rowsAfter('impression.rows', 0)).toBe(7);
    expect(await rowsAfter('playback.rows', playbackBytes[0] ?? 0)).toBe(4);
    expect(await rowsAfter('journal', (journalBytes[0] ?? 0) + 20)).toBe(4);
    expect(await rowsAfter('playback.rows', 0)).toBe(0);
  });

  it('removes a segment that holds no whole commit', async () => {
    await mkdir(folder());
    expect(await recoverSegment(dir, SEGMENT, 5)).toEqual({ manifest: null, cutBytes: 0 });
    expect(await recoverSegment(dir, SEGMENT, 5)).toEqual({ manifest: null, cutBytes: 0 });
  });

  it('finds a segment that was sealed before the crash', async () => {
    await written();
    const first = await recoverSegment(dir, SEGMENT, 5);
    expect((await recoverSegment(dir, SEGMENT, 9)).manifest).toEqual(first.manifest);
  });

  it('rebuilds a damaged manifest from the journal', async () => {
    await written();
    const { manifest } = await recoverSegment(dir, SEGMENT, 5);
    await writeFile(join(dir, `${SEGMENT}.sealed`, 'manifest.json'), '{"segment":');
    expect((await recoverSegment(dir, SEGMENT, 5)).manifest).toEqual(manifest);
  });
});
