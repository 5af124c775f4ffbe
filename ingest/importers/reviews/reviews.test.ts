import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RecordEncoder } from '../../contract/encoder.ts';
import { openPeople } from '../../contract/people.ts';
import type { ReviewRecord } from '../../contract/records.ts';
import { runImport } from '../run.ts';
import { unaccountedRows } from '../summary.ts';
import { agrees } from '../tables/consent.ts';
import type { ImportItem } from '../types.ts';
import { Identities } from './identities.ts';
import { type ReviewFlags, readReviewOptions } from './options.ts';
import { planReviews, type ReviewPlan } from './plan.ts';
import { previewReviews } from './preview.ts';
import { reviewsImporter } from './reviews.ts';

const NOW_MS = Date.UTC(2026, 10, 25);
const SAVED_MS = Date.UTC(2026, 9, 1);
const CATALOGUE = [
  { id: 'salt-s1', name: 'The Salt Meridian', show: '', season: 1 },
  { id: 'peat', name: 'A Year of Peat', show: '', season: null },
];

let folder = '';
let files = 0;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ovation-reviews-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function fileOf(text: string, savedMs = SAVED_MS): Promise<string> {
  const path = join(folder, `reviews-${(files += 1)}.csv`);
  await writeFile(path, text);
  await utimes(path, savedMs / 1000, savedMs / 1000);
  return path;
}

const planOf = (paths: readonly string[], flags: ReviewFlags = {}): Promise<ReviewPlan> =>
  planReviews(paths, readReviewOptions(flags), CATALOGUE, NOW_MS);

async function itemsOf(path: string, plan: ReviewPlan): Promise<ImportItem[]> {
  const items: ImportItem[] = [];
  for await (const item of reviewsImporter(plan).read(path, {})) items.push(item);
  return items;
}

async function take(text: string, flags: ReviewFlags = {}, savedMs = SAVED_MS) {
  const path = await fileOf(text, savedMs);
  const items = await itemsOf(path, await planOf([path], flags));
  const records = items.flatMap((item) => (item.outcome === 'taken' ? item.records : [])) as ReviewRecord[];
  const skipped = items.flatMap((item) => (item.outcome === 'skipped' ? `${item.row}: ${item.reason}` : []));
  const remarks = items.flatMap((item) => (item.outcome === 'remark' ? item.remark : []));
  return { records, skipped, remarks };
}
const idsOf = ({ records }: { records: readonly ReviewRecord[] }) => records.map((record) => record.review_id);

