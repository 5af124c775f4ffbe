import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { rollUp } from '../../sql/rollup/run.ts';
import { health } from '../../sql/queries/health.ts';
import { titleReception } from '../../sql/queries/reception.ts';
import type { Reception } from '../../sql/queries/reception-model.ts';
import { keepVersionsGrowing, nextVersion } from '../../sql/rollup/version.ts';
import { markVerified } from '../../sql/rollup/reception/marks.ts';
import { receptionJobs } from '../../workers/jobs/reception.ts';
import { hearEverything } from '../../workers/reception/hear-everything.ts';
import { hearLoads, type Hearing } from '../../workers/reception/hear.ts';
import { TextReader } from '../../workers/reception/text-reader.ts';
import { exportModel } from '../support/onnx-folder.ts';
import { countAll, hearAndCount, receptionRows } from './support/reception.ts';
import { TestStore } from './support/store.ts';

const T = Date.UTC(2026, 4, 2, 12);
const HOUR_MS = 3_600_000;
const now = () => T + 48 * HOUR_MS;

const GOOD = 'A wonderful film, I loved every minute of it.';
const BAD = 'A terrible, boring mess. What a waste of time.';

/** Every test speaks of titles of its own; there are at most so many. */
const TESTS = 40;
let run = 0;
let film = '';
let other = '';
const title = (id: string) => ({
  ...{ type: 'catalog', kind: 'title', id, name: id, form: 'film', runtime_s: 5_400, updated_at: T - 90 * HOUR_MS },
});
const review = (id: string, more: object = {}) => ({
  ...{ type: 'review', review_id: `${film} ${id}`, title_id: film, author: `${film} ${id}`, at: T, updated_at: T },
  ...{ text: GOOD, lang: 'en', ...more },
});

