import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface EngineOptions {
  readonly folder: string;
  readonly viewers: number;
  readonly rows: number;
  readonly segmentRows: number;
  readonly warmUpSeconds: number;
  readonly memoryMb: number;
}

export interface EngineResult {
  readonly rowsPerSecond: number;
  /** Rows measured. */
  readonly rows: number;
  readonly cpuUsPerRow: number;
}

const ENGINE = fileURLToPath(new URL('./engine.ts', import.meta.url));

/** What the engine reaches alone with the same rows, in a process and a folder of its own. */
export async function engineAlone(options: Omit<EngineOptions, 'folder'>): Promise<EngineResult> {
  const folder = mkdtempSync(join(tmpdir(), 'ovation-bench-engine-'));
  try {
    const child = fork(ENGINE, [], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
    child.send({ ...options, folder });
    const ended = once(child, 'exit').then(() => Promise.reject(new Error('The engine ended without a result.')));
    const [result] = (await Promise.race([once(child, 'message'), ended])) as [EngineResult];
    await ended.catch(() => undefined);
    return result;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
