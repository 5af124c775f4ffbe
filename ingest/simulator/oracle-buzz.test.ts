import { describe, expect, it } from 'vitest';
import type { EventRecord, MentionRecord, PromoRecord } from '../contract/records.ts';
import { DAY_MS, HOUR_MS } from './clock.ts';
import { buzzIndex, knownMentions, mentionVelocity, shareOfVoice } from './oracle-buzz.ts';
import { knownTitles } from './oracle-catalogue.ts';
import { knownPromo } from './oracle-promo.ts';

const T = Date.UTC(2026, 4, 10, 8);

const title = (id: string, premiereMs: number | null, genres: readonly string[] = ['drama']): EventRecord[] => [
  {
    type: 'catalog',
    kind: 'title',
    id,
    genres: [...genres],
    updated_at: 1,
    ...(premiereMs !== null && { premiere_at: premiereMs }),
  },
  { type: 'catalog', kind: 'asset', id: `${id}-trailer`, title_id: id, channel: 'app', live_at: T, updated_at: 1 },
];
let told = 0;
const promo = (titleId: string, action: PromoRecord['action'], atMs: number): EventRecord => ({
  type: 'promo',
  event_id: `e${(told += 1)}`,
  asset_id: `${titleId}-trailer`,
  action,
  at: atMs,
});
const mention = (titleId: string, atMs: number, more: Partial<MentionRecord> = {}): EventRecord => ({
  type: 'mention',
  mention_id: `m${(told += 1)}`,
  title_id: titleId,
  at: atMs,
  ...more,
});
const many = (count: number, of: () => EventRecord) => Array.from({ length: count }, of);

describe('share of voice', () => {
  const titles = knownTitles([...title('peat', T), ...title('salt', T)]);
  const share = (records: readonly EventRecord[]) =>
    shareOfVoice(titles, knownMentions(records), 'peat', T, T + DAY_MS);

  it('is of the mentions of all tracked titles in the window', () => {
    const records = [
      mention('peat', T),
      mention('peat', T + DAY_MS - 1),
      mention('salt', T),
      mention('nobody knows', T),
      mention('peat', T + DAY_MS),
      mention('salt', T - 1),
      mention('salt', T, { test: true }),
    ];
    expect(share(records)).toMatchObject({ n: 3, share: 2 / 3 });
    expect(share([])).toBeNull();
  });

  it('counts a mention as it was last said, and everything an author says', () => {
    const [said] = [mention('salt', T, { mention_id: 'm', author: 'anna' })];
    const gone = mention('salt', T, { mention_id: 'm', author: 'anna', updated_at: T + 1, deleted: true });
    const records = [gone, said, ...many(3, () => mention('peat', T, { author: 'anna' })), mention('salt', T)];
    expect(share(records)).toMatchObject({ n: 4, share: 3 / 4 });
    // Two clusters, of three and one: residuals 3 − 3 · 3/4 and 0 − 3/4.
    expect(share(records)?.standardError).toBeCloseTo(Math.sqrt((2 * 2 * 0.75 ** 2) / 1) / 4, 12);
  });
});

it('velocity of mentions is by the UTC hour', () => {
  const mentions = knownMentions([mention('peat', T - 1), mention('peat', T), mention('peat', T + HOUR_MS - 1)]);
  expect(mentionVelocity(mentions, 'peat', T)).toEqual({ perHour: 2, change: 2 });
});

describe('the buzz index', () => {
  /** Views, mentions and list adds of a title on one day. */
  const stir = (titleId: string, atMs: number, views: number, talk: number, adds: number) => [
    ...many(views, () => promo(titleId, 'start', atMs)),
    ...many(talk, () => mention(titleId, atMs)),
    ...many(adds, () => promo(titleId, 'list_add', atMs)),
  ];
  const others = [
    ...title('one', T),
    ...title('two', T + DAY_MS),
    ...title('three', T + 2 * DAY_MS, ['thriller', 'drama']),
    ...title('comedy', T, ['comedy']),
    ...title('far', T + 90 * DAY_MS),
    ...stir('one', T - 6 * DAY_MS, 4, 1, 0),
    ...stir('two', T - 6 * DAY_MS, 9, 3, 1),
    ...stir('three', T - 6 * DAY_MS, 99, 9, 3),
    ...stir('comedy', T - 6 * DAY_MS, 500, 500, 500),
    // Nearer to the premiere than the day that is asked for.
    ...stir('one', T - 2 * DAY_MS, 500, 500, 500),
  ];
  const index = (records: readonly EventRecord[], daysBefore = 3, asOfMs = T) =>
    buzzIndex(knownTitles(records), knownPromo(records), knownMentions(records), {
      titleId: 'peat',
      daysBefore,
      asOfMs,
    });

  it('is the geometric mean of multiples of the genre’s median, as near to the premiere', () => {
    const records = [...others, ...title('peat', T), ...stir('peat', T - 5 * DAY_MS, 39, 1, 3)];
    expect(index(records)).toEqual({
      index: Math.cbrt((40 / 10) * (2 / 4) * (4 / 2)),
      multiples: { views: 4, mentions: 0.5, listAdds: 2 },
      comparables: 3,
    });
  });

  it('is 1 of what is typical, and little where nothing happened', () => {
    const typical = [...others, ...title('peat', T), ...stir('peat', T - 5 * DAY_MS, 9, 3, 1)];
    expect(index(typical)?.index).toBeCloseTo(1, 12);
    expect(index([...others, ...title('peat', T)])?.index).toBeCloseTo(Math.cbrt(1 / 80), 12);
  });

  it('is none without a premiere, a genre, three like it, or before that day has come', () => {
    const of = (...own: EventRecord[]) => [...others, ...own];
    expect(index(of(...title('peat', null)))).toBeNull();
    expect(index(of(...title('peat', T, [])))).toBeNull();
    expect(index(of(...title('peat', T, ['comedy'])))).toBeNull();
    expect(index(of(...title('peat', T + 9 * DAY_MS)))).toBeNull();
    // One more day, and the third of them has not come as near to its premiere.
    expect(index(of(...title('peat', T)), 1)).toBeNull();
    expect(index(of(...title('peat', T)), 1, T + DAY_MS)).not.toBeNull();
  });
});
