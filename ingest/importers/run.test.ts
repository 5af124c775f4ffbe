import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RecordEncoder } from '../contract/encoder.ts';
import { openPeople } from '../contract/people.ts';
import { runImport } from './run.ts';
import { exitCodeOf, formatSummary, unaccountedRows } from './summary.ts';

const VIEWING = 'test/fixtures/netflix-viewing.csv';
const TITLES = 'test/fixtures/netflix-titles.csv';
const HEADER = 'Profile Name,Start Time,Duration,Attributes,Title,Supplemental Video Type,Device Type,Bookmark,Country';

/** What the receiver says before it takes anything: a status and its headers, or null to cut the connection. */
type Hindrance = { status: number; headers?: Record<string, string>; body?: unknown } | null;

/** The endpoint with the contract's own validation behind it, and the hindrances that networks and busy collectors are. */
const receiver = {
  url: '',
  bodies: [] as string[],
  hindrances: [] as Hindrance[],
  detailed: 100,
  close: async () => {},
};
let folder = '';

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ovation-import-'));
  Object.assign(receiver, { bodies: [], hindrances: [], detailed: 100 });
  const encoder = new RecordEncoder(openPeople(new Uint8Array(32)));
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      const hindrance = receiver.hindrances.shift();
      if (hindrance === null) return request.socket.destroy();
      if (hindrance !== undefined)
        return response.writeHead(hindrance.status, hindrance.headers).end(JSON.stringify(hindrance.body ?? {}));
      encoder.begin({ receivedAtMs: Date.now(), anyTime: true, hashedPeople: false, retentionMs: {} });
      const rejected: { line: number; code: string; message: string }[] = [];
      for (const [i, line] of body.split('\n').entries())
        if (!encoder.add(JSON.parse(line)))
          rejected.push({ line: i + 1, code: encoder.rejection.code, message: encoder.rejection.message });
      receiver.bodies.push(body);
      const accepted = body.split('\n').length - rejected.length;
      response
        .writeHead(202)
        .end(
          JSON.stringify({ accepted, rejected: rejected.slice(0, receiver.detailed), rejected_total: rejected.length }),
        );
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  receiver.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  receiver.close = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
});

afterEach(async () => {
  await receiver.close();
  await rm(folder, { recursive: true });
});

const run = (kind: string, files: string[], more: object = {}) =>
  runImport({ kind, files, ingestUrl: receiver.url, token: 'ovk_test', now: () => 0, ...more });
const sentLines = () => receiver.bodies.flatMap((body) => body.split('\n'));

async function exportOf(...lines: string[]): Promise<string> {
  const path = join(folder, `${lines.length}.csv`);
  await writeFile(path, [HEADER, ...lines].join('\n'));
  return path;
}

const play = (start: string, bookmark = '00:20:00') => `User 1,${start},00:20:00,,Film,,TV,${bookmark},IN (India)`;

describe('an import', () => {
  it('accounts for every row and sends the catalogue first', async () => {
    const summary = await run('netflix-viewing', [VIEWING]);
    expect(summary).toMatchObject({ rows: 255, rejectedRows: 0, skipped: {} });
    expect(summary.taken + summary.promo).toBe(255);
    expect(summary.hoursViewed).toBe(summary.playedSeconds / 3600);
    expect(unaccountedRows(summary)).toBe(0);
    expect(exitCodeOf(summary)).toBe(0);
    expect(sentLines()).toHaveLength(summary.records);
    expect(sentLines().findLastIndex((line) => line.includes('"catalog"'))).toBe(summary.catalog - 1);
  });

  it('of the same file again sends the same records', async () => {
    await run('netflix-viewing', [VIEWING]);
    const first = receiver.bodies.splice(0);
    await run('netflix-viewing', [VIEWING]);
    expect(receiver.bodies).toEqual(first);
  });

  it('takes several files, each once', async () => {
    const files = [
      await exportOf(play('2022-04-28 16:08:56')),
      await exportOf(play('2022-04-28 16:08:56'), play('2022-04-29 16:08:56')),
    ];
    const summary = await run('netflix-viewing', [...files, files[0] ?? '']);
    expect(summary).toMatchObject({ rows: 3, taken: 3 });
    expect(new Set(sentLines().filter((line) => line.includes('"playback"'))).size).toBe(4);
  });

  it('checks all files before it sends anything', async () => {
    await expect(run('netflix-viewing', [VIEWING, TITLES])).rejects.toThrow(
      /netflix-titles\.csv does not look like a Netflix viewing export/,
    );
    await expect(run('netflix-viewing', [await exportOf()])).rejects.toThrow(/has column names but no rows/);
    expect(receiver.bodies).toEqual([]);
  });

  it('of a kind that does not exist names the kinds', async () => {
    await expect(run('letterboxd', [VIEWING])).rejects.toThrow(
      "no import kind 'letterboxd'; choose one of: netflix-viewing, netflix-titles",
    );
    await expect(run('netflix-viewing', [])).rejects.toThrow('Name at least one file');
  });

  it('tried dry sends nothing and shows what it would send', async () => {
    const summary = await run('netflix-titles', [TITLES], { dryRun: true });
    expect(receiver.bodies).toEqual([]);
    expect(summary.firstRecords.length).toBeGreaterThan(0);
    expect(formatSummary(summary)).toContain('Nothing was sent. The first records:\n{"type":"catalog"');
  });

  it('reports its progress up to the last row', async () => {
    const seen: number[] = [];
    await run('netflix-viewing', [VIEWING], {
      onProgress: (progress: { rowsDone: number }) => seen.push(progress.rowsDone),
    });
    expect(seen.at(-1)).toBe(255);
  });
});