describe('a file of reviews', () => {
  it('is read by the names of its columns', async () => {
    const { records } = await take(
      'Review ID,Film,Stars,Review Text,Review Date,User,Language,Country\n' +
        'r1,peat,4,"Slow, and lovely",2026-05-02,anna,English,gb\n' +
        'r2,The Salt Meridian,5,,2026-05-03,ben,pt_BR,Brazil',
    );
    expect(records).toEqual([
      {
        type: 'review',
        review_id: expect.stringMatching(/^review-[0-9a-f]{32}$/) as string,
        title_id: 'peat',
        at: Date.UTC(2026, 4, 2),
        updated_at: SAVED_MS,
        source: 'reviews',
        rating: 4,
        scale: [1, 5],
        text: 'Slow, and lovely',
        author: 'reviews:anna',
        lang: 'en',
        country: 'GB',
      },
      expect.objectContaining({ title_id: 'salt-s1', rating: 5, lang: 'pt-BR', country: 'BR' }),
    ]);
    expect(records[1]).not.toHaveProperty('text');
  });

  it('may be TSV, JSON lines or a JSON array, and then says the same', async () => {
    const rows = [
      { review: 'Großartig', rating: '9', date: '2026-05-02', author: 'anna' },
      { review: 'Nicht\u2028meins', rating: 2, date: '2026-05-03', author: 'ben', votes: { up: 1 } },
    ];
    const tsv = [
      'review\trating\tdate\tauthor',
      ...rows.map((r) => `${r.review}\t${r.rating}\t${r.date}\t${r.author}`),
    ];
    const [first, ...others] = await Promise.all(
      [tsv.join('\r\n'), rows.map((row) => JSON.stringify(row)).join('\n'), JSON.stringify(rows, null, 2)].map((text) =>
        take(text, { title: 'peat' }),
      ),
    );
    expect(first?.records).toHaveLength(2);
    for (const other of others) expect(other).toEqual(first);
  });

  it('that is not UTF-8 is refused, naming the line', async () => {
    const path = await fileOf('');
    for (const [before, line] of [
      ['review,date\n', 2],
      [`review,date\n${'schön,2026-05-02\n'.repeat(9_000)}`, 9_002],
    ] as const) {
      await writeFile(path, Buffer.concat([Buffer.from(before), Buffer.from('schön,2026-05-02\n', 'latin1')]));
      await expect(planOf([path], { title: 'peat' })).rejects.toThrow(`is not UTF-8: line ${line} has other bytes`);
    }
  });

  it('of plain lines is a text a line', async () => {
    const { records, skipped } = await take('Great, really\n\n“Boring”\nGreat, really\n', {
      title: 'peat',
      lines: true,
      date: '2026-05-02',
    });
    expect(records.map(({ text, at }) => [text, at])).toEqual([
      ['Great, really', Date.UTC(2026, 4, 2)],
      ['“Boring”', Date.UTC(2026, 4, 2)],
    ]);
    expect(skipped).toEqual(['3: the same review stands in the file already']);
  });

  it('has its columns named where their names say nothing', async () => {
    const text = 'a,b,c\nlovely,4,2026-05-02\nbad,5,2026-05-02';
    await expect(take(text, { title: 'peat' })).rejects.toThrow(
      /no column that is known to hold the text or the rating of a review; it has: 'a', 'b', 'c'\. Name them, as in --map/,
    );
    const { records } = await take(text, { title: 'peat', map: ['text=a', 'rating=b', 'date=c'] });
    expect(records.map(({ text, rating }) => [text, rating])).toEqual([
      ['lovely', 4],
      ['bad', 5],
    ]);
    await expect(take(text, { title: 'peat', map: ['text=d'] })).rejects.toThrow("has no column 'd' for text");
    await expect(take(text, { title: 'peat', map: ['words=a'] })).rejects.toThrow('--map takes FIELD=COLUMN');
  });

  it('without a title or a date of its own is given both', async () => {
    const text = 'review,rating\nlovely,5';
    await expect(take(text)).rejects.toThrow(/does not say which title its reviews are of: name it with --title ID/);
    await expect(take(text, { title: 'peat' })).rejects.toThrow(
      /has no dates: give the day of its reviews with --date/,
    );
    await expect(take(text, { title: 'A Year of Pete' })).rejects.toThrow(
      "no title 'A Year of Pete'; the nearest: A Year of Peat (peat).",
    );
    const { records } = await take(text, { title: 'A year of peat', date: '2026-05-02', lang: 'en' });
    expect(records).toMatchObject([{ title_id: 'peat', at: Date.UTC(2026, 4, 2), lang: 'en' }]);
  });

  it('accounts for each row that it leaves out', async () => {
    const { records, skipped, remarks } = await take(
      'film,rating,review,date\npeat,5,good,2026-05-02\nPete,5,good,2026-05-02\npeat,,,2026-05-02\n' +
        'peat,9,good,2026-05-03\npeat,superb,good,2026-05-04\npeat,3,good,\n,3,good,2026-05-02\npeat,3\npeat,3,good, bad,2026-05-02',
      { scale: '1..5' },
    );
    expect(records).toHaveLength(1);
    expect(skipped).toEqual([
      '2: the catalogue has no such title',
      '3: there is neither a text nor a rating',
      '4: the rating is not between 1 and 5',
      '5: the rating cannot be read',
      '6: the date is empty',
      '7: the title is empty',
      '8: the row is cut short',
      '9: the row has more cells than there are columns',
    ]);
    expect(remarks).toEqual(["are of 'Pete', which the catalogue does not have; the nearest: A Year of Peat (peat)"]);
  });

  it('decides the scale by all the files of an import', async () => {
    const paths = [
      await fileOf('review,rating,date\nbad,1,2026-05-02\nso so,4,2026-05-02'),
      await fileOf('review,rating,date\ngreat,10,2026-05-02'),
    ];
    const plan = await planOf(paths, { title: 'peat' });
    expect(plan.scale).toEqual([1, 10]);
    await expect(planOf(paths.slice(0, 1), { title: 'peat' })).rejects.toThrow('The ratings run from 1 to 4');
  });

  it('of many authors under one mask is not taken for one person', async () => {
    const { records, remarks } = await take(
      'review,date,user\ngood,2026-05-02,kims****\nfine,2026-05-02,kims****\nwell,2026-05-02,Anonymous',
      { title: 'peat' },
    );
    expect(records.map((record) => record.author)).toEqual([undefined, undefined, undefined]);
    expect(new Set(idsOf({ records })).size).toBe(3);
    expect(remarks).toHaveLength(2);
  });

  it('of a platform’s own viewers keeps who they are', async () => {
    const { records } = await take('review,date,viewer_id\ngood,2026-05-02,viewer-1', { title: 'peat' });
    expect(records).toMatchObject([{ viewer_id: 'viewer-1' }]);
    expect(records[0]).not.toHaveProperty('author');
  });

  it('is valid by the contract, whatever its texts are', async () => {
    const texts = [
      '😀😀',
      'ok',
      '<b>bold</b> & "quotes"',
      'رائع جدا',
      'x'.repeat(50_000),
      '语'.repeat(50_000),
      '\uFEFF‮abc',
    ];
    const rows = texts.map((text, i) => ({
      text,
      date: '2026-05-02',
      author: `a\u202E${i}`.repeat(i === 0 ? 200 : 1),
    }));
    const { records, remarks } = await take(rows.map((row) => JSON.stringify(row)).join('\n'), { title: 'peat' });
    const encoder = new RecordEncoder(openPeople(new Uint8Array(32)));
    encoder.begin({ receivedAtMs: NOW_MS, anyTime: false, hashedPeople: false, retentionMs: {} });
    expect(records.map((record) => encoder.add(record) || encoder.rejection.message)).toEqual(texts.map(() => true));
    expect(remarks).toEqual(['have a text of more than 64 KiB: taken up to there']);
    expect(Buffer.byteLength(records[5]?.text ?? '')).toBe(65_535);
  });
});

