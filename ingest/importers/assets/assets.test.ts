import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RecordEncoder } from '../../contract/encoder.ts';
import { openPeople } from '../../contract/people.ts';
import type { AssetRecord } from '../../contract/records.ts';
import { TABLE_IMPORTS, type Planned, type TableFlags } from '../table-imports.ts';
import type { ImportItem } from '../types.ts';

const NOW_MS = Date.UTC(2026, 10, 25);
const SAVED_MS = Date.UTC(2026, 9, 1);
const CATALOGUE = {
  titles: () => Promise.resolve([{ id: 'peat', name: 'A Year of Peat', show: '', season: null }]),
  assets: () => Promise.resolve([]),
};

let folder = '';
let files = 0;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ovation-assets-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function planOf(text: string, flags: TableFlags, savedMs: number): Promise<Planned & { path: string }> {
  const path = join(folder, `assets-${(files += 1)}.csv`);
  await writeFile(path, text);
  await utimes(path, savedMs / 1000, savedMs / 1000);
  const assets = TABLE_IMPORTS.find(({ kind }) => kind === 'assets');
  if (assets === undefined) throw new Error('There is no import of assets.');
  return { ...(await assets.open(flags)([path], CATALOGUE, NOW_MS)), path };
}

async function take(text: string, flags: TableFlags = {}, savedMs = SAVED_MS) {
  const { importer, path } = await planOf(text, flags, savedMs);
  const items: ImportItem[] = [];
  for await (const item of importer.read(path, {})) items.push(item);
  const records = items.flatMap((item) => (item.outcome === 'taken' ? item.records : [])) as AssetRecord[];
  const skipped = items.flatMap((item) => (item.outcome === 'skipped' ? `${item.row}: ${item.reason}` : []));
  return { records, skipped, ids: records.map(({ id }) => id) };
}

describe('a file of assets', () => {
  it('is read by the names of its columns; what a row leaves empty it does not say', async () => {
    const { records } = await take(
      'Asset ID,Title,Name,Type,Platform,View rule,Published\n' +
        'peat-1,A Year of Peat,First look,Trailer,youtube,start: 30 seconds,2026-09-01 18:00\n,peat,Second look,,,,',
    );
    expect(records).toEqual([
      {
        ...{ type: 'catalog', kind: 'asset', id: 'peat-1', title_id: 'peat', name: 'First look', form: 'trailer' },
        ...{ channel: 'youtube', view_rule: 'start: 30 seconds', live_at: Date.UTC(2026, 8, 1, 18) },
        ...{ updated_at: SAVED_MS, source: 'assets' },
      },
      {
        ...{ type: 'catalog', kind: 'asset', id: expect.stringMatching(/^asset-[0-9a-f]{32}$/) as string },
        ...{ title_id: 'peat', name: 'Second look', updated_at: SAVED_MS, source: 'assets' },
      },
    ]);
    const encoder = new RecordEncoder(openPeople(new Uint8Array(32)));
    encoder.begin({ receivedAtMs: NOW_MS, anyTime: false, hashedPeople: false, retentionMs: {} });
    expect(records.map((record) => encoder.add(record) || encoder.rejection.message)).toEqual([true, true]);
  });

  it('names the same assets when it comes again, later', async () => {
    const text = 'title,name,channel,live\npeat,First look,Tube,2026-09-01';
    const [first] = (await take(text)).records;
    const [later] = (await take(text.replace('-01', '-05'), {}, SAVED_MS + 1_000)).records;
    expect(later).toEqual({ ...first, live_at: Date.UTC(2026, 8, 5), updated_at: SAVED_MS + 1_000 });
  });

  it('accounts for each row that it leaves out, and asks for what it would have to guess', async () => {
    const { skipped, ids } = await take(
      'title,id,name\nPete,a,\n,a,\npeat,,\npeat,a,\npeat,a,again\npeat,a\u202eb,\npeat,c',
    );
    expect(ids).toEqual(['a']);
    expect(skipped).toEqual([
      '1: the catalogue has no such title',
      '2: the title is empty',
      '3: there is neither an id nor a name',
      '5: the same asset stands in the file already',
      '6: the id has signs that no id has',
      '7: the row is cut short',
    ]);
    await expect(take('id,name\na,b')).rejects.toThrow('which title its assets are of: name it with --title ID');
    await expect(take('title,x\npeat,b')).rejects.toThrow('known to hold ids or names of assets');
    expect((await take('name\nFirst', { title: 'peat' })).records).toMatchObject([{ title_id: 'peat' }]);
  });

  it('is shown before anything is taken', async () => {
    const { preview, rows } = await planOf(
      'title,name,type,live\npeat,First look,clip,2026-09-01\nPete,x,,',
      {},
      SAVED_MS,
    );
    expect(rows).toBe(2);
    expect(preview.split('\n').slice(1)).toEqual([
      "  title    from 'title'",
      "  name     from 'name'",
      "  form     from 'type'",
      "  live     from 'live', year, month, day; UTC where no zone is named",
      '  row 1: peat  clip: First look  live 2026-09-01 00:00',
      "  row 2: left out, the catalogue has no such title as 'Pete'",
      expect.stringMatching(/^1 of 2 titles of the files are not in the catalogue/) as string,
      expect.stringMatching(/^ {2}'Pete' \(1 row\)/) as string,
    ]);
  });
});
