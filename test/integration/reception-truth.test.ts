import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EventRecord } from '../../ingest/contract/records.ts';
import { createAudience } from '../../ingest/simulator/audience.ts';
import { catalogueLines } from '../../ingest/simulator/catalogue.ts';
import { historyBatches } from '../../ingest/simulator/history.ts';
import {
  bayesianRating,
  countBy,
  countsOf,
  dayOfVoice,
  knownVoices,
  netSentiment,
  positiveShare,
  priorOf,
  type KnownVoice,
  type KnownVoices,
  type ReceptionCounts,
} from '../../ingest/simulator/oracle-reception.ts';
import { realisedTruth } from '../../ingest/simulator/oracle.ts';
import { perturb } from '../../ingest/simulator/perturb.ts';
import { receptionTruthOf } from '../../ingest/simulator/truth-reception.ts';
import { slateBuzz } from '../../sql/queries/buzz-slate.ts';
import { titleBuzz } from '../../sql/queries/buzz.ts';
import { titleReception } from '../../sql/queries/reception.ts';
import type { Reception, ReceptionFigures } from '../../sql/queries/reception-model.ts';
import { slate } from '../../sql/queries/slate.ts';
import { markVerified } from '../../sql/rollup/reception/marks.ts';
import { rollUp } from '../../sql/rollup/run.ts';
import { TextReader } from '../../workers/reception/text-reader.ts';
import { countCampaigns } from './support/campaign.ts';
import { hearAndCount, Judge, receptionRows } from './support/reception.ts';
import { TestStore } from './support/store.ts';

const DAY_MS = 86_400_000;
const END_MS = Date.UTC(2026, 4, 20, 17, 21, 43, 210);
const now = () => END_MS;

