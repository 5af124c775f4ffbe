import { appendFile, mkdtemp, readFile, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hashHex, hashOf, openPeople } from '../contract/people.ts';
import { eraseFromDeadLetters, forgetOldTexts } from './amend.ts';
import { LetterKeeper } from './keep.ts';
import { letterOf, letterOfRow, type DeadLetter } from './letter.ts';
import { DeadLetterCounter, listDeadLetters } from './list.ts';
import { replayDeadLetters } from './replay.ts';

const people = openPeople(Buffer.alloc(32, 9));
const DAY_MS = 86_400_000;
const NOW = Date.parse('2026-03-01T12:00:00Z');
const hashOfViewer = (id: string) => hashHex(hashOf(people, 'viewer', id) ?? 0n);

let dir: string;
let keeper: LetterKeeper;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'ovation-letters-'));
  keeper = new LetterKeeper({ dir, maxBytes: 1e9, writer: 'collector' });
});

afterEach(() => rm(dir, { recursive: true, force: true }));

function letter(value: unknown, nowMs = NOW, code: 'range' | 'required' = 'range'): DeadLetter {
  return letterOf({ code, message: 'A reason.', value }, { people, keyId: 'k', nowMs });
}

async function everything(): Promise<string> {
  const names = await readdir(dir);
  return (await Promise.all(names.map((name) => readFile(join(dir, name), 'utf8')))).join('');
}

describe('what is kept of a rejected record', () => {
  it('is its fields that the contract knows, people hashed, whatever type they were sent as', () => {
    const { record } = letter({
      type: 'review',
      viewer_id: 'v1',
      author: 42,
      account_id: { name: 'plain' },
      title_id: { viewer_id: 'v1' },
      genres: ['a', { viewer_id: 'v1' }],
      text: 'Good.',
      email: 'v1@example.org',
    });
    expect(record).toEqual({
      type: 'review',
      viewer_id: { hash: hashOfViewer('v1') },
      author: { hash: hashHex(hashOf(people, 'author', '42') ?? 0n) },
      account_id: null,
      title_id: null,
      genres: ['a'],
      text: 'Good.',
    });
  });

  it('is nothing of a line that was no object', () => {
    expect(letter(undefined).record).toBeNull();
    expect(letter(['v1']).record).toBeNull();
  });
});

describe('the store', () => {
  it('gives the newest first, one record once, by reason', async () => {
    await keeper.append([letter({ seq: 1 }), letter({ seq: 2 }, NOW, 'required'), letter({ seq: 1 })]);
    await keeper.append([letter({ seq: 3 }, NOW + DAY_MS)]);
    const seqs = async (reason?: string, limit = 10) =>
      (await listDeadLetters(dir, reason === undefined ? { limit } : { limit, reason })).map(
        ({ record }) => record?.seq,
      );
    expect(await seqs()).toEqual([3, 1, 2]);
    expect(await seqs('required')).toEqual([2]);
    expect(await seqs(undefined, 1)).toEqual([3]);
    expect(await new DeadLetterCounter(dir).count()).toMatchObject({
      waiting: 4,
      replayed: 0,
      byReason: { range: 3, required: 1 },
      oldestMs: NOW,
    });
  });

  it('stays within its bytes by letting the oldest go', async () => {
    keeper = new LetterKeeper({ dir, maxBytes: 10 * 1024 * 1024, writer: 'collector' });
    const note = 'x'.repeat(4000);
    for (let round = 0; round < 6; round++)
      await keeper.append(Array.from({ length: 900 }, (_, i) => letter({ note, seq: round * 1000 + i })));
    const { bytes, waiting } = await new DeadLetterCounter(dir).count();
    expect(bytes).toBeLessThan(10 * 1024 * 1024);
    expect(waiting).toBeGreaterThan(1000);
    expect((await listDeadLetters(dir, { limit: 1 }))[0]?.record?.seq).toBe(5899);
  });

  it('keeps a letter whose record is too long without the record', async () => {
    await keeper.append([letter({ text: 'x'.repeat(200_000) })]);
    expect(await listDeadLetters(dir, { limit: 1 })).toMatchObject([{ code: 'range', record: null }]);
  });

  it('passes over a line that a crash cut off', async () => {
    await keeper.append([letter({ seq: 1 })]);
    const [name] = await readdir(dir);
    await appendFile(join(dir, name ?? ''), '{"replayed":0,"id":"ab');
    await new LetterKeeper({ dir, maxBytes: 1e9, writer: 'collector' }).append([letter({ seq: 2 })]);
    expect((await listDeadLetters(dir, { limit: 9 })).map(({ record }) => record?.seq)).toEqual([2, 1]);
  });

  it('is empty before the first letter', async () => {
    expect(await listDeadLetters(join(dir, 'none'), { limit: 1 })).toEqual([]);
    expect(await new DeadLetterCounter(join(dir, 'none')).count()).toMatchObject({ waiting: 0, oldestMs: null });
  });

  it('may be read by its owner only', async () => {
    await keeper.append([letter({ seq: 1 })]);
    const [name] = await readdir(dir);
    expect((await stat(join(dir, name ?? ''))).mode & 0o777).toBe(0o600);
  });
});

