import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RecordEncoder } from '../contract/encoder.ts';
import { openPeople } from '../contract/people.ts';
import { countryCode } from './country-codes.ts';
import { genresOf } from './genres.ts';
import { netflixProfiles } from './netflix-profiles.ts';
import { netflixTitles } from './netflix-titles.ts';
import { netflixViewing } from './netflix-viewing.ts';
import type { Importer, ImportItem, WireRecord } from './types.ts';

const FIXTURE = 'test/fixtures/netflix-titles.csv';
const HEADER = 'show_id,type,title,director,cast,country,date_added,release_year,rating,duration,listed_in,description';
let folder = '';

beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), 'ovation-titles-'))));
afterAll(() => rm(folder, { recursive: true }));

async function read(importer: Importer, path: string): Promise<ImportItem[]> {
  const items: ImportItem[] = [];
  for await (const item of importer.read(path, {})) items.push(item);
  return items;
}

const recordsOf = (items: readonly ImportItem[]): WireRecord[] =>
  items.flatMap((item) => ('records' in item ? item.records : []));
const byId = (items: readonly ImportItem[]) =>
  new Map(recordsOf(items).map((record) => ['id' in record ? record.id : '', record]));

async function readRows(importer: Importer, header: string, ...lines: string[]): Promise<ImportItem[]> {
  const path = join(folder, 'rows.csv');
  await writeFile(path, [header, ...lines, ''].join('\r\n'));
  return read(importer, path);
}

describe('the catalogue', () => {
  it('accounts for every row', async () => {
    const items = await read(netflixTitles, FIXTURE);
    const reasons = items.flatMap((item) => (item.outcome === 'skipped' ? [item.reason] : []));
    expect(items.filter((item) => item.outcome === 'taken').length + reasons.length).toBe(76);
    expect(new Set(reasons)).toEqual(new Set(['the same title stands in the file already']));
    expect(reasons).toHaveLength(2);
  });

  it('becomes records that the collector accepts, without a field it does not know, and no id twice', async () => {
    const records = recordsOf(await read(netflixTitles, FIXTURE));
    const unknown: string[] = [];
    const encoder = new RecordEncoder(openPeople(new Uint8Array(32)), (family, field) =>
      unknown.push(`${family}.${field}`),
    );
    encoder.begin({ receivedAtMs: Date.parse('2026-01-01'), anyTime: true, hashedPeople: false, retentionMs: {} });
    for (const record of records) {
      const sent: unknown = JSON.parse(JSON.stringify(record));
      expect(encoder.add(sent), `${encoder.rejection.message} ${JSON.stringify(sent)}`).toBe(true);
    }
    expect(unknown).toEqual([]);
    expect(new Set(records.map((record) => 'id' in record && record.id)).size).toBe(records.length);
  });

  it('has a film with its running time, and a season for each of a series without one', async () => {
    const titles = byId(await read(netflixTitles, FIXTURE));
    expect(titles.get('nf-death-note')).toMatchObject({
      form: 'film',
      runtime_s: 6000,
      genres: ['horror', 'thriller'],
      countries: ['US'],
    });
    expect(titles.get('nf-death-note-s1')).toMatchObject({
      form: 'series',
      show: 'DEATH NOTE',
      season: 1,
      countries: ['JP'],
    });
    expect(titles.get('nf-narcos-s3')).toMatchObject({ season: 3, countries: ['US', 'CO', 'MX'] });
    expect(titles.get('nf-narcos-s3')).not.toHaveProperty('runtime_s');
    expect(titles.has('nf-narcos-s4')).toBe(false);
  });

  it('mends running times that stand under rating, and says so', async () => {
    const items = await read(netflixTitles, FIXTURE);
    expect(byId(items).get('nf-louis-c-k-2017')).toMatchObject({
      runtime_s: 74 * 60,
      note: 'Released 2017, on Netflix since 2017-04-04',
    });
    expect(items.filter((item) => item.outcome === 'remark')).toHaveLength(3);
  });

  it('reads all date styles, and takes the newest day for the edition', async () => {
    const titles = byId(await read(netflixTitles, FIXTURE));
    expect(titles.get('nf-cheers-s1')).toMatchObject({
      note: 'Released 1992, rated TV-PG, on Netflix since 2017-07-01',
    });
    expect(titles.get('nf-gunslinger-girl-s1')).toMatchObject({ note: 'Released 2008, rated TV-14' });
    expect(new Set([...titles.values()].map((record) => 'updated_at' in record && record.updated_at))).toEqual(
      new Set([Date.parse('2021-09-17')]),
    );
  });

  it('keeps two works apart whose names an id cannot', async () => {
    const titles = byId(await read(netflixTitles, FIXTURE));
    expect(titles.get('nf-u-turn')).toMatchObject({ name: 'U-Turn', countries: ['PH'] });
    expect(titles.get('nf-u-turn-2016')).toMatchObject({ name: 'U Turn', countries: ['IN'] });
  });

  it('skips what is no title', async () => {
    const items = await readRows(netflixTitles, HEADER, 's1,Game,Chess,,,,,2020,,,Games,', 's2,Movie,,,,,,2020,,,,');
    expect(items).toEqual([
      { outcome: 'skipped', row: 1, reason: 'the type is neither Movie nor TV Show' },
      { outcome: 'skipped', row: 2, reason: 'the title is empty' },
    ]);
  });

  it('takes a line end out of a name', async () => {
    const items = await readRows(netflixTitles, HEADER, 's1,Movie,"A Story of a\nFortress",,,,,1944,,40 min,,');
    expect(recordsOf(items)).toMatchObject([{ id: 'nf-a-story-of-a-fortress', name: 'A Story of a Fortress' }]);
  });

  it('says which country it does not know', async () => {
    const items = await readRows(netflixTitles, HEADER, 's1,Movie,Chess,,,"Atlantis, India,",,2020,,90 min,Dramas,');
    expect(items[0]).toEqual({ outcome: 'remark', row: 1, remark: 'no country of this name is known: Atlantis' });
    expect(recordsOf(items)).toMatchObject([{ countries: ['IN'] }]);
  });

  it('has the ids that a viewing export gives the same titles', async () => {
    const catalogue = byId(await read(netflixTitles, FIXTURE));
    const viewed = [...byId(await read(netflixViewing, 'test/fixtures/netflix-viewing.csv')).keys()];
    for (const id of [
      'nf-death-note-s1',
      'nf-breaking-dawn',
      'nf-the-it-crowd-s5',
      'nf-izombie-s1',
      'nf-lupin-s2',
      'nf-navarasa-s1',
    ])
      expect(viewed.includes(id), id).toBe(catalogue.has(id));
    expect(viewed.filter((id) => catalogue.has(id)).length).toBeGreaterThan(25);
  });
});