describe('a rejected record', () => {
  // A bookmark beyond 24 hours is what the contract refuses.
  const tooFar = (day: number) => play(`2022-04-${String(day).padStart(2, '0')} 16:08:56`, '25:00:00');

  it('takes its row back, names it and fails the import', async () => {
    const summary = await run('netflix-viewing', [await exportOf(play('2022-05-28 16:08:56'), tooFar(1))]);
    expect(summary).toMatchObject({ rows: 2, taken: 1, rejectedRows: 1, rejected: { range: 2 }, playedSeconds: 1200 });
    expect(summary.rejections[0]).toMatchObject({ row: 2, code: 'range' });
    expect(unaccountedRows(summary)).toBe(0);
    expect(exitCodeOf(summary)).toBe(1);
    expect(formatSummary(summary)).toMatch(/rejected +1\n +2 {2}range\n.*row 2: .*position_s/);
  });

  it('is found even if the answer details fewer than it counts', async () => {
    const filler = Array.from({ length: 60 }, (_, i) => play(`2022-06-01 16:08:${String(i).padStart(2, '0')}`));
    // Each slice has two rejected records, the whole batch four.
    receiver.detailed = 2;
    const many = run('netflix-viewing', [await exportOf(tooFar(1), ...filler, tooFar(2))]);
    expect(await many).toMatchObject({ rejectedRows: 2, taken: 60, rejected: { range: 4 } });
  });
});

describe('a hindrance', () => {
  it('that passes is waited for', async () => {
    receiver.hindrances = [{ status: 503, headers: { 'retry-after': '0' } }, null, { status: 429 }];
    expect(await run('netflix-titles', [TITLES])).toMatchObject({ taken: 74 });
    expect(receiver.bodies).toHaveLength(1);
  });

  it('that stays ends the import with what to do', async () => {
    receiver.hindrances = Array.from({ length: 20 }, () => ({
      status: 503,
      body: { error: { code: 'spool_full', message: 'The disk is full.' } },
    }));
    await expect(run('netflix-titles', [TITLES], { patienceMs: 500 })).rejects.toThrow(
      'The collector answered 503: The disk is full. Try the import again later.',
    );
  });

  it('that is a refusal is not tried again', async () => {
    receiver.hindrances = [
      { status: 403, body: { error: { code: 'scope', message: 'This key may not ingest.', hint: 'Create one.' } } },
    ];
    await expect(run('netflix-titles', [TITLES])).rejects.toThrow(
      'The collector answered 403: This key may not ingest. Create one.',
    );
    expect(receiver.bodies).toEqual([]);
  });

  it('that is no collector at all is named', async () => {
    await receiver.close();
    await expect(run('netflix-titles', [TITLES], { patienceMs: 0 })).rejects.toThrow(
      /does not answer \(ECONNREFUSED\)\. Try the import again later\./,
    );
  });

  it('that is the user’s interrupt stops at once', async () => {
    receiver.hindrances = [{ status: 503, headers: { 'retry-after': '60' } }];
    await expect(run('netflix-titles', [TITLES], { signal: AbortSignal.timeout(300) })).rejects.toThrow(/abort/i);
  });
});