describe('the same review in another file', () => {
  const OLD = 'review,rating,date,author\ngood,4,2026-05-02,anna\nbad,5,2026-05-02,ben';
  const flags = { title: 'peat' };

  it('keeps its identity in next month’s longer file, in whatever order', async () => {
    const first = await take(OLD, flags);
    const later = await take(
      'author,date,rating,review\ncleo,2026-06-02,5,new\nben,2026-05-02,5,bad\nanna,2026-05-02,4,good',
      flags,
      SAVED_MS + 1000,
    );
    expect(idsOf(later).slice(1).sort()).toEqual(idsOf(first).sort());
    expect(idsOf(first)).not.toContain(idsOf(later)[0]);
  });

  it('is the same record in the same file', async () => {
    expect(await take(OLD, flags)).toEqual(await take(OLD, flags));
  });

  it('is corrected by an edited text of the file saved later', async () => {
    const [first, edited] = [await take(OLD, flags), await take(OLD.replace('good', 'better'), flags, SAVED_MS + 1000)];
    expect(idsOf(edited)).toEqual(idsOf(first));
    expect(edited.records[0]).toMatchObject({ text: 'better', updated_at: SAVED_MS + 1000 });
  });

  it('with an id of its own keeps it through edits of the date and the author', async () => {
    const of = (text: string) => take(`id,review,date,author,edited_at\n${text}`, flags);
    const [first, edited] = [
      await of('7,good,2026-05-02,anna,2026-05-02'),
      await of('7,great,2026-05-04,Anna B.,2026-05-06'),
    ];
    expect(idsOf(edited)).toEqual(idsOf(first));
    expect(edited.records[0]).toMatchObject({ updated_at: Date.UTC(2026, 4, 6) });
  });

  it('with one id at several rows is the newest of them', async () => {
    const { records, skipped } = await take(
      'id,review,date\nu1,so so,2026-05-02\nu1,good after all,2026-05-09\nu1,hm,2026-05-01\nu2,ok,2026-05-01\nu2,ok,2026-05-01',
      flags,
    );
    expect(records.map(({ text }) => text)).toEqual(['good after all', 'ok']);
    expect(skipped).toEqual([1, 3, 5].map((row) => `${row}: a newer review, or the same, has its id`));
  });

  it('from another source or of another title is another one', async () => {
    const text = 'id,review,date\n7,good,2026-05-02';
    const ids = await Promise.all(
      [flags, { title: 'salt-s1' }, { ...flags, source: 'forum' }].map(
        async (each) => idsOf(await take(text, each))[0],
      ),
    );
    expect(new Set(ids).size).toBe(3);
  });

  it('that nobody signed keeps its identity through a correction where its moment is its own', async () => {
    const of = (text: string, stars: number) =>
      take(
        `review,rating,date\n${text},${stars},2026-05-02 10:00:05\nbad,5,2026-05-02 11:30:00`,
        flags,
        SAVED_MS + stars,
      );
    const [first, edited] = [await of('good', 4), await of('better', 3)];
    expect(idsOf(edited)).toEqual(idsOf(first));
    expect(edited.records[0]).toMatchObject({ text: 'better', rating: 3 });
    // Two at one moment, as when a site was read at once, are told apart by their words.
    const rows = 'good,4,2026-05-02 10:00:05\nbad,5,2026-05-02 10:00:05';
    const [both, turned] = [
      await take(`review,rating,date\n${rows}`, flags),
      await take(`review,rating,date\n${rows.split('\n').reverse().join('\n')}`, flags),
    ];
    expect(idsOf(turned).reverse()).toEqual(idsOf(both));
  });

  it('that only its words tell apart is said to be so before it is taken', async () => {
    const previewOf = async (text: string) => previewReviews(await planOf([await fileOf(text)], flags));
    expect(await previewOf('review,rating,date\ngood,4,2026-05-02\nbad,5,2026-05-02 11:30')).toContain(
      '1 row has no id, no author and no moment of its own: a corrected text or rating will count as a new review.',
    );
    for (const founded of [OLD, 'permalink,review,date\nr/1,good,2026-05-02', 'review,date\ngood,2026-05-02 11:30'])
      expect(await previewOf(founded)).not.toContain('will count as a new review');
  });

  it('is found as fast where one name signs very many', async () => {
    const file = [...(await planOf([await fileOf('review,date\nok,2026-05-02')], flags)).files.values()][0];
    if (file === undefined) throw new Error('no file');
    const identities = new Identities('forum', { newest: new Map(), moments: new Set(), unfounded: 0 });
    const ids = Array.from({ length: 100_000 }, (_, row) => {
      const read = { titleId: 'peat', text: `review ${row % 99_999}`, rating: null, person: 'a user', ownId: '' };
      const rest = { atMs: NOW_MS, updatedMs: null, isMasked: false, get: () => '2026-05-02' };
      return identities.next({ ...read, ...rest }, row, file);
    });
    expect(new Set(ids.map(({ id }) => id)).size).toBe(100_000);
    expect(ids.at(-1)).toEqual({ id: null, reason: 'the same review stands in the file already' });
  });

  it('without text, author and id is one of as many as there are', async () => {
    const { records } = await take('rating,date\n4,2026-05-02\n4,2026-05-02\n5,2026-05-02', flags);
    expect(new Set(idsOf({ records })).size).toBe(3);
  });
});

