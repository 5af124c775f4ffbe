import { describe, expect, it } from 'vitest';
import type { Figure } from '../../../sql/queries/read-model.ts';
import { intervalText, rangeText, restsOn, sentimentTone, shownFigure, spokenFigure } from './figure.ts';

const completion: Figure = {
  metric: 'completion_7d',
  version: 1,
  value: 0.382,
  interval: [0.377, 0.387],
  n: 2796,
  maturing: 4374,
  asOfMs: 0,
};

describe('figures', () => {
  it('show a share with its interval, its n and what is still maturing', () => {
    expect(shownFigure(completion)).toMatchObject({ kind: 'value', parts: { digits: '38.2', unit: '%' } });
    expect(intervalText(completion)).toBe('±0.5');
    expect(restsOn(completion)).toBe('n 2,796 · 61\u202f% still maturing');
  });
  it('show an uneven interval by its ends', () => {
    expect(intervalText({ ...completion, value: 0.02, interval: [0.005, 0.08] })).toBe('0.5–8.0\u202f%');
  });
  it('show net sentiment as signed points and a rating out of ten, of texts and ratings', () => {
    const net: Figure = {
      metric: 'net_sentiment',
      version: 1,
      value: 0.195,
      interval: [0.14, 0.25],
      n: 904,
      asOfMs: 0,
    };
    expect(shownFigure(net)).toMatchObject({ text: '+19.5\u202fpoints' });
    expect(intervalText(net)).toBe('±5.5');
    expect(intervalText({ ...net, value: 0.9, interval: [0.1, 1] })).toBe('+10.0 to +100.0');
    expect(spokenFigure(net)).toBe('+19.5\u202fpoints (95 % interval ±5.5), of 904 texts');
    const rating: Figure = { metric: 'rating', version: 1, value: 6.24, n: 1, asOfMs: 0 };
    expect(shownFigure(rating)).toMatchObject({ parts: { digits: '6.2', unit: 'of 10' } });
    expect(spokenFigure(rating)).toBe('6.2\u202fof 10, of 1 rating');
  });
  it('show every interval of a column by its ends', () => {
    const [low, high] = completion.interval ?? [0, 0];
    expect(rangeText(completion)).toBe(`${(low * 100).toFixed(1)}–${(high * 100).toFixed(1)}\u202f%`);
    expect(rangeText({ ...completion, metric: 'hold', value: 0.5, interval: [0.4, 0.62] })).toBe('0.40–0.62');
    expect(rangeText({ ...completion, value: null })).toBe('');
  });
  it('say why a number is not there, and never show a withheld one', () => {
    expect(shownFigure({ ...completion, withheld: true, value: 0.5 })).toMatchObject({ kind: 'withheld' });
    expect(shownFigure({ ...completion, value: null, reason: 'Runtime unknown.' })).toEqual({
      kind: 'missing',
      text: '–',
      why: 'Runtime unknown.',
    });
    expect(intervalText({ ...completion, withheld: true })).toBe('');
    expect(rangeText({ ...completion, withheld: true })).toBe('');
  });
  it('speak', () => {
    expect(spokenFigure(completion)).toBe('38.2\u202f% (95 % interval ±0.5), of 2,796 viewers');
  });
});

describe('net sentiment', () => {
  it('takes a side where its interval does', () => {
    const net = (low: number, high: number) =>
      sentimentTone({ metric: 'net_sentiment', version: 1, asOfMs: 0, value: (low + high) / 2, interval: [low, high] });
    expect([net(0.1, 0.3), net(-0.3, -0.1), net(-0.1, 0.3)]).toEqual(['good', 'bad', 'none']);
    expect(sentimentTone({ metric: 'net_sentiment', version: 1, asOfMs: 0, value: null })).toBe('none');
  });
});
