import { describe, expect, it } from 'vitest';
import { figure } from '../../../../../sql/queries/figure.ts';
import type {
  Driver,
  PointVoices,
  Reception,
  ReceptionFigures,
  ReceptionPoint,
  SentimentCounts,
} from '../../../../../sql/queries/reception-model.ts';
import { netOf } from '../../../../../sql/queries/statistics.ts';
import { oneSided, receptionFindings, turnOf } from './findings.ts';

const DAY_MS = 86_400_000;
const counts = (positive: number, neutral = 0, negative = 0, unscored = 0): SentimentCounts => ({
  positive,
  neutral,
  negative,
  unscored,
});
const said = (positive: number, neutral = 0, negative = 0): PointVoices => ({
  ...counts(positive, neutral, negative),
  net: null,
  ratings: 0,
  meanRating: null,
  ratingSquares: 0,
});
const days = (...points: PointVoices[]): ReceptionPoint[] =>
  points.map((voices, index) => ({
    atMs: index * DAY_MS,
    endMs: (index + 1) * DAY_MS,
    open: false,
    groups: { all: voices, reviews: voices, mentions: said(0), verified: voices },
  }));
const net = ({ positive, neutral, negative }: SentimentCounts) => {
  const known = netOf(positive, negative, positive + neutral + negative);
  return figure('net_sentiment', known?.value ?? null, 0, known ? { interval: known.interval, n: known.n } : {});
};
const figures = (texts: SentimentCounts, rating: number | null = null): ReceptionFigures => ({
  voices: texts.positive + texts.neutral + texts.negative,
  texts,
  netSentiment: net(texts),
  rating: figure('rating', rating, 0),
  meanRating: rating,
  ratings: rating === null ? 0 : 100,
  positiveShare: figure('positive_share', null, 0),
});
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
const reception = (change: Partial<Reception> = {}): Reception => ({
  titleId: 't',
  asOfMs: 0,
  empty: false,
  counting: false,
  counted: 'all',
  figures: {
    all: figures(counts(600, 200, 200), 7.2),
    reviews: figures(counts(300, 100, 100), 7.2),
    mentions: figures(counts(300, 100, 100)),
    verified: figures(counts(150, 50, 50), 7.2),
  },
  prior: { ratings: 20, mean: 7 },
  languages: [],
  channels: [],
  drivers: [],
  quotes: { positive: [], neutral: [], negative: [], newest: [] },
  bomb: null,
  days: [],
  beforeDays: 0,
  hours: [],
  milestones: [],
  moments: [],
  duplicates: { groups: 0, texts: 0 },
  leftOut: { deleted: 0, test: 0, older: 0 },
  models: [],
  scoring: null,
  ...change,
});
const sentences = (of: Reception) =>
  receptionFindings(of).map((finding) => finding.parts.map((part) => part.text).join(''));

describe('the findings', () => {
  it('say how it is liked, as far as its interval carries it', () => {
    expect(sentences(reception())[0]).toMatch(
      /^More praise it than blame it: \+40\.0 points, 60.% positive and 20.% negative \(±5\.0, of 1,000 texts\)\.$/,
    );
    const even = reception().figures;
    expect(sentences(reception({ figures: { ...even, all: figures(counts(400, 200, 395)) } }))[0]).toMatch(
      /^Praise and blame are about even: net sentiment \+0\.5 points/,
    );
    expect(sentences(reception({ figures: { ...even, all: figures(counts(3, 1, 1)) } }))).toEqual([]);
  });
  it('say what a coordinated burst did to the rating', () => {
    const period = { fromMs: 4 * DAY_MS, untilMs: 4.2 * DAY_MS, reviews: 140, suspects: 120, end: 'lowest' as const };
    const adjusted = figures(counts(600, 200, 80), 8.1);
    const bomb = {
      periods: [{ ...period, reasons: [] }],
      suspects: 120,
      everybody: reception().figures.all,
      adjusted: { all: adjusted, reviews: adjusted },
    };
    expect(sentences(reception({ bomb }))[1]).toBe(
      '120 reviews of 5 Jan look coordinated; without them the Bayesian rating is 8.1 instead of 7.2.',
    );
  });
  it('name aspects that one side surely outweighs', () => {
    const drivers = [
      driver('music', 60, 10),
      driver('story', 90, 20),
      driver('cast', 8, 1),
      driver('pacing', 20, 50),
      driver('ending', 21, 25),
      driver('boring', 0, 99, { kind: 'term', language: 'en' }),
    ];
    expect(oneSided(drivers, 'positive').map((one) => one.name)).toEqual(['story', 'music']);
    expect(sentences(reception({ drivers }))[1]).toBe('Praised most for story and music, blamed for pacing.');
    expect(sentences(reception({ drivers: drivers.slice(3) }))[1]).toBe('Blamed most for pacing.');
  });
  it('say when it turned, and not where chance may have turned it', () => {
    const before = Array.from({ length: 10 }, () => said(14, 3, 3));
    const after = Array.from({ length: 10 }, () => said(5, 3, 12));
    expect(turnOf(days(...before, ...after))).toEqual({ atMs: 10 * DAY_MS, before: 0.55, after: -0.35 });
    expect(sentences(reception({ days: days(...before, ...after) }))[1]).toBe(
      'It turned for the worse on 11 Jan: from +55.0 to −35.0 points, two weeks each.',
    );
    const calm = Array.from({ length: 30 }, (_, index) => said(12 + (index % 3), 3, 5 - (index % 2)));
    expect(turnOf(days(...calm))).toBeNull();
    expect(turnOf(days(said(20), said(0, 0, 20)))).toBeNull();
  });
  it('say that those who watched it like it better, where the intervals are apart', () => {
    const { all, reviews } = reception().figures;
    const verified = figures(counts(200, 20, 20));
    const mentions = figures(counts(200, 100, 180));
    expect(sentences(reception({ figures: { all, reviews, verified, mentions } })).at(-1)).toBe(
      'Those who watched it like it better than those who talk about it: +75.0 against +4.2 points.',
    );
    expect(sentences(reception({ figures: { all, reviews, verified, mentions: verified } }))).toHaveLength(1);
  });
});