describe('what is shown before anything is taken', () => {
  it('is how the columns and first rows were read', async () => {
    const path = await fileOf(
      'film,stars,comment,when,helpful\nPete,5,"fine\u001b[2Jscreen",25.08.2026,1\npeat,3,ok,01.09.2026,2',
    );
    const preview = await previewReviews(await planOf([path], { map: ['date=when'], lang: 'en' }));
    expect(preview.split('\n')).toEqual([
      `${path}: 2 rows`,
      "  text     from 'comment'",
      "  rating   from 'stars', on a scale of 1 to 5 (the files have 3 to 5)",
      "  date     from 'when', day, month, year; UTC where no zone is named",
      "  title    from 'film'",
      '  lang     en, as --lang says',
      "  not read 'helpful'",
      "  row 1: left out, no title 'Pete'",
      '  row 2: 2026-09-01  3 of 5  ok',
      '1 row has no id, no author and no moment of its own: a corrected text or rating will count as a new review. ' +
        'A column that stays the same is named with --map id=COLUMN.',
      '1 of 2 titles of the files are not in the catalogue:',
      "  'Pete' (1 row); the nearest: A Year of Peat (peat)",
    ]);
  });

  it('names the row that is out of the others’ scale, and the one whose date cannot be read', async () => {
    const rows = Array.from({ length: 100 }, (_, i) => `r${i},${1 + (i % 5)},2026-05-02`);
    const path = await fileOf(['id,stars,when', ...rows, 'odd,100,2026-05-03', 'soon,3,soon'].join('\n'));
    const preview = await previewReviews(await planOf([path], { ...{ title: 'peat' }, map: ['date=when'] }));
    expect(preview).toContain(
      `on a scale of 1 to 5 (the files have 1 to 5; left out: 1 row with 100 (row 101 of ${path}))`,
    );
    expect(preview).toContain(`left out: 1 row, 'soon' (row 102 of ${path})`);
  });

  it('tells thumbs as they were given, and what they are in figures', async () => {
    const path = await fileOf(
      ['like,review,date', 'up,good,2026-05-02', 'down,bad,2026-05-02', 'mixed,so so,2026-05-02'].join('\n'),
    );
    const preview = await previewReviews(await planOf([path], { title: 'peat', map: ['rating=like'] }));
    expect(preview).toContain("from 'like', thumbs and verdicts as up or down: in figures 10 and 0 of 10\n");
    expect(preview).toMatch(/thumbs up {2}good\n.*thumbs down {2}bad\n.*thumbs level {2}so so/);
  });

  it('never moves the cursor of the terminal', async () => {
    const evil = 'a\u001b[2J\u202Eb';
    const row = { review: evil, author: evil, film: 'peat', date: '2026-05-02', [evil]: 1 };
    const path = await fileOf(`${JSON.stringify(row)}\n${JSON.stringify({ ...row, film: evil })}`);
    const preview = await previewReviews(await planOf([path]));
    expect(preview).toContain('no rating  by a [2J b  a [2J b');
    expect(preview.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  });

  it('is agreed to by a yes, and by nothing else', async () => {
    const remarks: string[] = [];
    const remark = (line: string) => void remarks.push(line);
    const answering = (answer: string) => () => Promise.resolve(answer);
    expect(await agrees(answering('Yes '), 2, '--map', remark)).toBe(true);
    expect(await agrees(answering(''), 2, '--map and --date', remark)).toBe(false);
    expect(await agrees(null, 2, '--map', remark)).toBe(false);
    expect(remarks[0]).toBe('Nothing was taken. --map and --date say how the files are to be read.');
    expect(remarks[1]).toBe('Nothing was taken. If this is how the files are to be read, run it again with --yes.');
  });
});

describe('an import of reviews', () => {
  it('accounts for every row of its files', async () => {
    const paths = [
      await fileOf('[{"review":"good","date":"2026-05-02","film":"peat"},7]'),
      await fileOf('review,date,film\ngood,2026-05-02,peat\nbad,2026-05-02,Pete'),
    ];
    const importer = reviewsImporter(await planOf(paths));
    const summary = await runImport({
      kind: 'reviews',
      importer,
      files: paths,
      dryRun: true,
      ingestUrl: '',
      token: '',
    });
    expect(summary).toMatchObject({
      rows: 4,
      taken: 2,
      skipped: { 'the entry is not a JSON object': 1, 'the catalogue has no such title': 1 },
    });
    expect(unaccountedRows(summary)).toBe(0);
  });
});
