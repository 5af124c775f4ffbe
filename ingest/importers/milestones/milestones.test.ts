import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RecordEncoder } from '../../contract/encoder.ts';
import { openPeople } from '../../contract/people.ts';
import type { MilestoneRecord } from '../../contract/records.ts';
import { TABLE_IMPORTS, type Planned, type TableFlags } from '../table-imports.ts';
import type { ImportItem } from '../types.ts';

const NOW_MS = Date.UTC(2026, 10, 25);
const SAVED_MS = Date.UTC(2026, 9, 1);
const CATALOGUE = {
  titles: () =>
    Promise.resolve([
      { id: 'salt-s1', name: 'The Salt Meridian', show: '', season: 1 },
      { id: 'peat', name: 'A Year of Peat', show: '', season: null },
    ]),
  assets: () => Promise.resolve([]),
};

let folder = '';
let files = 0;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ovation-milestones-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function planOf(text: string, flags: TableFlags, savedMs: number): Promise<Planned & { path: string }> {
  const path = join(folder, `milestones-${(files += 1)}.csv`);
  await writeFile(path, text);
  await utimes(path, savedMs / 1000, savedMs / 1000);
  const milestones = TABLE_IMPORTS.find(({ kind }) => kind === 'milestones');
  if (milestones === undefined) throw new Error('There is no import of milestones.');
  return { ...(await milestones.open(flags)([path], CATALOGUE, NOW_MS)), path };
}

async function take(text: string, flags: TableFlags = {}, savedMs = SAVED_MS) {
  const { importer, path } = await planOf(text, flags, savedMs);
  const items: ImportItem[] = [];
  for await (const item of importer.read(path, {})) items.push(item);
  const records = items.flatMap((item) => (item.outcome === 'taken' ? item.records : [])) as MilestoneRecord[];
  const skipped = items.flatMap((item) => (item.outcome === 'skipped' ? `${item.row}: ${item.reason}` : []));
  return { records, skipped, ids: records.map(({ id }) => id) };
}

describe('a file of milestones', () => {
  it('is read by the names of its columns; dates may lie ahead', async () => {
    const { records } = await take(
      'Title,When,Type,Event,Notes\nA Year of Peat,2027-02-01 20:00,talk show,The Late Hour,with the cast\npeat,2026-05-02,wrap,,',
    );
    expect(records).toEqual([
      {
        type: 'catalog',
        kind: 'milestone',
        id: expect.stringMatching(/^milestone-[0-9a-f]{32}$/) as string,
        title_id: 'peat',
        at: Date.UTC(2027, 1, 1, 20),
        form: 'talk show',
        name: 'The Late Hour',
        note: 'with the cast',
        updated_at: SAVED_MS,
        source: 'milestones',
      },
      expect.objectContaining({ at: Date.UTC(2026, 4, 2), form: 'wrap', name: 'wrap' }),
    ]);
    const encoder = new RecordEncoder(openPeople(new Uint8Array(32)));
    encoder.begin({ receivedAtMs: NOW_MS, anyTime: false, hashedPeople: false, retentionMs: {} });
    expect(records.map((record) => encoder.add(record) || encoder.rejection.message)).toEqual([true, true]);
  });

  it('without a title, a date or a word for it says what to name', async () => {
    const text = 'date,kind\n2026-05-02,wrap';
    await expect(take(text)).rejects.toThrow('does not say which title its milestones are of: name it with --title ID');
    expect((await take(text, { title: 'A year of peat' })).records).toMatchObject([{ title_id: 'peat' }]);
    await expect(take('kind\nwrap', { title: 'peat' })).rejects.toThrow('hold when each milestone is');
    await expect(take('date\n2026-05-02', { title: 'peat' })).rejects.toThrow('hold what each milestone is');
    expect((await take('d,w\n2026-05-02,wrap', { title: 'peat', map: ['date=d', 'kind=w'] })).records).toHaveLength(1);
  });

  it('accounts for each row that it leaves out', async () => {
    const { records, skipped } = await take(
      'title,date,kind\npeat,2026-05-02,wrap\nPete,2026-05-02,wrap\n,2026-05-02,wrap\npeat,,wrap\npeat,2026-05-02,\n' +
        'peat,2026-05-02,Wrap\npeat,2026-05-02',
    );
    expect(records).toHaveLength(1);
    expect(skipped).toEqual([
      '2: the catalogue has no such title',
      '3: the title is empty',
      '4: the date is empty',
      '5: there is neither a kind nor a name',
      '6: the same milestone stands in the file already',
      '7: the row is cut short',
    ]);
  });
});

describe('the same milestone in another file', () => {
  const flags = { title: 'peat' };

  it('is the same when imported twice, and moves when it is put off', async () => {
    const text = 'date,kind\n2026-05-02,wrap\n2026-06-02,trailer';
    const first = await take(text, flags);
    expect(await take(text, flags)).toEqual(first);
    const later = await take('kind,date\ntrailer,2026-06-02\nwrap,2026-05-20', flags, SAVED_MS + 1000);
    expect(later.ids).toEqual(first.ids.toReversed());
    expect(later.records[1]).toMatchObject({ at: Date.UTC(2026, 4, 20), updated_at: SAVED_MS + 1000 });
  });

  it('has its own id, or else its place among those alike', async () => {
    const named = await take('id,date,kind\n7,2026-05-02,wrap\n7,2026-05-03,wrap', flags);
    expect(named.skipped).toEqual(['2: the same milestone stands in the file already']);
    const renamed = await take('id,date,kind\n7,2026-05-02,wrapped', flags);
    expect(renamed.ids).toEqual(named.ids);
    const alike = await take('date,kind\n2026-05-02,talk show\n2026-05-09,talk show', flags);
    expect(new Set(alike.ids).size).toBe(2);
    expect((await take('date,kind\n2026-05-02,talk show', { title: 'salt-s1' })).ids).not.toEqual(
      alike.ids.slice(0, 1),
    );
  });
});

it('shows how it reads a file before anything is taken', async () => {
  const { preview, path } = await planOf(
    'film,when,what,mood\npeat,25.05.2026 18:30,talk show,good\nPete,26.05.2026,x,',
    {},
    SAVED_MS,
  );
  expect(preview.split('\n')).toEqual([
    `${path}: 2 rows`,
    "  date     from 'when', day, month, year; UTC where no zone is named",
    "  title    from 'film'",
    "  name     from 'what'",
    "  not read 'mood'",
    '  row 1: 2026-05-25 18:30  peat  talk show',
    "  row 2: left out, the catalogue has no such title as 'Pete'",
    '1 of 2 titles of the files are not in the catalogue:',
    "  'Pete' (1 row); the nearest: A Year of Peat (peat)",
  ]);
});
