import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RecordEncoder } from '../../contract/encoder.ts';
import { openPeople } from '../../contract/people.ts';
import type { PromoDailyRecord } from '../../contract/records.ts';
import { runImport } from '../run.ts';
import { unaccountedRows } from '../summary.ts';
import { TABLE_IMPORTS, type Planned, type TableFlags } from '../table-imports.ts';
import type { ImportItem } from '../types.ts';

const NOW_MS = Date.UTC(2026, 10, 25);
const SAVED_MS = Date.UTC(2026, 9, 1);
const CATALOGUE = {
  titles: () => Promise.resolve([]),
  assets: () =>
    Promise.resolve([
      { id: 'peat-teaser', name: 'A Year of Peat: teaser', channel: 'youtube' },
      { id: 'peat-spot', name: 'Peat, the spot', channel: '' },
      { id: 'short', name: 'Eleven seconds', channel: 'On Air' },
    ]),
};

let folder = '';
let files = 0;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ovation-promo-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function fileOf(text: string, savedMs = SAVED_MS): Promise<string> {
  const path = join(folder, `promo-${(files += 1)}.csv`);
  await writeFile(path, text);
  await utimes(path, savedMs / 1000, savedMs / 1000);
  return path;
}

async function planOf(paths: readonly string[], flags: TableFlags = {}): Promise<Planned> {
  const promo = TABLE_IMPORTS.find(({ kind }) => kind === 'promo');
  if (promo === undefined) throw new Error('There is no import of promo.');
  return promo.open(flags)(paths, CATALOGUE, NOW_MS);
}

async function take(text: string, flags: TableFlags = {}, savedMs = SAVED_MS) {
  const path = await fileOf(text, savedMs);
  const { importer } = await planOf([path], flags);
  const items: ImportItem[] = [];
  for await (const item of importer.read(path, {})) items.push(item);
  const records = items.flatMap((item) => (item.outcome === 'taken' ? item.records : [])) as PromoDailyRecord[];
  const skipped = items.flatMap((item) => (item.outcome === 'skipped' ? `${item.row}: ${item.reason}` : []));
  const remarks = items.flatMap((item) => (item.outcome === 'remark' ? item.remark : []));
  return { records, skipped, remarks };
}
const told = (records: readonly PromoDailyRecord[]) =>
  records.map(({ asset_id, channel, country, date, metric, value }) =>
    [asset_id, channel, country ?? '', date, metric, value].join(' '),
  );

