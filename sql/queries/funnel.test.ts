import { describe, expect, it } from 'vitest';
import { dropOffOf, episodeFunnel, type FurthestStarted } from './funnel.ts';
import { wilson } from './statistics.ts';

const DAY_MS = 86_400_000;
const NOW_MS = Date.UTC(2026, 9, 30, 12);
const TODAY = Math.floor(NOW_MS / DAY_MS);

const episodes = (...releaseDays: number[]) =>
  releaseDays.map((day, i) => ({ id: `e${i + 1}`, number: i + 1, name: '', availableMs: day * DAY_MS }));
/** People by the furthest episode they started and when they started the first. */
const people = (...rows: [furthest: number, firstDay: number, n: number][]): FurthestStarted =>
  new Map([1, 2, 3].map((step) => [`e${step}`, rows.filter(([to]) => to === step).map(([, at, n]) => ({ at, n }))]));

describe('the episode funnel', () => {
  it('is the plain share when all came out at once', () => {
    const started = people([1, TODAY - 20, 20], [2, TODAY - 20, 30], [3, TODAY - 7, 50]);
    const funnel = episodeFunnel(episodes(0, 0, 0), started, NOW_MS);
    expect(funnel.map(({ share, n, lost }) => ({ share: share.value, n, lost }))).toEqual([
      { share: 1, n: 100, lost: null },
      { share: 0.8, n: 100, lost: expect.closeTo(0.2, 12) as number },
      { share: expect.closeTo(0.5, 12) as number, n: 100, lost: 0.375 },
    ]);
    expect(funnel[0]?.share.interval).toEqual(wilson(100, 100));
    expect(dropOffOf(funnel)).toBe(2);
  });

  it('leaves out who could not have seen an episode for seven days', () => {
    const started = people([1, TODAY - 6, 30], [2, TODAY - 7, 20], [1, TODAY - 8, 20]);
    const funnel = episodeFunnel(episodes(TODAY - 30, TODAY - 30, TODAY - 6), started, NOW_MS);
    expect(funnel.map(({ share, n, maturing }) => [share.value, n, maturing])).toEqual([
      [1, 40, 30],
      [0.5, 40, 30],
      [null, 0, 70],
    ]);
    expect(funnel[2]?.share.reason).toBe('Everybody is still maturing.');
    expect(funnel[2]?.lost).toBeNull();
  });

  it('stays where nobody is left, and names no drop-off that rests on too few', () => {
    const funnel = episodeFunnel(episodes(0, 0, 0), people([1, TODAY - 20, 25]), NOW_MS);
    expect(funnel.map(({ share, lost }) => [share.value, lost])).toEqual([
      [1, null],
      [0, 1],
      [0, null],
    ]);
    expect(funnel[2]?.share.interval).toEqual(funnel[1]?.share.interval);
    expect(dropOffOf(episodeFunnel(episodes(0, 0, 0), people([1, TODAY - 20, 19]), NOW_MS))).toBeNull();
    expect(dropOffOf([])).toBeNull();
  });
});
