import type { ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { Logger } from 'pino';
import { accountFor, type Account } from './account.ts';
import { binariesFor } from './binaries.ts';
import { makeCluster, makeSocketDir, takeFolder, USER } from './cluster.ts';
import { EmbeddedPostgresError } from './errors.ts';
import { stopLeftover } from './leftover.ts';
import { lastLine, run, type Run } from './program.ts';

export interface EmbeddedPostgres {
  /** Connection string over a Unix socket; it stays the same through restarts. */
  readonly url: string;
  /** Process number of the running postmaster, or null while it is being restarted. */
  pid(): number | null;
  /** Fast shutdown: clients are cut, a checkpoint is written. Resolves once the process is gone. */
  stop(): Promise<void>;
}

const DATABASE = 'ovation';
/** After SIGKILL of a postmaster its children hold the shared memory for up to a second, and the next start is refused. */
const START_MS = 10_000;
const RESTART_MS = { first: 100, most: 5_000 };

/** A small server: queues, keys and accounts, a few dozen connections. No TCP port, so nothing to clash with. */
const SETTINGS: Readonly<Record<string, string>> = {
  listen_addresses: '',
  unix_socket_permissions: '0700',
  shared_buffers: '32MB',
  max_connections: '60',
  max_wal_size: '256MB',
  wal_level: 'minimal',
  max_wal_senders: '0',
  autovacuum_max_workers: '1',
  max_worker_processes: '2',
  // One process fewer a worker: our reads come from memory.
  io_method: 'sync',
  jit: 'off',
  huge_pages: 'off',
  log_checkpoints: 'off',
};

/**
 * Start PostgreSQL in a folder (made at first start) and keep it running: a server that dies is started again.
 *
 * @param options.dir absolute path of the cluster's folder
 * @throws EmbeddedPostgresError when it cannot run here.
 */
export async function startEmbeddedPostgres(options: { dir: string; log: Logger }): Promise<EmbeddedPostgres> {
  const { dir } = options;
  const log = options.log.child({ part: 'postgres' });
  const account = accountFor(dir);
  const bin = binariesFor(account);
  mkdirSync(dirname(dir), { recursive: true });
  const leftover = await stopLeftover(dir);
  if (leftover !== null) log.info({ pid: leftover }, 'stopped a server left running');
  if (!existsSync(join(dir, 'PG_VERSION'))) await makeCluster({ dir, bin, account });
  takeFolder(dir, account);
  const socketDir = makeSocketDir(dir, account);
  const urlOf = (database: string) => `postgresql:///${database}?host=${encodeURIComponent(socketDir)}&user=${USER}`;

  let child: ChildProcess | null = null;
  let stopping = false;
  let restarting: Promise<void> | null = null;

  const launch = async () => {
    const deadline = Date.now() + START_MS;
    for (;;) {
      const attempt = runServer({ dir, bin, account, socketDir, log });
      attempt.child.once('exit', (code, signal) => {
        if (child !== attempt.child) return;
        child = null;
        if (stopping) return;
        log.error({ code, signal }, 'the server died; starting it again');
        restarting = restart();
      });
      const problem = await untilReady(attempt, urlOf('postgres'), deadline);
      if (problem === null && attempt.child.exitCode === null && attempt.child.signalCode === null) {
        child = attempt.child;
        return;
      }
      if (stopping || Date.now() > deadline)
        throw new EmbeddedPostgresError(`PostgreSQL does not start in ${dir}: ${problem ?? 'it ended at once'}`);
      await sleep(100);
    }
  };
  const restart = async () => {
    for (let waitMs = RESTART_MS.first; !stopping; waitMs = Math.min(waitMs * 2, RESTART_MS.most)) {
      await sleep(waitMs);
      try {
        if (!stopping) await launch();
        return;
      } catch (error) {
        log.error({ err: error }, 'the server does not come back yet');
      }
    }
  };

  await launch();
  await ensureDatabase(urlOf('postgres'));
  return {
    url: urlOf(DATABASE),
    pid: () => child?.pid ?? null,
    stop: async () => {
      stopping = true;
      await restarting?.catch(() => undefined);
      await stopChild(child);
      rmSync(socketDir, { recursive: true, force: true });
    },
  };
}

function runServer(options: { dir: string; bin: string; account: Account; socketDir: string; log: Logger }): Run {
  const settings = { ...SETTINGS, unix_socket_directories: options.socketDir };
  const args = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const server = run({
    program: join(options.bin, 'postgres'),
    args,
    dir: options.dir,
    account: options.account,
    env: {},
  });
  server.child.stderr?.on('data', (chunk: string) => {
    for (const line of chunk.split('\n')) {
      // While it starts it refuses our first questions, which it calls fatal.
      if (/ (FATAL|PANIC): /.test(line) && !/the database system is (starting up|not yet accepting)/.test(line))
        options.log.warn(line.replace(/^.*?\] /, ''));
      else if (line.trim() !== '') options.log.debug(line.replace(/^.*?\] /, ''));
    }
  });
  return server;
}

/** Null once a query is answered, else why the process ended or did not answer. */
async function untilReady(server: Run, url: string, deadline: number): Promise<string | null> {
  const { child } = server;
  let failure: string | null = null;
  child.once('error', (error) => (failure = error.message));
  while (Date.now() < deadline) {
    if (failure !== null) return failure;
    if (child.exitCode !== null || child.signalCode !== null) return lastLine(server.output());
    if (await answers(url)) return null;
    await sleep(15);
  }
  await stopChild(child);
  return `no answer within ${START_MS / 1000} s; ${lastLine(server.output())}`;
}

async function answers(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 1_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('SELECT 1');
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function ensureDatabase(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [DATABASE]);
    if (rowCount === 0) await client.query(`CREATE DATABASE ${DATABASE}`);
  } finally {
    await client.end();
  }
}

async function stopChild(child: ChildProcess | null): Promise<void> {
  if (!child || child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  child.kill('SIGINT');
  const harder = setTimeout(() => child.kill('SIGQUIT'), 4_000);
  const hardest = setTimeout(() => child.kill('SIGKILL'), 7_000);
  await gone;
  clearTimeout(harder);
  clearTimeout(hardest);
}
