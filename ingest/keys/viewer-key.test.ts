import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { viewerKey, ViewerKeyError } from './viewer-key.ts';

const folder = mkdtempSync(join(tmpdir(), 'ovation-key-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('is made once, kept privately, and never replaced', () => {
  const key = viewerKey(folder, undefined);
  expect(key).toMatch(/^[0-9a-f]{64}$/);
  expect(viewerKey(folder, undefined)).toBe(key);
  expect(statSync(join(folder, 'viewer.key')).mode & 0o777).toBe(0o600);
  expect(viewerKey(folder, 'AB'.repeat(32))).toBe('ab'.repeat(32));
  writeFileSync(join(folder, 'viewer.key'), 'torn');
  expect(() => viewerKey(folder, undefined)).toThrow(ViewerKeyError);
});
