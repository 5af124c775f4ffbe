import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { folderHolder, FolderInUseError, lockFolder } from './lock.ts';
import { identityOf } from './process-identity.ts';
import { readRunFile, removeRunFile, writeRunFile } from './run-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'ovation-lock-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const program = (body: string) =>
  `import { lockFolder } from ${JSON.stringify(join(import.meta.dirname, 'lock.ts'))}; const folder = ${JSON.stringify(folder)}; ${body}`;

describe('lockFolder', () => {
  it('is given to one process at a time, and the refusal names the other', async () => {
    const other = spawn(process.execPath, [
      '-e',
      program('lockFolder(folder); console.log("taken"); setInterval(() => {}, 1e6);'),
    ]);
    await new Promise((resolve) => other.stdout.once('data', resolve));
    expect(() => lockFolder(folder)).toThrow(FolderInUseError);
    expect(() => lockFolder(folder)).toThrow(`process ${other.pid}`);
    expect(folderHolder(folder)?.pid).toBe(other.pid);

    const gone = new Promise((resolve) => other.once('exit', resolve));
    other.kill('SIGKILL');
    await gone;
    expect(folderHolder(folder)).toBeNull();
    const release = lockFolder(folder);
    release();
    expect(existsSync(join(folder, 'lock'))).toBe(false);
  });

  it('is not held by a process that merely got the number of the one that held it', () => {
    writeFileSync(join(folder, 'lock'), JSON.stringify({ ...identityOf(process.pid), startTicks: 1 }));
    lockFolder(folder)();
    writeFileSync(join(folder, 'lock'), 'half a lo');
    lockFolder(folder)();
  });

  it('goes to exactly one of many that find a stale one', async () => {
    writeFileSync(join(folder, 'lock'), JSON.stringify({ pid: 999_999_9, startTicks: 1, boot: null }));
    const body =
      'try { lockFolder(folder); console.log("won"); } catch { console.log("lost"); } setTimeout(() => {}, 1500);';
    const outcomes = await Promise.all(
      Array.from({ length: 6 }, async () => {
        const child = spawn(process.execPath, ['-e', program(body)]);
        return new Promise<string>((resolve) =>
          child.stdout.once('data', (data: Buffer) => resolve(data.toString().trim())),
        );
      }),
    );
    expect(outcomes.filter((o) => o === 'won')).toHaveLength(1);
  });
});

describe('the run file', () => {
  it('is private, and counts only while its process has the folder', () => {
    spawnSync('sleep', ['1.6']);
    const run = { pid: process.pid, webPort: 4000, ingestPort: 4001, token: 'ovk_x', databaseUrl: null };
    const release = lockFolder(folder);
    writeRunFile(folder, run);
    expect(statSync(join(folder, 'run.json')).mode & 0o777).toBe(0o600);
    expect(readRunFile(folder)).toEqual(run);
    release();
    expect(readRunFile(folder)).toBeNull();
    removeRunFile(folder);
    expect(existsSync(join(folder, 'run.json'))).toBe(false);
  });
});
