import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { folderBytes } from './size.ts';

it('adds up all files below a folder, and nothing for one that is not there', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'ovation-size-'));
  mkdirSync(join(folder, 'deep/er'), { recursive: true });
  writeFileSync(join(folder, 'a'), Buffer.alloc(100_000, 1));
  writeFileSync(join(folder, 'deep/er/b'), Buffer.alloc(200_000, 1));
  const bytes = await folderBytes(folder);
  expect(bytes).toBeGreaterThanOrEqual(300_000);
  expect(bytes).toBeLessThan(400_000);
  rmSync(folder, { recursive: true });
  expect(await folderBytes(join(folder, 'gone'))).toBe(0);
});