describe('a daily export', () => {
  it('is a record for each count of a row, by the names of its columns', async () => {
    const { records } = await take(
      'Date,Video title,Geography,Impressions,Views,Video played to 25%,Watch time,Cost\n' +
        '2026-05-02,A Year of Peat: Teaser,Brazil,"12,500",900,610,33.1,"1,250.50"\n' +
        '2026-05-03,peat-teaser,pt,,950,,31,–',
    );
    expect(told(records)).toEqual([
      'peat-teaser youtube BR 2026-05-02 impressions 12500',
      'peat-teaser youtube BR 2026-05-02 views 900',
      'peat-teaser youtube BR 2026-05-02 q25 610',
      'peat-teaser youtube BR 2026-05-02 cost 1250.5',
      'peat-teaser youtube PT 2026-05-03 views 950',
    ]);
    expect(records[0]).toMatchObject({ type: 'promo_daily', updated_at: SAVED_MS, source: 'promo' });
    expect(records[0]).not.toHaveProperty('at');
  });

  it('reads dates and decimal marks from the whole file, and never guesses them', async () => {
    const german = 'date;views;cost\n01.05.2026;1.234;12,5\n13.05.2026;900;3';
    const { records } = await take(german, { asset: 'peat-teaser' });
    expect(told(records).slice(0, 2)).toEqual([
      'peat-teaser youtube  2026-05-01 views 1234',
      'peat-teaser youtube  2026-05-01 cost 12.5',
    ]);
    const vague = 'date,views,cost\n2026-05-02,900,1.250';
    await expect(take(vague, { asset: 'peat-teaser' })).rejects.toThrow("'1.250', can be read in two ways");
    expect(told((await take(vague, { asset: 'peat-teaser', decimal: '.' })).records)[1]).toMatch(/cost 1\.25$/);
    await expect(take('date,views\n01/02/2026,5', { asset: 'peat-teaser' })).rejects.toThrow('in several ways');
    expect((await take('date,views\n01/02/2026,5', { asset: 'peat-teaser', date: 'mdy' })).records).toMatchObject([
      { date: '2026-01-02' },
    ]);
  });

  it('has counts: a column of shares is left out when that is said', async () => {
    const text = 'date,views,25%\n2026-05-02,900,66.1%';
    await expect(take(text, { asset: 'peat-teaser' })).rejects.toThrow(
      "has no counts under '25%', only such as '66.1%': leave it out with --map q25=.",
    );
    const { records } = await take(text, { asset: 'peat-teaser', map: ['q25='] });
    expect(told(records)).toEqual(['peat-teaser youtube  2026-05-02 views 900']);
  });

  it('is of the asset and channel that are named for it', async () => {
    const text = 'day,plays\n2026-05-02,7';
    await expect(take(text)).rejects.toThrow('does not say which asset its counts are of: name it with --asset ID');
    await expect(take(text, { asset: 'peat-teser' })).rejects.toThrow(
      "no asset 'peat-teser'; the nearest: A Year of Peat",
    );
    expect(told((await take(text, { asset: 'Peat, the Spot', channel: 'TikTok' })).records)).toEqual([
      'peat-spot tiktok  2026-05-02 starts 7',
    ]);
    // As the catalogue spells it: else one channel would be two.
    expect(told((await take(text, { asset: 'short', channel: 'on air' })).records)).toEqual([
      'short On Air  2026-05-02 starts 7',
    ]);
    expect((await take(text, { asset: 'peat-spot' })).skipped).toEqual([
      '1: neither the row nor the catalogue says the channel',
    ]);
    await expect(take('a,b\n1,2')).rejects.toThrow("hold the days; it has: 'a', 'b'. Name it, as in --map date=COLUMN");
    await expect(take('date,x\n2026-05-02,2')).rejects.toThrow('known to hold counts');
    await expect(take(text, { date: '2026-05-02' })).rejects.toThrow('--date takes how the dates of the files');
  });

  it('is of the kind of media that a column or a flag says', async () => {
    const text = 'date,views,media\n2026-05-02,7,Paid\n2026-05-02,9,earned\n2026-05-02,20,\n2026-05-03,1,organic';
    const { records, skipped } = await take(text, { asset: 'peat-teaser' });
    expect(records.map(({ value, paid_owned_earned: kind }) => [value, kind])).toEqual([
      [7, 'paid'],
      [9, 'earned'],
      [20, undefined],
    ]);
    expect(skipped).toEqual(['4: it is neither paid, owned nor earned']);
    const flagged = await take('date,views\n2026-05-02,7', { asset: 'peat-teaser', media: 'owned' });
    expect(flagged.records).toMatchObject([{ paid_owned_earned: 'owned' }]);
    await expect(take(text, { media: 'organic' })).rejects.toThrow('--media takes paid, owned or earned');
  });

  it('accounts for each row that it leaves out', async () => {
    const { records, skipped, remarks } = await take(
      'date,asset,country,views\nTotal,,,99\n2026-05-02,peat-teaser,,5\n2026-05-02,peat-teaser,all,5\n,peat-teaser,,5\n' +
        '2026-05-03,peat-tease,,5\n2026-05-04,,,5\n2026-05-05,peat-teaser,Atlantis,5\n2026-05-06,peat-teaser,,12%\n' +
        '2026-05-07,peat-teaser,,\n2026-05-08,peat-teaser',
    );
    expect(told(records)).toEqual(['peat-teaser youtube  2026-05-02 views 5']);
    expect(skipped).toEqual([
      '1: the row is a total of others',
      '3: the same counts stand in the file already',
      '4: the date is empty',
      '5: the catalogue has no such asset',
      '6: the asset is empty',
      '7: there is no such country',
      '8: views cannot be read',
      '9: nothing is counted',
      '10: the row is cut short',
    ]);
    expect(remarks).toEqual([
      "are of 'peat-tease', which the catalogue does not have; the nearest: A Year of Peat: teaser (peat-teaser), Peat, the spot (peat-spot)",
    ]);
  }, 10_000);

  it('split by campaign is refused: which of two counts of a day counts, or their sum, is not guessed', async () => {
    const text = 'date,campaign,views\n2026-05-02,a,5\n2026-05-03,a,6\n2026-05-02,b,7';
    await expect(take(text, { asset: 'peat-teaser' })).rejects.toThrow(
      /two counts of peat-teaser on youtube for one day, in rows 1 and 3: add up what a channel splits/,
    );
    // Two editions of a day are told apart by when they were made.
    const { records } = await take('date,views,exported at\n2026-05-02,5,2026-05-03\n2026-05-02,7,2026-05-05', {
      asset: 'peat-teaser',
    });
    expect(records.map(({ value, updated_at }) => [value, updated_at])).toEqual([
      [5, Date.UTC(2026, 4, 3)],
      [7, Date.UTC(2026, 4, 5)],
    ]);
  });

  it('is the same records when imported twice, and corrected by a file saved later', async () => {
    const text = 'date,views\n2026-05-02,5';
    const flags = { asset: 'peat-teaser' };
    expect(await take(text, flags)).toEqual(await take(text, flags));
    const [[first], [later]] = [
      (await take(text, flags)).records,
      (await take(text.replace(',5', ',4'), flags, SAVED_MS + 1000)).records,
    ];
    expect(later).toEqual({ ...first, value: 4, updated_at: SAVED_MS + 1000 });
  });

  it('is valid by the contract', async () => {
    const { records } = await take(
      'date,channel,country,impressions,views,q25,q50,q75,completes,likes,shares,list adds,reminders,cost\n' +
        '2026-05-02,YouTube,Germany,9,8,7,6,5,4,3,2,1,0,0.5',
      { asset: 'peat-spot' },
    );
    const encoder = new RecordEncoder(openPeople(new Uint8Array(32)));
    encoder.begin({ receivedAtMs: NOW_MS, anyTime: false, hashedPeople: false, retentionMs: {} });
    expect(records.map((record) => encoder.add(record) || encoder.rejection.message)).toEqual(records.map(() => true));
    expect(records).toHaveLength(11);
  });
});