/** Everything said of a slate, and the plays of those who said it: who else watched changes nothing of it. */
function saidLines(audience: ReturnType<typeof createAudience>): string[] {
  const all = [...historyBatches(audience.open(), END_MS)].flatMap((batch) => batch.lines);
  const said = all.filter((line) => line.startsWith('{"type":"review"') || line.startsWith('{"type":"mention"'));
  const pair = (line: string) => /"title_id":"([^"]*)"/.exec(line)?.[1] + ' ' + /"viewer_id":"([^"]*)"/.exec(line)?.[1];
  const reviewers = new Set(said.map(pair));
  const plays = all.filter((line) => line.startsWith('{"type":"playback"') && reviewers.has(pair(line)));
  return [...catalogueLines(audience.slate, END_MS), ...plays, ...said];
}

describe('what is served of what people say', async () => {
  const audience = createAudience({ seed: 7, startMs: END_MS - 56 * DAY_MS, endMs: END_MS, scale: 0.2 });
  const lines = saidLines(audience);
  const records = lines.map((line) => JSON.parse(line) as EventRecord);
  const known: KnownVoices = knownVoices(records);
  const judge = await Judge.of(known.counted);
  const reader = new TextReader({});
  const byTitle = countBy(known.counted, judge.moodOf, (voice) => voice.titleId);
  const titles = audience.slate.map(({ id }) => id);
  let clean: TestStore;
  let receptions: Map<string, Reception>;

  beforeAll(async () => {
    clean = await TestStore.open();
    await clean.load(lines, END_MS);
    await rollUp(clean.store, { now });
    await hearAndCount(clean.store, reader, now);
    const entries = await Promise.all(
      titles.map(async (id) => [id, await titleReception(clean.store, id, END_MS)] as const),
    );
    receptions = new Map(entries.flatMap(([id, reception]) => (reception ? [[id, reception]] : [])));
  });
  afterAll(async () => {
    await reader.close();
    await clean.close();
  });

  const of = (titleId: string) => known.counted.filter((voice) => voice.titleId === titleId);
  const receptionOf = (titleId: string): Reception => {
    const reception = receptions.get(titleId);
    if (!reception) throw new Error(`nothing is served of ${titleId}`);
    return reception;
  };
  const textsOf = ({ positive, neutral, negative, unscored }: ReceptionCounts) => ({
    ...{ positive, neutral, negative, unscored },
  });

  /** A figure that is shown equals the plain computation. */
  function expectFigures(what: object, shown: ReceptionFigures, voices: readonly KnownVoice[]): void {
    const counts = countsOf(voices, judge.moodOf);
    expect({ ...what, voices: shown.voices, texts: shown.texts, ratings: shown.ratings }).toEqual({
      ...what,
      voices: counts.voices,
      texts: textsOf(counts),
      ratings: counts.ratings,
    });
    const net = netSentiment(counts);
    if (shown.netSentiment.value === null) expect(net?.n ?? 0).toBeLessThan(10);
    else expect({ ...shown.netSentiment }).toMatchObject({ value: net?.value, interval: net?.interval, n: net?.n });
    const high = positiveShare(counts);
    if (shown.positiveShare.value === null) expect(high?.n ?? 0).toBeLessThan(20);
    else {
      expect(shown.positiveShare.value).toBe(high?.value);
      for (const end of [0, 1] as const)
        expect(shown.positiveShare.interval?.[end]).toBeCloseTo(high?.interval[end] ?? NaN, 12);
    }
    const rating = bayesianRating(counts, priorOf(byTitle));
    if (rating === null) expect(shown.rating.value).toBeNull();
    else expect(shown.rating.value).toBeCloseTo(rating, 5);
    if (counts.ratings > 0) expect(shown.meanRating).toBeCloseTo(counts.ratingSum / counts.ratings, 5);
  }

  it('is of a size that can show something', () => {
    expect(known.counted.length).toBeGreaterThan(800);
    expect(known.leftOut.deleted).toBeGreaterThan(10);
    expect(known.leftOut.older).toBeGreaterThan(10);
  });

  it('equals the plain computation for every title: all, reviews, mentions, and viewers who started it', () => {
    const { outcomes } = realisedTruth(records);
    const starters = new Set(
      outcomes.filter((one) => one.starterHourMs !== null).map((one) => `${one.titleId} ${one.viewerId}`),
    );
    let verified = 0;
    for (const titleId of titles) {
      const { figures, prior } = receptionOf(titleId);
      const voices = of(titleId);
      const own = voices.filter(
        ({ kind, viewerId }) => kind === 'review' && viewerId !== null && starters.has(`${titleId} ${viewerId}`),
      );
      verified += own.length;
      expectFigures({ titleId, group: 'all' }, figures.all, voices);
      expectFigures(
        { titleId, group: 'reviews' },
        figures.reviews,
        voices.filter(({ kind }) => kind === 'review'),
      );
      expectFigures(
        { titleId, group: 'mentions' },
        figures.mentions,
        voices.filter(({ kind }) => kind === 'mention'),
      );
      expectFigures({ titleId, group: 'verified' }, figures.verified, own);
      expect(prior.ratings).toBe(priorOf(byTitle).ratings);
      expect(prior.mean).toBeCloseTo(priorOf(byTitle).mean ?? NaN, 5);
    }
    expect(verified).toBeGreaterThan(150);
  });

  it('equals it by day, by language with its coverage, and by channel', () => {
    for (const titleId of titles) {
      const reception = receptionOf(titleId);
      const voices = of(titleId);
      const days = countBy(voices, judge.moodOf, dayOfVoice);
      for (const { atMs, groups } of reception.days) {
        const { positive, neutral, negative, unscored } = groups.all;
        const expected = days.get(atMs) ?? countsOf([], judge.moodOf);
        expect({ titleId, atMs, ...{ positive, neutral, negative, unscored } }).toEqual({
          ...{ titleId, atMs, ...textsOf(expected) },
        });
        days.delete(atMs);
      }
      expect([...days.keys()]).toEqual([]);
      const texts = voices.filter(({ text }) => text.trim() !== '');
      const languages = countBy(texts, judge.moodOf, (voice) => judge.read(voice).language);
      expect(new Map(reception.languages.map((row) => [row.language, row.texts]))).toEqual(
        new Map([...languages].map(([language, counts]) => [language, textsOf(counts)])),
      );
      const mentions = texts.filter(({ kind }) => kind === 'mention');
      const channels = countBy(mentions, judge.moodOf, ({ channel }) => channel);
      expect(new Map(reception.channels.map((row) => [row.channel, row.texts]))).toEqual(
        new Map([...channels].map(([channel, counts]) => [channel, textsOf(counts)])),
      );
    }
  });

  it('tells what is left out', () => {
    const sum = (key: 'deleted' | 'test' | 'older') =>
      [...receptions.values()].reduce((total, { leftOut }) => total + leftOut[key], 0);
    expect({ deleted: sum('deleted'), test: sum('test'), older: sum('older') }).toEqual(known.leftOut);
  });

  it('flags the bomb with its reasons, and not the honest burst nor anything else', () => {
    const truth = receptionTruthOf(audience);
    const flagged = [...receptions].filter(([, { bomb }]) => bomb !== null).map(([id]) => id);
    expect(flagged).toEqual([...truth].filter(([, { bomb }]) => bomb !== null).map(([id]) => id));
    expect([...truth.values()].filter(({ burst }) => burst !== null)).toHaveLength(1);
    const [titleId = ''] = flagged;
    const { bomb, figures } = receptionOf(titleId);
    const [period] = bomb?.periods ?? [];
    const real = truth.get(titleId)?.bomb;
    expect(bomb?.periods).toHaveLength(1);
    expect(period?.fromMs).toBe(real?.fromMs);
    expect(period?.untilMs).toBe(real?.untilMs);
    expect(period?.reasons.map(({ reason }) => reason)).toEqual(
      expect.arrayContaining(['volume', 'extreme', 'non-viewers', 'duplicates']),
    );
    for (const { value, usual } of period?.reasons ?? []) expect(value).toBeGreaterThan(usual);
    // The suspects are those of the bomb (their ids say so), each with a person that counts once.
    const bombers = of(titleId).filter(({ id }) => id.startsWith('b'));
    expect(bomb?.suspects).toBe(bombers.length);
    expectFigures(
      { titleId, adjusted: true },
      bomb?.adjusted.all ?? figures.all,
      of(titleId).filter(({ id }) => !id.startsWith('b')),
    );
    expect(bomb?.adjusted.reviews.rating.value ?? 0).toBeGreaterThan(figures.reviews.rating.value ?? 10);
  });

  it('names aspects, terms and places with quotes that are real, short and of nobody', () => {
    let [aspects, places, quoted] = [0, 0, 0];
    for (const titleId of titles) {
      const { drivers, moments, quotes } = receptionOf(titleId);
      aspects += drivers.filter(({ kind }) => kind === 'aspect').length;
      places += moments.filter(({ atSeconds }) => atSeconds !== null).length;
      const texts = of(titleId).map(({ text }) => text);
      const all = [
        ...Object.values(quotes).flat(),
        ...drivers.flatMap((one) => one.quotes),
        ...moments.flatMap((one) => one.quotes),
      ];
      for (const { text } of all) {
        quoted += 1;
        expect(text.length).toBeLessThanOrEqual(201);
        expect(
          texts.some((whole) => whole.includes(text.replace(/…$/, ''))),
          text,
        ).toBe(true);
      }
    }
    expect(aspects).toBeGreaterThan(60);
    expect(places).toBeGreaterThan(8);
    expect(quoted).toBeGreaterThan(300);
  });

  it('puts net sentiment and rating on the slate', async () => {
    const { rows } = await slate(clean.store, { fromMs: END_MS - 7 * DAY_MS, toMs: END_MS }, END_MS);
    expect(rows.length).toBeGreaterThan(10);
    for (const { title, netSentiment: net, rating } of rows) {
      const { all } = receptionOf(title.id).figures;
      expect({ id: title.id, net: net.value, rating: rating.value }).toEqual({
        ...{ id: title.id, net: all.netSentiment.value, rating: all.rating.value },
      });
    }
  });

  it('tells campaigns what mentions think of their titles', async () => {
    await countCampaigns(clean.store, now);
    const { rows } = await slateBuzz(clean.store, END_MS);
    expect(rows.length).toBeGreaterThan(10);
    for (const { title, mentionSentiment } of rows) {
      const { netSentiment } = receptionOf(title.id).figures.mentions;
      expect({ id: title.id, ...mentionSentiment }).toEqual({ id: title.id, ...netSentiment });
      expect((await titleBuzz(clean.store, title.id, END_MS))?.figures.mentionSentiment).toEqual(netSentiment);
    }
  });

  it('is the same when the stream comes shuffled, doubled, late, in pieces and once more', async () => {
    const expected = await receptionRows(clean.store);
    await clean.close(); // one engine a process
    const messy = await TestStore.open();
    const sent = perturb(lines, { seed: 5, shuffle: true, duplicateShare: 0.3, delayShare: 0.2, replay: true });
    const piece = Math.ceil(sent.length / 6);
    for (let at = 0; at < sent.length; at += piece) {
      await messy.load(sent.slice(at, at + piece), END_MS + at);
      if (at % (2 * piece) === 0) await hearAndCount(messy.store, reader, now, { everything: at > 0 });
      if (at === 2 * piece) await messy.store.command({ name: 'test.merge', text: 'OPTIMIZE TABLE voice FINAL' });
    }
    await rollUp(messy.store, { now });
    await hearAndCount(messy.store, reader, now);
    await markVerified(messy.store, END_MS + 1e6);
    await hearAndCount(messy.store, reader, now);
    const got = await receptionRows(messy.store);
    await messy.close();
    expect(expected.hours.length).toBeGreaterThan(500);
    expect(got).toEqual(expected);
  });
});
