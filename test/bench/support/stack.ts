import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { readRunFile } from '../../../sql/data-folder/run-file.ts';
import type { Endpoint } from './load.ts';
import { processesOf } from './processes.ts';

const OVATION = fileURLToPath(new URL('../../../ovation.ts', import.meta.url));
/** Pages may have to be built first. */
const START_PATIENCE_MS = 180_000;

/** A whole Ovation in processes of its own, on a folder of its own. */
export interface Stack {
  readonly folder: string;
  readonly webUrl: string;
  readonly ingest: Endpoint;
  /** Of its main process. */
  readonly pid: number;
  processes(): ReturnType<typeof processesOf>;
  /** Ends its processes in order; the folder stays. */
  stop(): Promise<void>;
  /** Stops it and removes a folder of its own. */
  remove(): Promise<void>;
}

/** @param data a folder with data that stays whatever happens; without it one of its own. */
export async function startStack(settings: Readonly<Record<string, string>> = {}, data?: string): Promise<Stack> {
  const folder = data ?? mkdtempSync(join(tmpdir(), 'ovation-bench-'));
  const child = spawn(process.execPath, [OVATION, 'start'], {
    stdio: ['ignore', 'ignore', 'inherit'],
    // Of its own group: Ctrl-C reaches the bench, which stops it in order.
    detached: true,
    env: { ...process.env, LOG_LEVEL: 'warn', ...settings, OVATION_DATA: folder, PORT: '0', INGEST_PORT: '0' },
  });
  const ended = once(child, 'exit');
  const stop = async () => {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
    await ended;
  };
  const remove = async () => {
    await stop();
    if (data === undefined) rmSync(folder, { recursive: true, force: true });
  };
  const interrupted = () => void remove().then(() => process.exit(130));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, interrupted);
  for (const deadlineMs = Date.now() + START_PATIENCE_MS; ; await sleep(50)) {
    const run = readRunFile(folder);
    if (run !== null && run.pid === child.pid && run.webPort !== null && run.ingestPort !== null) {
      const { pid, webPort, ingestPort, token } = run;
      return {
        folder,
        webUrl: `http://127.0.0.1:${webPort}`,
        ingest: { url: `http://127.0.0.1:${ingestPort}`, token },
        ...{ pid, processes: () => processesOf(pid) },
        stop,
        remove,
      };
    }
    if (child.exitCode !== null || Date.now() > deadlineMs) {
      await remove();
      throw new Error('Ovation did not start; its log above says why.');
    }
  }
}
