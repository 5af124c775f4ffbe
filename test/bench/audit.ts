import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { numbersFrom } from './support/arguments.ts';
import type { AuditRunOptions, AuditRunResult } from './support/audit-run.ts';
import { inProcess } from './support/in-process.ts';
import { bench } from './support/say.ts';
import { HERO_VIEWERS } from './support/scale-audience.ts';

/** The nightly audit of one title of a million viewers: how long, how much memory, and what pages take meanwhile. */
await bench(async () => {
  const { viewers, memory } = numbersFrom({ viewers: HERO_VIEWERS, memory: 1_500 });
  const folder = mkdtempSync(join(tmpdir(), 'ovation-audit-'));
  try {
    const found = await inProcess<AuditRunOptions, AuditRunResult>('audit-run', {
      ...{ folder, nowMs: Date.now(), memoryMb: memory, viewers },
    });
    return {
      ...{ viewers, audit_s: found.seconds, peak_mb: found.peakMb },
      ...{ compared: found.compared, skipped: found.skipped, differing: found.differing },
      longest: Object.fromEntries(found.statements.map(({ name, seconds }) => [name, seconds])),
      page_ms_before: found.pageMs.before,
      page_ms_beside: found.pageMs.beside,
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
