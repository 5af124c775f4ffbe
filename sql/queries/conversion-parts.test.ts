import { describe, expect, it } from 'vitest';
import type { Converted, StoredConversion } from './buzz-detail.ts';
import type { MediaKind } from './buzz-model.ts';
import { toldParts } from './conversion-parts.ts';

type Count = readonly [
  exposed: number,
  converted: number,
  maturing?: number,
  held?: readonly [number, number] | undefined,
];
const people = ([exposed, converted, maturing = 0, held]: Count): Converted => ({
  ...{ exposed, converted, maturing, started: 0, inHoldout: 0 },
  held: held ? { n: held[0], started: held[1] } : null,
});
const window = (days: 1 | 7, assets: Record<string, Count>, kinds: Partial<Record<MediaKind, Count>> = {}) =>
  ({
    ...{ days, ...people([0, 0]) },
    assets: Object.entries(assets).map(([asset, count]) => ({ asset, ...people(count) })),
    kinds: Object.entries(kinds).map(([kind, [exposed, last]]) => ({
      ...{ kind: kind as MediaKind, exposed, credited: { first: last, last, linear: last - 0.4 } },
    })),
  }) satisfies StoredConversion;
const assetsOf = (...windows: StoredConversion[]) =>
  toldParts(windows).map(({ assets }) => assets.map((one) => [one.asset, one.exposed, one.converted, one.maturing]));

describe('those exposed to an asset', () => {
  it('are told in tens, most exposed first', () => {
    expect(assetsOf(window(7, { teaser: [96, 52, 3], trailer: [304, 128, 26] }))).toEqual([
      [
        ['trailer', 300, 130, 30],
        ['teaser', 100, 50, 0],
      ],
    ]);
  });

  it('are withheld under fifty, with the next smallest of what everybody’s count would leave over', () => {
    const counts = { trailer: [304, 128], teaser: [96, 60], mail: [12, 7] } as const;
    expect(assetsOf(window(7, counts))).toEqual([
      [
        ['trailer', 300, 130, 0],
        ['mail', null, null, null],
        ['teaser', null, null, null],
      ],
    ]);
  });

  it('do not tell how many of fewer than fifty of them started', () => {
    expect(assetsOf(window(7, { trailer: [304, 128], teaser: [250, 90], clip: [200, 4] }))).toEqual([
      [
        ['trailer', 300, 130, 0],
        ['teaser', 250, null, 0],
        ['clip', 200, null, 0],
      ],
    ]);
  });

  it('are withheld by the windows after one that withholds them', () => {
    const day = window(1, { trailer: [304, 150], teaser: [296, 140], clip: [60, 55] });
    // Forty of the sixty have come of age, and of the next smallest as many as before.
    const week = window(7, { trailer: [304, 160], teaser: [296, 150], clip: [40, 38, 20] });
    const [first, second] = assetsOf(day, week);
    expect(first).toContainEqual(['clip', 60, 60, 0]);
    expect(second).toEqual([
      ['trailer', 300, 160, 0],
      ['clip', null, null, null],
      ['teaser', null, null, null],
    ]);
  });

  it('stand beside those who were kept from it only where these are told, too', () => {
    const held = (...counts: (readonly [number, number] | undefined)[]) =>
      toldParts([
        window(7, Object.fromEntries(counts.map((own, i) => [`a${i}`, [300, 100, 0, own]] as const))),
      ])[0]?.assets.map((one) => one.held);
    expect(held([204, 60], undefined)).toEqual([{ n: 200, started: 60 }, null]);
    expect(held([204, 12], [300, 90])).toEqual([
      { n: 200, started: null },
      { n: 300, started: null },
    ]);
    expect(held([30, 12], undefined)).toEqual([{ n: null, started: null }, null]);
  });
});

describe('those exposed by a kind of media', () => {
  it('are told as those of an asset, and credits of a kind all or none', () => {
    const kinds = { earned: [700, 52], owned: [400, 120], paid: [600, 200] } as const;
    expect(toldParts([window(7, {}, kinds)])[0]?.kinds).toEqual([
      { kind: 'paid', exposed: 600, credited: { first: 200, last: 200, linear: 200 } },
      { kind: 'owned', exposed: 400, credited: { first: 120, last: 120, linear: 120 } },
      { kind: 'earned', exposed: 700, credited: { first: 50, last: 50, linear: 50 } },
    ]);
    const few = { ...kinds, earned: [700, 49] } as const;
    expect(toldParts([window(7, {}, few)])[0]?.kinds.map(({ credited }) => credited.last)).toEqual([200, null, null]);
    expect(toldParts([window(7, {}, { ...kinds, earned: [9, 9] })])[0]?.kinds).toMatchObject([
      { kind: 'paid', exposed: 600 },
      { kind: 'owned', exposed: null, credited: { last: null } },
      { kind: 'earned', exposed: null, credited: { first: null } },
    ]);
  });
});
