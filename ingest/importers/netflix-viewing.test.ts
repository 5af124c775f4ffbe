import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RecordEncoder } from '../contract/encoder.ts';
import { openPeople } from '../contract/people.ts';
import { netflixViewing } from './netflix-viewing.ts';
import type { ImportItem, WireRecord } from './types.ts';

const FIXTURE = 'test/fixtures/netflix-viewing.csv';
const HEADER =
  'Profile Name,Start Time,Duration,Attributes,Title,Supplemental Video Type,Device Type,Bookmark,Latest Bookmark,Country';
let folder = '';
let content = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ovation-viewing-'));
  content = await readFile(FIXTURE, 'utf8');
});
afterAll(() => rm(folder, { recursive: true }));

async function itemsOf(text: string, account?: string): Promise<ImportItem[]> {
  const path = join(folder, 'export.csv');
  await writeFile(path, text);
  const items: ImportItem[] = [];
  for await (const item of netflixViewing.read(path, account === undefined ? {} : { account })) items.push(item);
  return items;
}

const rows = (...lines: string[]) => [HEADER, ...lines, ''].join('\n');
const recordsOf = (items: readonly ImportItem[]): WireRecord[] =>
  items.flatMap((item) => ('records' in item ? item.records : []));
const find = (items: readonly ImportItem[], fields: Record<string, unknown>) =>
  recordsOf(items).filter((record) =>
    Object.entries(fields).every(([key, value]) => record[key as keyof WireRecord] === value),
  );
const bodies = (items: readonly ImportItem[], type: string) =>
  new Set(
    recordsOf(items)
      .filter((record) => record.type === type)
      .map((record) => JSON.stringify(record)),
  );

describe('every row', () => {
  it('is taken, promotion, or skipped with a reason', async () => {
    const items = await itemsOf(content);
    const count = (outcome: string) => items.filter((item) => item.outcome === outcome).length;
    const lines = content.trim().split('\n').slice(1);
    const supplemental = lines.filter((line) =>
      /,(HOOK|TRAILER|PROMOTIONAL|TEASER_TRAILER|CINEMAGRAPH|RECAP|CHARACTER),/.test(line),
    );
    expect(count('promo')).toBe(supplemental.length);
    expect(count('taken')).toBe(lines.length - supplemental.length);
    expect(count('skipped')).toBe(0);
  });

  it('counts its whole duration, to the second', async () => {
    const items = await itemsOf(content);
    const ofFile = content
      .trim()
      .split('\n')
      .slice(1)
      .filter((line) => !/,(HOOK|TRAILER|PROMOTIONAL|TEASER_TRAILER|CINEMAGRAPH|RECAP|CHARACTER),/.test(line))
      .map((line) => /\d{4}-\d\d-\d\d [\d:]{8},(\d\d):(\d\d):(\d\d),/.exec(line)?.slice(1).map(Number) ?? [])
      .reduce((total, [h = 0, m = 0, s = 0]) => total + h * 3600 + m * 60 + s, 0);
    const played = items.reduce((total, item) => total + (item.outcome === 'taken' ? item.playedSeconds : 0), 0);
    const ends = find(items, { action: 'end' }).reduce(
      (total, record) => total + ('played_s' in record ? (record.played_s ?? 0) : 0),
      0,
    );
    expect(played).toBe(ofFile);
    expect(ends).toBe(ofFile);
  });

  it('becomes records that the collector accepts, without a field it does not know', async () => {
    const unknown: string[] = [];
    const encoder = new RecordEncoder(openPeople(new Uint8Array(32)), (family, field) =>
      unknown.push(`${family}.${field}`),
    );
    encoder.begin({ receivedAtMs: Date.parse('2026-01-01'), anyTime: true, hashedPeople: false, retentionMs: {} });
    for (const record of recordsOf(await itemsOf(content))) {
      const sent: unknown = JSON.parse(JSON.stringify(record));
      expect(encoder.add(sent), `${encoder.rejection.message} ${JSON.stringify(sent)}`).toBe(true);
    }
    expect(unknown).toEqual([]);
  });

  it('that cannot be a play is skipped, and says why', async () => {
    const items = await itemsOf(
      rows(
        'User 1,2022-04-28 16:08:56,00:00:06,,Film,,TV,00:00:06,,IN (India)',
        'User 1,28-04-2022 16:08,00:00:06,,Film,,TV,00:00:06,,IN (India)',
        'User 1,2022-04-28 16:08:56,6 s,,Film,,TV,00:00:06,,IN (India)',
        'User 1,2022-04-28 16:08:56,00:00:06,,Film,,TV,,,IN (India)',
        'User 1,2022-04-28 16:08:56,00:00:06,,,,TV,00:00:06,,IN (India)',
        ',2022-04-28 16:08:56,00:00:06,,Film,,TV,00:00:06,,IN (India)',
        'User 1,2022-04-28 16:08:56,00:00:06',
        'User 1,2022-04-28 16:08:56,00:00:06,,Film,,TV,00:00:06,Not latest view,IN (India)',
      ),
    );
    expect(items.flatMap((item) => (item.outcome === 'skipped' ? [`${item.row}: ${item.reason}`] : []))).toEqual([
      '2: the start time is not of the form 2022-04-28 16:08:56',
      '3: the duration is not of the form 00:42:10',
      '4: the bookmark is not of the form 00:42:10',
      '5: the title is empty',
      '6: the profile is empty',
      '7: the row is cut short',
      '8: the same play stands in the file already',
    ]);
  });

  it('named like a clip but not marked as one is viewing, and remarked on', async () => {
    const items = await itemsOf(
      rows('User 1,2022-10-25 19:40:48,00:00:11,,Season 1 Trailer: 1899,,TV,00:00:11,,IN (India)'),
    );
    expect(items.map((item) => item.outcome)).toEqual(['catalog', 'remark', 'taken']);
  });
});

