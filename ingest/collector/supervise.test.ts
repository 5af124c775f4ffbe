import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import pino from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { rowsOf } from '../spool/manifest.ts';
import { CollectorStartError, superviseCollector, type CollectorSupervisor } from './supervise.ts';
import type { CollectorOptions } from './protocol.ts';

let dir: string;
let running: CollectorSupervisor[] = [];

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'ovation-supervise-'));
});

afterEach(async () => {
  await Promise.all(running.map((collector) => collector.stop()));
  running = [];
  await rm(dir, { recursive: true, force: true });
});

async function start(more: Partial<CollectorOptions> = {}): Promise<CollectorSupervisor> {
  const collector = await superviseCollector({
    log: pino({ level: 'silent' }),
    collector: {
      host: '127.0.0.1',
      port: 0,
      spoolDir: join(dir, 'spool'),
      spoolMaxBytes: 1e9,
      spoolMaxRows: 1e6,
      deadLettersDir: join(dir, 'dead-letters'),
      deadLettersMaxBytes: 1e8,
      viewerKey: '07'.repeat(32),
      // The local token is known without asking; nobody listens here.
      databaseUrl: 'postgresql://nobody@127.0.0.1:1/none',
      localToken: 'ovk_local',
      allowedOrigins: [],
      recordsPerSecondPerKey: 0,
      retentionMs: {},
      logLevel: 'silent',
      ...more,
    },
  });
  running.push(collector);
  return collector;
}

async function post(collector: CollectorSupervisor, token = 'ovk_local'): Promise<number> {
  const now = Date.now();
  const response = await fetch(`http://127.0.0.1:${collector.port}/v1/events`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      type: 'playback',
      play_id: 'p',
      seq: 0,
      viewer_id: 'v',
      title_id: 't',
      action: 'start',
      at: now,
      started_at: now,
      position_s: 0,
    }),
  });
  return response.status;
}

async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  for (let i = 0; i < 400; i++) {
    if (await holds()) return;
    await delay(25);
  }
  throw new Error('It did not come true within ten seconds.');
}

describe("the collector's process", () => {
  it('takes events, tells of waiting rows, seals on demand, and says what it did', async () => {
    const collector = await start();
    let told = 0;
    collector.onRows(() => told++);
    expect(await collector.seal()).toBeNull();
    expect(await post(collector)).toBe(202);
    await until(() => told > 0);
    const manifest = await collector.seal();
    expect(manifest && rowsOf(manifest)).toBe(1);
    expect(manifest?.titles).toEqual(['t']);
    await until(() => collector.stats()?.backlog.rows === 1);
    collector.notifyLoaded(manifest?.segment ?? '', 1);
    await until(() => collector.stats()?.backlog.rows === 0);
    expect(collector.stats()).toMatchObject({ accepted: { playback: 1 }, answers: { '202': 1 } });
  });

  it('answers 503 for a key it does not know while keys cannot be looked up', async () => {
    expect(await post(await start(), 'ovk_other')).toBe(503);
  });

  it('is started again on the same port when it is killed, with all it had acknowledged', async () => {
    const collector = await start();
    const { port } = collector;
    let told = 0;
    collector.onRows(() => told++);
    expect(await post(collector)).toBe(202);
    await until(() => told > 0);
    for (let kill = 0; kill < 2; kill++) {
      const pid = collector.pid();
      const asked = collector.seal();
      process.kill(pid ?? 0, 'SIGKILL');
      await until(async () => collector.pid() !== pid && (await post(collector).catch(() => 0)) === 202);
      await asked;
      expect(collector.port).toBe(port);
    }
    const sealed = new Map<string, number>();
    for (let manifest = await collector.seal(); manifest !== null; manifest = await collector.seal())
      sealed.set(manifest.segment, rowsOf(manifest));
    // A segment that was handed out as its process died is on disk all the same: the loader looks there after a restart.
    const folders = (await readdir(join(dir, 'spool'))).filter((name) => name.endsWith('.sealed'));
    expect(folders.map((name) => name.split('.')[0])).toEqual(expect.arrayContaining([...sealed.keys()]));
    expect(folders).toHaveLength(3);
  });

  it('stops in order: what was acknowledged is sealed for the next start', async () => {
    const collector = await start();
    expect(await post(collector)).toBe(202);
    await collector.stop();
    expect(collector.pid()).toBeNull();
    expect((await readdir(join(dir, 'spool'))).filter((name) => name.endsWith('.sealed'))).toHaveLength(1);
    let told = 0;
    const again = await start();
    again.onRows(() => told++);
    const manifest = await again.seal();
    expect(manifest && rowsOf(manifest)).toBe(1);
  });

  it('says in one line that its port is taken', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as AddressInfo;
    const failed = await start({ port }).catch((error: unknown) => error);
    other.close();
    expect(failed).toBeInstanceOf(CollectorStartError);
    expect((failed as Error).message).toBe(
      `Port ${port} is in use by another program: stop it, or set INGEST_PORT to a free port.`,
    );
  });
});