describe('privacy', () => {
  it('texts go after thirty days, the rest stays', async () => {
    await keeper.append([
      letter({ type: 'review', review_id: 'old', text: 'An old text “with” quotes' }, NOW - 31 * DAY_MS),
    ]);
    await keeper.append([letter({ type: 'review', review_id: 'new', text: 'A new text' }, NOW - 29 * DAY_MS)]);
    expect(await forgetOldTexts(dir, NOW)).toBe(1);
    expect(await forgetOldTexts(dir, NOW)).toBe(0);
    expect(await everything()).not.toContain('old text');
    expect((await listDeadLetters(dir, { limit: 9 })).map(({ record }) => record)).toEqual([
      { type: 'review', review_id: 'new', text: 'A new text' },
      { type: 'review', review_id: 'old' },
    ]);
  });

  it('erasing a person takes out every letter that speaks of them, rows of the store too', async () => {
    await keeper.append([letter({ viewer_id: 'gone', seq: 1 }), letter({ viewer_id: 'stays', seq: 2 })]);
    const row = { viewer: String(hashOf(people, 'viewer', 'gone')), text: 'mine' };
    await new LetterKeeper({ dir, maxBytes: 1e9, writer: 'loader' }).append([
      letterOfRow({ family: 'review', row, error: new Error('refused') }, NOW),
    ]);
    expect(await eraseFromDeadLetters(dir, new Set([hashOfViewer('gone')]))).toBe(2);
    expect(await everything()).not.toContain(hashOfViewer('gone'));
    expect((await listDeadLetters(dir, { limit: 9 })).map(({ record }) => record?.seq)).toEqual([2]);
  });
});

describe('sending again', () => {
  it('goes in hundreds, oldest first, and never twice', async () => {
    await keeper.append(Array.from({ length: 250 }, (_, seq) => letter({ seq })));
    const bodies: string[][] = [];
    const send = (ndjson: string) => {
      bodies.push(ndjson.split('\n'));
      const rejected = [{ line: 1, code: 'range', message: 'Still.' }];
      return Promise.resolve({ accepted: bodies.at(-1)?.length ?? 0, rejected });
    };
    expect(await replayDeadLetters(dir, send)).toEqual({
      sent: 250,
      accepted: 247,
      refusedAgain: { range: 3 },
      left: 0,
    });
    expect(bodies.map(({ length }) => length)).toEqual([100, 100, 50]);
    expect(bodies[0]?.[1]).toBe('{"seq":1}');
    expect(await replayDeadLetters(dir, send)).toMatchObject({ sent: 3 });
    expect(await new DeadLetterCounter(dir).count()).toMatchObject({ waiting: 1, replayed: 249 });
  });

  it('marks what was accepted before the sending broke off', async () => {
    await keeper.append(Array.from({ length: 150 }, (_, seq) => letter({ seq })));
    let calls = 0;
    const send = () =>
      ++calls === 2 ? Promise.reject(new Error('away')) : Promise.resolve({ accepted: 100, rejected: [] });
    await expect(replayDeadLetters(dir, send)).rejects.toThrow('away');
    expect(await new DeadLetterCounter(dir).count()).toMatchObject({ waiting: 50, replayed: 100 });
  });
});