describe('a play', () => {
  it('is a start and an end, with the stretch before the bookmark watched', async () => {
    const items = await itemsOf(
      rows(
        'User 4,2022-07-01 17:29:56,00:09:09,Autoplayed: user action: None; ,"Show: Season 2: A, b (Episode 9)",,' +
          'Sony PS4,00:10:02,,"TW (Taiwan, Province of China)"',
      ),
    );
    const startedAtMs = Date.parse('2022-07-01T17:29:56Z');
    const common = {
      title_id: 'nf-show-s2',
      episode_id: 'nf-show-s2-e9',
      viewer_id: 'netflix:User 4',
      country: 'TW',
      device: 'console',
      origin: 'autoplay',
    };
    expect(recordsOf(items).filter((record) => record.type === 'playback')).toMatchObject([
      { ...common, seq: 0, action: 'start', at: startedAtMs, started_at: startedAtMs, position_s: 53, played_s: 0 },
      {
        ...common,
        seq: 1,
        action: 'end',
        at: startedAtMs + 549_000,
        started_at: startedAtMs,
        from_s: 53,
        position_s: 602,
        played_s: 549,
      },
    ]);
  });

  it('longer than its bookmark covers the content from the beginning', async () => {
    const items = await itemsOf(rows('User 1,2022-07-01 17:29:56,01:00:00,,Film,,TV,00:10:02,,IN (India)'));
    expect(find(items, { action: 'end' })).toMatchObject([{ from_s: 0, position_s: 602, played_s: 3600 }]);
  });

  it('keeps profiles of the same name in two accounts apart', async () => {
    const line = 'Kids,2022-07-01 17:29:56,00:10:00,,Film,,TV,00:10:02,,IN (India)';
    const [one, two] = [await itemsOf(rows(line), 'one'), await itemsOf(rows(line), 'two')];
    expect(find(one, { action: 'end' })).toMatchObject([{ viewer_id: 'netflix:one/Kids', account_id: 'netflix:one' }]);
    expect(bodies(one, 'playback').intersection(bodies(two, 'playback')).size).toBe(0);
  });
});

