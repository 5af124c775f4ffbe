import { render } from 'svelte/server';
import { describe, expect, it } from 'vitest';
import { figure } from '../../../../../sql/queries/figure.ts';
import type { Driver, MomentLink, Quote, SentimentCounts } from '../../../../../sql/queries/reception-model.ts';
import { netOf } from '../../../../../sql/queries/statistics.ts';
import { channelName } from '../../../../lib/format/names.ts';
import { driverKey, driverLabel, driversOf, kindOf } from './drivers.ts';
import { drawnOf, netRows, netTable } from './net-rows.ts';
import { namedEpisode, placesOf, quotedOnce } from './places.ts';
import QuoteList from './QuoteList.svelte';
import { givenText, modelName, modelsText, nothingYet, sharesText } from './words.ts';

const counts = (positive: number, neutral = 0, negative = 0, unscored = 0): SentimentCounts => ({
  positive,
  neutral,
  negative,
  unscored,
});
const net = ({ positive, neutral, negative }: SentimentCounts) => {
  const known = netOf(positive, negative, positive + neutral + negative);
  return figure('net_sentiment', known?.value ?? null, 0, known ? { interval: known.interval, n: known.n } : {});
};
const driver = (name: string, positive: number, negative: number, more: Partial<Driver> = {}): Driver => ({
  kind: 'aspect',
  name,
  language: '',
  positive,
  negative,
  balance: (positive - negative) / (positive + negative),
  quotes: [],
  ...more,
});

const quote = (text: string, more: Partial<Quote> = {}): Quote => ({
  text,
  language: 'en',
  kind: 'review',
  channel: '',
  atMs: 0,
  rating: 7.5,
  given: { rating: 4, scale: [1, 5] },
  verified: true,
  sentiment: 'positive',
  ...more,
});

describe('drivers', () => {
  const drivers = [
    driver('story', 3, 4),
    driver('music', 60, 10),
    driver('look', 0, 0),
    driver('رائع', 9, 0, { kind: 'term', language: 'ar' }),
    driver('slow', 0, 20, { kind: 'term', language: 'en' }),
  ];
  it('are aspects by how much is said of them, or words as told', () => {
    expect(driversOf(drivers, 'aspect').map((one) => one.name)).toEqual(['music', 'story']);
    expect(driversOf(drivers, 'term').map((one) => one.name)).toEqual(['رائع', 'slow']);
    expect(driversOf(drivers, 'term', 1)).toHaveLength(1);
    expect([kindOf('term'), kindOf('other'), kindOf(null)]).toEqual(['term', 'aspect', 'aspect']);
  });
  it('have an address, and say their language where there are several', () => {
    expect(drivers.map(driverKey)).toEqual(['story', 'music', 'look', 'ar:رائع', 'en:slow']);
    expect(driverLabel(driver('look', 1, 1), true)).toBe('Look');
    expect(driverLabel(driver('رائع', 9, 0, { kind: 'term', language: 'ar' }), true)).toBe('\u2068رائع\u2069 · ar');
    expect(driverLabel(driver('slow', 9, 0, { kind: 'term', language: 'en' }), false)).toBe('\u2068slow\u2069');
  });
});

describe('places that texts name', () => {
  const moment = (episodeId: string, atSeconds: number | null, texts: number): MomentLink => ({
    episodeId,
    number: 1,
    name: '',
    atSeconds,
    texts: counts(texts),
    netSentiment: net(counts(texts)),
    retention: null,
    quotes: [],
  });
  const moments = [
    moment('e1', null, 90),
    moment('e2', 600, 3),
    moment('e2', 60, 5),
    ...Array.from({ length: 9 }, (_, index) => moment('e3', index * 60, index === 4 ? 1 : 2)),
  ];
  it('are those with the most texts, in the order of the episode', () => {
    expect(placesOf(moments, 'e2')).toMatchObject({ places: [{ atSeconds: 60 }, { atSeconds: 600 }], more: 0 });
    expect(placesOf(moments, 'e2').whole).toBeUndefined();
    expect(placesOf(moments, 'e1').whole?.texts.positive).toBe(90);
    const third = placesOf(moments, 'e3');
    expect(third.places.map((place) => place.atSeconds / 60)).toEqual([0, 1, 2, 3, 5, 6, 7, 8]);
    expect(third.more).toBe(1);
  });
  it('quote a text once, if they can', () => {
    const [one, other] = [quote('It turns at 1:00.'), quote('The end is too long.')];
    const told = [
      { ...moment('e1', 60, 1), quotes: [one] },
      { ...moment('e1', 120, 1), quotes: [one, other] },
      { ...moment('e1', null, 1), quotes: [other] },
    ];
    expect(quotedOnce(told).map((each) => each.quote?.text)).toEqual([one.text, other.text, undefined]);
  });
  it('choose the episode: the one asked for, else the one whose places are named most', () => {
    const episodes = ['e1', 'e2', 'e3'].map((episodeId) => ({ episodeId }));
    expect(namedEpisode(moments, episodes, 'e1')).toBe('e1');
    expect(namedEpisode(moments, episodes, 'never-made')).toBe('e3');
    expect(namedEpisode(moments.slice(0, 1), episodes, null)).toBe('e1');
    expect(namedEpisode([], episodes, null)).toBe('e1');
    expect(namedEpisode([], [], null)).toBeNull();
  });
});