describe('reviews and mentions on their way', () => {
  const reader = new TextReader({});
  let own: TestStore;
  beforeAll(async () => {
    own = await TestStore.open();
    // A film and another one for each test.
    await own.load(
      Array.from({ length: TESTS }, (_, i) => [title(`film-${i + 1}`), title(`other-${i + 1}`)]).flat(),
      T,
    );
    await rollUp(own.store, { now });
    await hearAndCount(own.store, reader, now);
  });
  afterAll(async () => {
    await reader.close();
    await own.close();
  });
  beforeEach(() => {
    run += 1;
    expect(run).toBeLessThanOrEqual(TESTS);
    [film, other] = [`film-${run}`, `other-${run}`];
  });

  const take = async (...records: object[]) => {
    await own.load(records, T);
    return hearAndCount(own.store, reader, now);
  };
  const said = async (id = film): Promise<Reception> => {
    const reception = await titleReception(own.store, id, now());
    if (!reception) throw new Error(`the catalogue does not know ${id}`);
    return reception;
  };
  const texts = async (id = film) => {
    const { positive, neutral, negative, unscored } = (await said(id)).figures.all.texts;
    return [positive, neutral, negative, unscored];
  };
  const quotesOf = ({ quotes, drivers, moments }: Reception) =>
    [
      ...Object.values(quotes).flat(),
      ...drivers.flatMap((one) => one.quotes),
      ...moments.flatMap((one) => one.quotes),
    ].map(({ text }) => text);

  it('are empty where nobody has said anything', async () => {
    const reception = await said();
    expect(reception).toMatchObject({ empty: true, counting: false, days: [], drivers: [], bomb: null, languages: [] });
    expect(reception.figures.all.netSentiment).toMatchObject({ value: null, n: 0 });
  });

  it('are all read anew by a transformer once one is set', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'ovation-onnx-'));
    exportModel(join(folder, 'tiny'));
    const transformer = new TextReader({ onnxFolder: join(folder, 'tiny') });
    const models = async () => (await said()).models.map(({ id, texts: read }) => [id, read]);
    try {
      await take(
        ...[review('a', { text: 'wonderful film' }), review('b', { text: 'boring film' })],
        ...[review('c', { text: 'ein wunderbar film', lang: 'de' }), review('d', { text: '…!' })],
      );
      expect(await models()).toContainEqual(['linear-en', 2]);
      await hearAndCount(own.store, transformer, now);
      expect(await texts()).toEqual([2, 0, 1, 1]);
      expect(await models()).toEqual([['onnx-tiny', 3]]);
    } finally {
      await transformer.close();
      rmSync(folder, { recursive: true });
    }
  });

  it('are being counted while a load with something of it waits', async () => {
    await own.load([review('a')], T);
    expect(await said()).toMatchObject({ empty: true, counting: true });
    expect(await said(other)).toMatchObject({ empty: true, counting: false });
    await hearAndCount(own.store, reader, now);
    expect(await said()).toMatchObject({ empty: false, counting: false });
  });

  it('count an edit once, in whichever order it comes', async () => {
    await take(review('a'), review('b'));
    expect(await texts()).toEqual([2, 0, 0, 0]);
    await take(review('a', { text: BAD, updated_at: T + 10 }));
    expect(await texts()).toEqual([1, 0, 1, 0]);
    // The older body once more, and the newer one.
    await take(review('a'), review('a', { text: BAD, updated_at: T + 10 }));
    expect(await texts()).toEqual([1, 0, 1, 0]);
    expect(quotesOf(await said())).toContain(BAD);
  });

  it('count a withdrawn one no more, and quote nothing of it', async () => {
    await take(review('a', { text: BAD }), review('b'));
    await take(review('a', { text: BAD, updated_at: T + 10, deleted: true }));
    const reception = await said();
    expect(await texts()).toEqual([1, 0, 0, 0]);
    expect(reception.leftOut).toEqual({ deleted: 1, test: 0, older: 0 });
    expect(quotesOf(reception).some((quote) => BAD.includes(quote))).toBe(false);
    await own.store.command({ name: 'test.merge', text: 'OPTIMIZE TABLE voice FINAL' });
    const left = await own.store.query({
      name: 'test.left',
      text: `SELECT quote, terms, aspects FROM voice WHERE title = {film:String} AND id LIKE '% a' AND (quote != '' OR notEmpty(terms) OR notEmpty(aspects))`,
      params: { film },
    });
    expect(left).toEqual([]);
    // Sent once more by somebody who does not know.
    await take(review('a', { text: BAD }));
    expect(await texts()).toEqual([1, 0, 0, 0]);
  });

  it('leave a title whose name was corrected, and come back to it', async () => {
    await take(review('a'));
    await take(review('a', { title_id: other, updated_at: T + 10 }));
    expect([await texts(film), await texts(other)]).toEqual([
      [0, 0, 0, 0],
      [1, 0, 0, 0],
    ]);
    await take(review('a', { updated_at: T + 20 }));
    expect([await texts(film), await texts(other)]).toEqual([
      [1, 0, 0, 0],
      [0, 0, 0, 0],
    ]);
  });

  it('of one person count once, the newest; those of nobody each', async () => {
    const by = (id: string, hours: number, text: string) =>
      review(id, { author: `${film} somebody`, at: T + hours * HOUR_MS, updated_at: T + hours * HOUR_MS, text });
    await take(...Array.from({ length: 9 }, (_, i) => by(`old-${i}`, i, BAD)), by('new', 20, GOOD));
    expect(await texts()).toEqual([1, 0, 0, 0]);
    expect((await said()).leftOut.older).toBe(9);
    await take(review('x', { author: undefined }), review('y', { author: undefined }));
    expect(await texts()).toEqual([3, 0, 0, 0]);
    // The newest is withdrawn: the one before speaks again.
    await take({ ...by('new', 20, GOOD), updated_at: T + 30 * HOUR_MS, deleted: true });
    expect(await texts()).toEqual([2, 0, 1, 0]);
  });

  it('leave test traffic out', async () => {
    await take(review('a', { test: true }), review('b'));
    expect(await texts()).toEqual([1, 0, 0, 0]);
    expect((await said()).leftOut.test).toBe(1);
  });

  it('tell ratings on any scale, also without a text', async () => {
    const rated = (id: string, rating: number, scale: number[]) => review(id, { rating, scale, text: undefined });
    await take(rated('a', 3, [1, 5]), rated('b', 7.3, [1, 10]), rated('c', 80, [0, 100]));
    const { reviews } = (await said()).figures;
    expect(reviews).toMatchObject({
      voices: 3,
      ratings: 3,
      texts: { positive: 0, neutral: 0, negative: 0, unscored: 0 },
    });
    expect(reviews.meanRating).toBeCloseTo((5 + 7 + 8) / 3, 6);
    const { days } = await said();
    expect(days[0]?.groups.reviews.ratingSquares).toBeCloseTo(25 + 49 + 64, 3);
  });

  it('quote a rating as it was given', async () => {
    await take(
      review('a', { text: 'I loved the quiet harbour scenes.', rating: 4, scale: [1, 5] }),
      review('b', { text: 'A terrible script with wooden jokes.', rating: 7.3, scale: [0, 10] }),
      review('c', { text: 'Wonderful music from start to end.' }),
    );
    const given = (await said()).quotes.newest.map((quote) => [quote.text.split(' ').at(-1), quote.given]);
    expect(Object.fromEntries(given)).toEqual({
      'scenes.': { rating: 4, scale: [1, 5] },
      'jokes.': { rating: 7.3, scale: [0, 10] },
      'end.': null,
    });
  });

  it('are none with neither a rating nor a text, which leave the older words of a person as they are', async () => {
    const author = `${film} someone`;
    await take(review('a', { author }), review('b', { author, at: T + HOUR_MS, text: undefined }));
    expect((await said()).figures.all.voices).toBe(1);
    expect(await texts()).toEqual([1, 0, 0, 0]);
    expect((await said()).leftOut.older).toBe(0);
  });

  it('of years ago are drawn where there are no newer ones', async () => {
    const at = T - 1_000 * 24 * HOUR_MS;
    await take(
      review('a', { at }),
      review('b', { at: at - 9 * 24 * HOUR_MS }),
      review('c', { at: at - 500 * 24 * HOUR_MS }),
    );
    const { days } = await said();
    expect(days).toHaveLength(10);
    expect((await said()).beforeDays).toBe(1);
    expect([days[0]?.groups.all.positive, days.at(-1)?.groups.all.positive, days.at(-1)?.open]).toEqual([1, 1, false]);
  });

  it('are verified once their viewers have started the title, also when the plays come later', async () => {
    const viewer = `${film} viewer`;
    await take(review('a', { author: undefined, viewer_id: viewer }), review('b'));
    expect((await said()).figures.verified.voices).toBe(0);
    const play = {
      ...{ type: 'playback', play_id: `${film} play`, viewer_id: viewer, title_id: film, started_at: T - 2 * HOUR_MS },
    };
    await own.load(
      [
        { ...play, seq: 0, action: 'start', at: T - 2 * HOUR_MS, position_s: 0, played_s: 0 },
        { ...play, seq: 1, action: 'end', at: T - HOUR_MS, from_s: 0, position_s: 3_600, played_s: 3_600 },
      ],
      T,
    );
    await rollUp(own.store, { now });
    await keepVersionsGrowing(own.store);
    await markVerified(own.store, nextVersion(own.store, now()));
    expect(await countAll(own.store, now)).toEqual([film]);
    const { figures, days } = await said();
    expect(figures.verified.voices).toBe(1);
    expect(days.map(({ groups }) => [groups.all.positive, groups.verified.positive])[0]).toEqual([2, 1]);
    // Nothing has changed since: nothing is counted again.
    await markVerified(own.store, nextVersion(own.store, now()));
    expect(await countAll(own.store, now)).toEqual([]);
  });

  it('group texts that are nearly alike, whatever their case, signs and tags', async () => {
    const slogan = 'Worst film ever, do not watch this under any circumstances';
    await take(
      ...['', '!!!', ' #boycott', ' 👎👎'].map((end, i) =>
        review(`copy-${i}`, { text: (i % 2 ? slogan.toUpperCase() : slogan) + end }),
      ),
      review('other', { text: 'Quiet, patient and beautifully shot; the last scene in the harbour stays with me.' }),
      review('short', { text: 'Great!' }),
      review('short-too', { text: 'great' }),
    );
    const reception = await said();
    expect(reception.duplicates).toEqual({ groups: 1, texts: 4 });
    expect(reception.figures.all.voices).toBe(7);
    expect(reception.quotes.negative.filter(({ text }) => text.toLowerCase().startsWith('worst film'))).toHaveLength(1);
  });

  it('that are copies count once in what is praised and blamed, and stand once among the newest', async () => {
    const copied = 'The ending is terrible, a boring and awful waste of everybody’s time';
    await take(...['', '!!!', ' #boycott'].map((end, i) => review(`copy-${i}`, { text: copied + end })));
    const { drivers, quotes, figures } = await said();
    expect(figures.all.voices).toBe(3);
    expect(drivers.find(({ name }) => name === 'ending')).toMatchObject({ positive: 0, negative: 1 });
    expect(quotes.newest).toHaveLength(1);
  });

  it('are safe whatever they hold: any script, marks, signs only, 50,000 characters', async () => {
    const hostile = {
      arabic: 'فيلم رائع جدا، أحببت القصة والممثلين كثيرا',
      hebrew: 'סרט נפלא, נהניתי מכל רגע',
      chinese: '非常好看的电影，演员的表演太精彩了',
      emoji: '👍👍🎉',
      word: 'meh',
      blank: ' \n\t ',
      markup: '<script>alert(1)</script><b>A wonderful film</b> <img src=x onerror=alert(1)> I loved &lt;it&gt; <3',
      long: `${'a very boring film '.repeat(2_650)}`.slice(0, 50_000),
      mixed: 'Great movie, ama sonu çok kötü, 但是音乐很好听',
      override: 'A good film \u202egnihtemos\u202c and \u0000 more \ufffe',
      contact: 'Loved it, write to me: jane.doe@example.org or +44 20 7946 0958',
      rude: 'What a fucking shitty film',
    };
    await take(...Object.entries(hostile).map(([id, text]) => review(id, { text, lang: undefined })));
    const reception = await said();
    const all = reception.figures.all.texts;
    expect(all.positive + all.neutral + all.negative + all.unscored).toBe(Object.keys(hostile).length - 1);
    const quotes = quotesOf(reception);
    expect(quotes.length).toBeGreaterThan(5);
    for (const quote of quotes) {
      expect(quote.isWellFormed()).toBe(true);
      expect(quote.length).toBeLessThanOrEqual(201);
      expect(quote).not.toMatch(/<script|onerror|@|7946|fuck|[\u202a-\u202e]|\p{Cc}/u);
    }
    expect(quotes).toContain(hostile.arabic);
    expect(quotes).toContain(hostile.chinese);
  });

  it('speak of places: a minute of a film, by the second that most of them say', async () => {
    const places = [
      'At 41:10 it completely lost me, and at 41:50 again.',
      'The scene at 41:30 is awful.',
      'Awful, and 41:30 most of all.',
      'Nothing happens until 3:10:00.',
    ];
    await take(...places.map((text, i) => review(`p${i}`, { text })));
    const { moments } = await said();
    expect(moments).toHaveLength(1);
    expect(moments[0]).toMatchObject({ episodeId: '', number: 1, atSeconds: 41 * 60 + 30, retention: null });
    const { texts: counts } = moments[0] ?? { texts: null };
    expect(counts && counts.positive + counts.neutral + counts.negative + counts.unscored).toBe(3);
  });

  it('are read, counted and flagged by the jobs, and whoever looks is told', async () => {
    const counted: string[] = [];
    const jobs = receptionJobs({ store: own.store, reader, now, onCounted: (titles) => counted.push(...titles) });
    const stop = new AbortController();
    const context = {
      log: pino({ enabled: false }),
      attempt: 1,
      askedMs: 0,
      progress: () => undefined,
      signal: stop.signal,
    };
    const calm = Array.from({ length: 12 }, (_, i) =>
      review(`calm-${i}`, { at: T - (100 - i) * HOUR_MS, rating: 7, scale: [1, 10], text: 'I loved it, wonderful!' }),
    );
    const wave = Array.from({ length: 30 }, (_, i) =>
      review(`wave-${i}`, {
        at: T + i * 20_000,
        rating: 1,
        scale: [1, 10],
        text: `Avoid at all costs, total garbage, cancel it now${'!'.repeat(i % 4)}`,
      }),
    );
    await own.load([...calm, ...wave], T);
    const working = jobs['reception.touched']?.({}, context);
    while (counted.length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
    // It rests before it looks for more: a stop ends the rest.
    stop.abort();
    await working;
    expect(counted).toEqual([film]);
    const { bomb, figures } = await said();
    expect(bomb).toMatchObject({ suspects: 30, periods: [{ fromMs: T, reviews: 30, end: 'lowest' }] });
    expect(bomb?.adjusted.all.voices).toBe(figures.all.voices - 30);
    expect(bomb?.adjusted.all.netSentiment.value).toBe(1);
    // The same switch for figures, languages and days.
    const without = await titleReception(own.store, film, now(), 'adjusted');
    expect(without?.figures.all).toEqual(bomb?.adjusted.all);
    expect(without?.bomb?.everybody).toEqual(figures.all);
    expect(without?.languages.map(({ texts: some }) => some.negative)).toEqual([0]);
    expect(without?.days.reduce((sum, { groups }) => sum + groups.all.negative + groups.all.ratings, 0)).toBe(12);
    await jobs['reception.rescore']?.({}, { ...context, signal: new AbortController().signal });
    expect((await health(own.store, now())).reception.scorer).toBe(await reader.scorer());
  });

  it('are told to Data health: what is behind, and what has no score', async () => {
    await own.load([review('a'), review('b', { text: 'qwzx qwzx qwzx', lang: 'tlh' })], T);
    const behind = async () => (await health(own.store, now())).rollup.find(({ name }) => name === 'reception');
    expect(await behind()).toMatchObject({ behindSegments: 1, behindRows: 2 });
    await hearAndCount(own.store, reader, now);
    expect(await behind()).toMatchObject({ behindSegments: 0, behindRows: 0, oldestWaitingMs: null });
    const { reception } = await health(own.store, now());
    expect(reception.scorer).toBe(await reader.scorer());
    expect(reception.languages.find(({ language }) => language === 'tlh')).toMatchObject({ texts: 1, noModel: 1 });
  });

  describe('when something breaks', () => {
    /** More than are read at once. */
    const many = (text: string, more: object = {}) =>
      Array.from({ length: 2_200 }, (_, i) =>
        review(`m${String(i).padStart(4, '0')}`, { text: `${text} ${i}`, ...more }),
      );

    it('repeat work and skip none: broken off between reading, writing and noting', async () => {
      // Pieces overlap: which of them meets the error is a matter of time, and how many texts are read is not.
      let broken = false;
      let textsRead = 0;
      const counted: Hearing['reader'] = {
        scorer: () => reader.scorer(),
        read: async (batch) => {
          if (!broken) {
            broken = true;
            throw new Error('broken off');
          }
          textsRead += batch.length;
          return reader.read(batch);
        },
      };
      await own.load(many(GOOD), T);
      await expect(hearAndCount(own.store, counted, now)).rejects.toThrow('broken off');
      await own.reopen();
      // Read and written, and not noted.
      const pause = () => Promise.reject(new Error('stopped'));
      await expect(hearLoads({ store: own.store, reader: counted, now, pause })).rejects.toThrow('stopped');
      await own.reopen();
      expect(textsRead).toBeGreaterThan(0);
      expect(textsRead).toBeLessThan(2_200);
      await hearAndCount(own.store, counted, now);
      expect(await texts()).toEqual([2_200, 0, 0, 0]);
      // What was written before is not read again.
      expect(textsRead).toBe(2_200);
      const before = await receptionRows(own.store);
      await own.load(many(GOOD), T);
      await hearAndCount(own.store, counted, now);
      expect(textsRead).toBe(2_200);
      expect(await receptionRows(own.store)).toEqual(before);
    });

    it('serve former scores while another scorer reads everything, which goes on where it was', async () => {
      await take(...many(GOOD));
      expect(await texts()).toEqual([2_200, 0, 0, 0]);
      const name = `${await reader.scorer()}+${run}`;
      /** Another opinion of everything. */
      const turned: Hearing['reader'] = {
        scorer: () => Promise.resolve(name),
        read: async (batch) =>
          (await reader.read(batch)).map((one) => (one.hasText ? { ...one, says: 'negative' as const } : one)),
      };
      let pauses = 0;
      const half = () => ((pauses += 1) === 2 ? Promise.reject(new Error('stopped')) : Promise.resolve());
      await expect(hearEverything({ store: own.store, reader: turned, now, pause: half })).rejects.toThrow('stopped');
      const { scoring } = await said();
      expect(scoring?.done).toBeGreaterThan(0);
      expect(scoring?.done).toBeLessThan(scoring?.total ?? 0);
      expect((await health(own.store, now())).reception.scoring).toMatchObject({ scorer: name });
      // What comes meanwhile is read by the new one and counts at once.
      await own.load([review('late')], T);
      await hearLoads({ store: own.store, reader: turned, now, pause: () => Promise.resolve() });
      await countAll(own.store, now);
      expect(await texts()).toEqual([2_200, 0, 1, 0]);
      await own.reopen();
      const steps: number[] = [];
      const hearing = { store: own.store, reader: turned, now, pause: () => Promise.resolve() };
      expect(await hearEverything(hearing, (done) => steps.push(done))).toBe(true);
      expect(steps[0]).toBeGreaterThan(scoring?.done ?? Infinity);
      await countAll(own.store, now);
      expect(await texts()).toEqual([0, 0, 2_201, 0]);
      expect((await said()).scoring).toBeNull();
      expect(await hearEverything(hearing)).toBe(false);
    });
  });
});
