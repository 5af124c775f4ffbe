import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startEmbeddedPostgres, type EmbeddedPostgres } from './embedded.ts';

const log = pino({ level: 'silent' });

async function ask<T extends pg.QueryResultRow>(server: EmbeddedPostgres, sql: string): Promise<T[]> {
  const client = new pg.Client({ connectionString: server.url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query<T>(sql)).rows;
  } finally {
    await client.end();
  }
}

async function until<T>(what: () => Promise<T>, withinMs = 10_000): Promise<T> {
  for (const deadline = Date.now() + withinMs; ; await sleep(30)) {
    try {
      return await what();
    } catch (error) {
      if (Date.now() > deadline) throw error;
    }
  }
}

const alive = (pid: number) => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

describe('startEmbeddedPostgres', () => {
  let root: string;
  let dir: string;

  beforeAll(() => {
    // As root this folder is closed to every other account, like /root itself.
    root = mkdtempSync(join(tmpdir(), 'ovation-pg-'));
    dir = join(
      root,
      'a folder with spaces and a name long enough for no Unix socket to fit into it'.repeat(2),
      'postgres',
    );
  });
  afterAll(() => rmSync(root, { recursive: true, force: true }));

  it('makes a cluster, keeps what is written through a stop, and listens on no port', async () => {
    const first = await startEmbeddedPostgres({ dir, log });
    await ask(first, "CREATE TABLE kept (word text); INSERT INTO kept VALUES ('still here')");
    expect(await ask(first, 'SHOW listen_addresses')).toEqual([{ listen_addresses: '' }]);
    expect(await ask(first, 'SHOW fsync')).toEqual([{ fsync: 'on' }]);
    const pid = first.pid();
    await first.stop();
    expect(pid && alive(pid)).toBe(false);

    const second = await startEmbeddedPostgres({ dir, log });
    expect(await ask(second, 'SELECT word FROM kept')).toEqual([{ word: 'still here' }]);
    await second.stop();
  });

  it.runIf(process.getuid?.() === 0)('runs as an unprivileged account when root starts it', async () => {
    const server = await startEmbeddedPostgres({ dir, log });
    const pid = server.pid();
    expect(pid && statSync(`/proc/${pid}`).uid).not.toBe(0);
    await server.stop();
  });

  it('comes back by itself when it is killed, at the same address', async () => {
    const server = await startEmbeddedPostgres({ dir, log });
    const before = server.pid();
    process.kill(before ?? 0, 'SIGKILL');
    expect(await until(() => ask(server, 'SELECT word FROM kept'))).toEqual([{ word: 'still here' }]);
    expect(server.pid()).not.toBe(before);
    await server.stop();
  });

  it('stops a server that its killed parent left behind, and starts again', async () => {
    const orphan = await startEmbeddedPostgres({ dir, log });
    const before = orphan.pid() ?? 0;
    const successor = await startEmbeddedPostgres({ dir, log });
    expect(alive(before)).toBe(false);
    expect(await ask(successor, 'SELECT word FROM kept')).toEqual([{ word: 'still here' }]);
    await orphan.stop();
    await successor.stop();
  });

  it('ignores the number of a process that is no PostgreSQL of this folder', async () => {
    const server = await startEmbeddedPostgres({ dir, log });
    await server.stop();
    const { writeFileSync } = await import('node:fs');
    writeFileSync(join(dir, 'postmaster.pid'), `${process.pid}\n${dir}\n`);
    const again = await startEmbeddedPostgres({ dir, log });
    expect(await ask(again, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    await again.stop();
  });
});