describe('words', () => {
  it('name models, channels and shares', () => {
    expect(modelName({ id: 'linear-tr', version: 3 })).toBe('Turkish model v3');
    expect(modelName({ id: 'lexicon-en', version: 1 })).toBe('English lexicon v1');
    expect(modelName({ id: 'onnx-multi', version: 1 })).toBe('onnx-multi v1');
    expect(
      modelsText([
        { id: 'linear-en', version: 2, texts: 800 },
        { id: 'linear-tr', version: 2, texts: 12 },
        { id: 'lexicon-pl', version: 1, texts: 1 },
      ]),
    ).toBe('trained models v2 (812 texts in 2 languages), lexicons v1 (1 text)');
    expect([channelName(''), channelName('x'), channelName('tiktok')]).toEqual(['Unknown channel', 'X', 'TikTok']);
    expect(sharesText(counts(6, 2, 2, 9))).toBe('60\u202f% praise, 20\u202f% blame');
    expect(sharesText(counts(6, 1, 2, 9))).toBe('6 praise, 2 blame');
    expect(sharesText(counts(0, 0, 0, 9))).toBe('');
  });
  it('tell what waits to be read from what was never said', () => {
    expect(nothingYet({ counting: true }).text).toMatch(/wait to be read\. Their figures stand here within minutes\.$/);
    expect(nothingYet({ counting: false }).title).toBe('Nothing was said of it yet');
  });
  it('tell a rating as it was given, and say where it was mapped', () => {
    const given = (rating: number, ...scale: [number, number]) => givenText({ rating: 5, given: { rating, scale } });
    expect([given(4, 1, 5), given(3.5, 0.5, 5), given(7.25, 0, 10), given(30, 10, 50), given(-2, -5, 5)]).toEqual([
      ...['4 of 5', '3.5 of 5', '7.25 of 10', '30 on 10 to 50', '−2 on −5 to 5'],
    ]);
    expect([given(1, 0, 1), given(0, 0, 1), given(0.5, 0, 1)]).toEqual(['thumbs up', 'thumbs down', 'thumbs level']);
    expect(givenText({ rating: 8, given: null })).toBe('8.0 of 10, mapped');
    expect(givenText({ rating: null, given: null })).toBe('');
  });
});

describe('who speaks', () => {
  const speakers = [
    { id: 'en', name: 'English', texts: counts(9, 1, 0), netSentiment: net(counts(9, 1, 0)), note: '10 texts' },
    { id: 'th', name: 'Thai', texts: counts(0, 0, 0, 7), netSentiment: net(counts(0)), note: '' },
  ];
  it('is a row with a number, or with why there is none', () => {
    const [english, thai] = netRows(speakers);
    expect(english).toMatchObject({ value: 0.9, note: '10 texts' });
    expect(thai).toEqual({ id: 'th', label: 'Thai', value: null, reason: 'not scored' });
  });
  it('is nobody yet where there is no text', () => {
    const nobody = { id: 'mentions', name: 'Mentions', texts: counts(0), netSentiment: net(counts(0)), note: '' };
    expect(netRows([nobody])[0]?.reason).toBe('nobody yet');
  });
  it('with too few texts is left to the table, unless nobody has more', () => {
    const few = { ...speakers[0], id: 'fr', texts: counts(2), netSentiment: net(counts(0)), name: 'French', note: '' };
    expect(netRows([few])[0]?.reason).toBe('too few texts');
    expect(drawnOf([...speakers, few], 9)).toMatchObject({ drawn: [{ id: 'en' }, { id: 'th' }], more: 1 });
    expect(drawnOf([few], 9)).toMatchObject({ drawn: [{ id: 'fr' }], more: 0 });
  });
  it('is a table with what else is known', () => {
    const table = netTable(speakers, 'Language', [{ label: 'Twice', of: (one) => 2 * one.texts.positive }]);
    expect(table.rows.map((row) => row.at(-1))).toEqual([18, 0]);
    expect(table.rows.every((row) => row.length === table.columns.length)).toBe(true);
  });
});

describe('a quotation', () => {
  it('is text whatever it holds, in its own language and direction', () => {
    const { body } = render(QuoteList, {
      props: {
        label: 'Said',
        zone: 'UTC',
        quotes: [
          quote('<script>alert(1)</script> & <img src=x onerror=alert(2)>'),
          quote('رائع جدا', { language: 'ar', sentiment: null, rating: null, given: null, verified: false }),
          quote('👍', { language: '', kind: 'mention', channel: 'x' }),
        ],
      },
    });
    expect(body).not.toMatch(/<(script|img)/);
    expect(body).toContain('&lt;script>alert(1)');
    expect(body).toMatch(/<blockquote lang="ar" dir="auto"/);
    expect(body).toMatch(/<blockquote dir="auto"[^>]*>👍/);
    expect(body).toContain('not scored');
    expect(body).toContain('4 of 5');
    expect(body.match(/verified viewer/g)).toHaveLength(2);
  });
});
