import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TEMPLATE_VARIABLE } from './template.ts';

/** Before the first test: both stores with their schemas, which tests then begin with a copy of. */
export default function setUp(): (() => void) | undefined {
  if (process.env[TEMPLATE_VARIABLE] !== undefined) return undefined;
  const folder = mkdtempSync(join(tmpdir(), 'ovation-template-'));
  execFileSync(process.execPath, [join(import.meta.dirname, 'new-stores.ts'), folder]);
  process.env[TEMPLATE_VARIABLE] = folder;
  return () => rmSync(folder, { recursive: true, force: true });
}
