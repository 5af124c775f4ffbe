import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Store } from '../../sql/clickhouse/store.ts';
import { loadFile, unreadablePath } from './load-file.ts';
import { remedyFor } from './failure.ts';
import { samplePlays } from '../spool/sample-rows.ts';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'ovation-load-'));
});
afterEach(async () => {
  await rm(dir, { recursive: true });
});

/** What a server is sent, on the wire, and a store that talks to it. */
async function listening(status: number, answer: string, headers: Record<string, string> = {}) {
  const received: { query: string; body: Buffer }[] = [];
  const server = createServer((request, response) => {
    const body: Buffer[] = [];
    request.on('data', (part: Buffer) => body.push(part));
    request.on('end', () => {
      const query = new URL(request.url ?? '', 'http://server').searchParams.get('query') ?? '';
      received.push({ query, body: Buffer.concat(body) });
      response.writeHead(status, headers).end(answer);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const store = Store.open({ url: `http://127.0.0.1:${port}`, path: dir, memoryMb: 100 });
  const close = async () => {
    await store.close();
    server.close();
  };
  return { received, store, close };
}

describe('loadFile to a server', () => {
  const [chunk] = samplePlays(0, 20).chunks;
  const path = () => join(dir, 'playback.rows');

  it('sends the file as the body of one INSERT over input()', async () => {
    await writeFile(path(), chunk?.bytes ?? '');
    const { received, store, close } = await listening(200, '');
    await loadFile(store, { segment: '18446744073709551615', family: 'playback', path: path() });
    await close();
    expect(received).toHaveLength(1);
    expect(received[0]?.body).toEqual(chunk?.bytes);
    expect(received[0]?.query).toMatch(
      /^INSERT INTO landing_playback SELECT toUInt64\(18446744073709551615\) AS segment, \* FROM input\('title String, viewer UInt64, .*\\'UTC\\'.*'\) SETTINGS .*async_insert = 0.* FORMAT RowBinary$/s,
    );
  });

  it('tells a refused row from a server that is ill or away', async () => {
    await writeFile(path(), chunk?.bytes ?? '');
    const load = async (status: number, code: string) => {
      const { store, close } = await listening(status, `Code: ${code}. DB::Exception: no. (NAME)`, {
        'x-clickhouse-exception-code': code,
      });
      const error: unknown = await loadFile(store, { segment: '1', family: 'playback', path: path() }).catch(
        (e: unknown) => e,
      );
      await close();
      return remedyFor(error);
    };
    expect(await load(400, '27')).toBe('data');
    expect(await load(500, '241')).toBe('size');
    expect(await load(500, '243')).toBe('later');

    const { store, close } = await listening(200, '');
    await close();
    await expect(loadFile(store, { segment: '1', family: 'playback', path: path() })).rejects.toThrow();
  });
});

describe('unreadablePath', () => {
  it('names folders that the embedded store would read as patterns', () => {
    expect(unreadablePath('/srv/ovation data/.data')).toBeNull();
    expect(unreadablePath('/srv/{a}/data')).toMatch(/may not have/);
  });
});
