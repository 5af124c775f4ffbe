import { describe, expect, it } from 'vitest';
import {
  betweenText,
  differenceText,
  firstText,
  instantText,
  momentText,
  percentText,
  reportName,
  signedText,
  titleParts,
  titleText,
  weekName,
} from './words.ts';

const AT_MS = Date.parse('2026-09-18T20:30:00Z');

describe('a report is named', () => {
  it.each([
    ['2026-11-16', '16–22 Nov 2026'],
    ['2026-09-28', '28 Sep – 4 Oct 2026'],
    ['2026-12-28', '28 Dec 2026 – 3 Jan 2027'],
  ])('by its week: %s', (monday, name) => expect(weekName(monday)).toBe(name));

  it('by what it is about', () => {
    expect(reportName({ scope: 'campaign:x', subject: 'First Light' })).toBe('Campaign of First Light');
    expect(reportName({ scope: 'title:x', subject: 'First Light' })).toBe('First Light');
  });
});

it('a title is told apart from its season, which stands after it in every direction', () => {
  expect(titleParts(titleText({ name: 'ميناء', season: 1 }))).toEqual(['ميناء', ', Season 1']);
  expect(titleParts(titleText({ name: 'Season 2, Season 3', season: null }))).toEqual(['Season 2', ', Season 3']);
  expect(titleParts('Portugal')).toEqual(['Portugal', '']);
});

describe('a sentence', () => {
  it('tells instants on the clock of the report’s zone, and says which', () => {
    expect(momentText(AT_MS, 'UTC')).toBe('18 Sep, 20:30 UTC');
    expect(momentText(AT_MS, 'Asia/Kolkata')).toBe('19 Sep, 02:00 (Asia/Kolkata)');
    expect(instantText(AT_MS, 'Asia/Kolkata')).toBe('19 Sep 2026, 02:00');
  });

  it('writes shares with the decimals they need, so that few are not none, nor almost all all', () => {
    expect([0, 0.0004, 0.004, 0.05, 0.1234, 0.9949, 0.9996, 1].map(percentText)).toEqual(
      ['0', '0.04', '0.4', '5', '12', '99', '99.96', '100'].map((text) => `${text}\u202f%`),
    );
  });

  it('rounds no end of a difference that there is to nothing', () => {
    expect(differenceText([0.02, 0.12])).toBe('+2 to +12');
    expect(differenceText([0.004, 0.04])).toBe('+0.4 to +4.0');
    expect(differenceText([-0.04, -0.0003], 1)).toBe('−4.00 to −0.03');
    expect(differenceText([1.2, Infinity])).toBe('at least +120');
  });

  it('says where an interval has no bound above', () => {
    const points = (value: number) => signedText(value);
    expect(betweenText([0.24, 0.38], points)).toBe('+24 to +38');
    expect(betweenText([0.24, Infinity], points)).toBe('at least +24');
  });
});

it.each([
  [12, 12, ''],
  [5, 0, ''],
  [12, 31, ' The first 12 of 31 launches.'],
  [200, 1_204, ' The first 200 of 1,204 launches.'],
])('of the first %s of %s', (shown, all, text) => {
  expect(firstText(shown, all, 'launches')).toBe(text);
});