describe("next month's export", () => {
  it('repeats every play it repeats exactly, whatever its order and latest bookmarks', async () => {
    const [head = '', ...lines] = content.trim().split('\n');
    const later = lines
      .map((line) => line.replace(/,(\d\d:\d\d:\d\d|Not latest view),([^,]*|"[^"]*")$/, ',Not latest view,$2'))
      .toReversed();
    const added =
      'User 4,2023-07-30 10:00:00,00:20:00,,Breaking Bad: Season 1: Pilot (Episode 1),,Device Type 0,00:20:00,00:20:00,IN (India)';
    expect(later).not.toEqual(lines.toReversed());
    const [before, after] = [await itemsOf(content), await itemsOf([head, added, ...later, ''].join('\n'))];
    expect(bodies(before, 'playback').difference(bodies(after, 'playback')).size).toBe(0);
    expect(bodies(before, 'promo')).toEqual(bodies(after, 'promo'));
    expect(bodies(after, 'playback').size).toBe(bodies(before, 'playback').size + 2);
  });

  it('corrects the catalogue, because it is newer', async () => {
    const first = 'User 4,2022-07-01 10:00:00,00:20:00,,Show: Season 1: Pilot (Episode 1),,TV,00:20:00,,IN (India)';
    const second = 'User 4,2022-08-01 10:00:00,00:40:00,,Show: Season 1: Pilot (Episode 1),,TV,00:50:00,,IN (India)';
    const episode = { kind: 'episode', id: 'nf-show-s1-e1' };
    expect(find(await itemsOf(rows(first)), episode)).toMatchObject([
      { runtime_s: 1200, updated_at: Date.parse('2022-07-01T10:00:00Z') },
    ]);
    expect(find(await itemsOf(rows(second, first)), episode)).toMatchObject([
      { runtime_s: 3000, updated_at: Date.parse('2022-08-01T10:00:00Z') },
    ]);
  });

  it('of plays that differ in their end only, tells them apart by it', async () => {
    const items = await itemsOf(content);
    const twice = find(items, {
      title_id: 'nf-the-adam-project',
      action: 'end',
      started_at: Date.parse('2022-03-16T10:34:19Z'),
    });
    expect(twice).toMatchObject([{ played_s: 1358 }, { played_s: 1304 }]);
    expect(new Set(twice.map((record) => 'play_id' in record && record.play_id)).size).toBe(2);
  });
});

describe('the catalogue of an export', () => {
  const episode = (number: number, bookmark: string) =>
    `User 4,2022-07-0${number} 10:00:00,00:20:00,,Show: Season 1: Part ${number} (Episode ${number}),,TV,${bookmark},,IN (India)`;

  it('estimates an episode by the furthest bookmark, and one that all left early by its season', async () => {
    const items = await itemsOf(
      rows(episode(1, '00:48:00'), episode(2, '00:50:00'), episode(3, '00:42:00'), episode(4, '00:03:00')),
    );
    const runtimes = find(items, { kind: 'episode' }).map((record) => 'runtime_s' in record && record.runtime_s);
    expect(runtimes).toEqual([2880, 3000, 2520, 2880]);
    expect(find(items, { kind: 'episode', runtime_estimated: true })).toHaveLength(4);
  });

  it('estimates no episode of a season that was left in its first five minutes', async () => {
    const items = await itemsOf(
      rows(
        'User 1,2022-05-01 10:00:00,00:00:02,,Glimpsed: Season 1: Pilot (Episode 1),,Device Type 1,00:00:02,00:00:02,IN (India)',
        'User 1,2022-05-02 10:00:00,00:04:59,,Left: Season 1: Pilot (Episode 1),,Device Type 1,00:04:59,00:04:59,IN (India)',
        'User 1,2022-05-03 10:00:00,00:05:00,,Short: Season 1: Pilot (Episode 1),,Device Type 1,00:05:00,00:05:00,IN (India)',
      ),
    );
    const runtimes = find(items, { kind: 'episode' }).map((record) => 'runtime_s' in record && record.runtime_s);
    expect(runtimes).toEqual([undefined, undefined, 300]);
    expect(find(items, { kind: 'episode', runtime_estimated: true })).toHaveLength(1);
  });

  it('estimates no film that was left in its first 40 minutes', async () => {
    const film = (name: string, bookmark: string) =>
      `User 4,2022-07-01 10:00:00,00:20:00,,${name},,TV,${bookmark},,IN (India)`;
    const items = await itemsOf(rows(film('Left', '00:10:00'), film('Watched', '01:50:00')));
    expect(find(items, { id: 'nf-left' })).toMatchObject([{ form: 'film', runtime_s: undefined }]);
    expect(find(items, { id: 'nf-watched' })).toMatchObject([{ runtime_s: 6600, runtime_estimated: true }]);
  });

  it('joins trailers and clips to the title they promote', async () => {
    const play = (title: string, type: string) =>
      `User 4,2022-07-01 10:00:00,00:20:00,,${title},${type},TV,00:50:00,,IN (India)`;
    const items = await itemsOf(
      rows(
        play('The Silence', ''),
        play('Show: Season 2: Part 1 (Episode 1)', ''),
        play('THESILENCE_CLIP_GENRE', 'HOOK'),
        play('Season 2 Trailer: Show', 'TRAILER'),
        play('Recap: Show 2', 'RECAP'),
        play('Show_hook_primary_16x9', 'HOOK'),
        play('Trailer: Unseen', 'TEASER_TRAILER'),
      ),
    );
    expect(
      find(items, { kind: 'asset' }).map(
        (record) => 'form' in record && [record.form, 'title_id' in record && record.title_id],
      ),
    ).toEqual([
      ['clip', 'nf-the-silence'],
      ['trailer', 'nf-show-s2'],
      ['clip', 'nf-show-s2'],
      ['clip', 'nf-show-s1'],
      ['teaser', 'nf-unseen'],
    ]);
    expect(find(items, { type: 'promo', action: 'start', channel: 'netflix' })).toHaveLength(5);
  });
});

it('refuses another file, naming what is missing', async () => {
  await expect(itemsOf('Profile Name,Primary Lang\nx,en\n')).rejects.toThrow(
    /does not look like a Netflix viewing export: the columns 'Start Time'/,
  );
});