describe('facts', () => {
  it('knows countries by the names catalogues use', () => {
    const names = [
      'United States',
      'South Korea',
      'Hong Kong',
      'Czech Republic',
      'Turkey',
      'West Germany',
      'Soviet Union',
      'Vatican City',
    ];
    expect(names.map(countryCode)).toEqual(['US', 'KR', 'HK', 'CZ', 'TR', 'DE', 'RU', 'VA']);
    expect(countryCode('Germany')).toBe('DE');
    expect(countryCode('')).toBeNull();
  });

  it('reads shelves as genres that films and series share', () => {
    expect(genresOf('International TV Shows, TV Dramas, TV Mysteries')).toEqual(['drama', 'mystery']);
    expect(genresOf('Dramas, International Movies')).toEqual(['drama']);
    expect(genresOf('Docuseries, Documentaries, Westerns')).toEqual(['documentary', 'westerns']);
    expect(genresOf('')).toEqual([]);
  });
});

it('reads a list of profiles', async () => {
  const header = 'Profile Name,Profile Creation Time,Primary Lang,Gender';
  const items = await readRows(netflixProfiles, header, 'User 5,07-01-2023 14:07,en-IN,', ',07-01-2023 14:07,en-IN,');
  expect(items).toMatchObject([
    {
      outcome: 'taken',
      row: 1,
      records: [
        { type: 'viewer', viewer_id: 'netflix:User 5', joined_at: Date.parse('2023-01-07T14:07Z'), language: 'en-IN' },
      ],
    },
    { outcome: 'skipped', row: 2, reason: 'the profile is empty' },
  ]);
});