describe('an import of promo', () => {
  it('shows how it reads a file before anything is taken', async () => {
    const path = await fileOf('day;video;cost;views;ctr\n25.05.2026;Pete;1,5;9;2\n26.05.2026;peat-teaser;0,5;1.200;2');
    const { preview, rows } = await planOf([path]);
    expect(rows).toBe(2);
    expect(preview.split('\n')).toEqual([
      `${path}: 2 rows`,
      "  date        from 'day', day, month, year; days as the channel counts them",
      "  asset       from 'video'",
      '  channel     as the catalogue says of each asset',
      "  views       from 'views'",
      "  cost        from 'cost', with a decimal comma",
      "  not read 'ctr'",
      "  row 1: left out, the catalogue has no such asset as 'Pete'",
      '  row 2: 2026-05-26  peat-teaser on youtube  views 1,200, cost 0.5',
      '1 of 2 assets of the files are not in the catalogue:',
      "  'Pete' (1 row); the nearest: A Year of Peat: teaser (peat-teaser)",
    ]);
  });

  it('accounts for every row of its files', async () => {
    const paths = [
      await fileOf('[{"date":"2026-05-02","views":3,"asset":"peat-teaser"},7]'),
      await fileOf('date,views,asset\n2026-05-02,5,peat-teaser\n2026-05-02,5,Pete'),
    ];
    const { importer } = await planOf(paths);
    const summary = await runImport({ kind: 'promo', importer, files: paths, dryRun: true, ingestUrl: '', token: '' });
    expect(summary).toMatchObject({ rows: 4, taken: 2, records: 2 });
    expect(unaccountedRows(summary)).toBe(0);
  });
});
