import { describe, expect, it } from 'vitest';
import { momentsOf } from './moments.ts';
import { wilson } from './statistics.ts';

/** An episode of 20 minutes: 120 cells. */
const CELLS = 120;
const flat = (value: number) => new Array<number>(CELLS).fill(value);

function moments(shares: readonly number[], n = 1_000, rewatch: readonly number[] = flat(1)) {
  return momentsOf({ n, shares, rewatch, intervals: shares.map((share) => wilson(Math.round(share * n), n)) });
}
const dips = (...given: Parameters<typeof moments>) => moments(...given).filter((moment) => moment.kind === 'dip');
const spikes = (...given: Parameters<typeof moments>) => moments(...given).filter((moment) => moment.kind === 'spike');
/** Shares that step down by so much at these cells. */
const stepping = (...steps: [cell: number, lost: number][]) =>
  flat(0.9).map((share, cell) => steps.reduce((left, [at, lost]) => (cell >= at ? left - lost : left), share));

describe('the moments of an episode', () => {
  it('tells the retention at 30 seconds', () => {
    const shares = flat(0.5).map((share, cell) => (cell < 3 ? 0.9 : cell === 3 ? 0.8 : share));
    expect(moments(shares)[0]).toEqual({ kind: 'intro', fromSeconds: 0, toSeconds: 30, value: 0.8 });
    expect(momentsOf({ n: 100, shares: [1, 1], intervals: [], rewatch: [1, 1] })).toEqual([]);
  });

  it('finds a fall where it happens, and how much it loses', () => {
    const [dip, ...others] = dips(stepping([40, 0.2]));
    expect(dip).toEqual({ kind: 'dip', fromSeconds: 390, toSeconds: 400, value: expect.closeTo(0.2, 10) as number });
    expect(others).toEqual([]);
  });

  it('takes together what is lost within a minute', () => {
    const dip = dips(stepping([40, 0.1], [42, 0.1], [44, 0.1]))[0];
    expect(dip).toMatchObject({ fromSeconds: 390, toSeconds: 440, value: expect.closeTo(0.3, 10) as number });
  });

  it('keeps the three largest that lie apart, the largest first', () => {
    const found = dips(stepping([20, 0.1], [40, 0.2], [60, 0.12], [80, 0.11]));
    expect(found.map((dip) => dip.fromSeconds)).toEqual([390, 590, 790]);
  });

  it('leaves out the first half minute, the credits, and what the intervals do not carry', () => {
    expect(dips(stepping([2, 0.3], [117, 0.3]))).toEqual([]);
    expect(dips(stepping([40, 0.05]), 200)).toEqual([]);
    expect(dips(stepping([40, 0.05]), 5_000)).toHaveLength(1);
  });

  it('finds what is watched again, with its top', () => {
    const rewatch = flat(1.1).map((value, cell) => (cell === 50 ? 1.6 : cell === 51 ? 1.9 : value));
    expect(spikes(flat(0.9), 1_000, rewatch)).toEqual([
      { kind: 'spike', fromSeconds: 500, toSeconds: 520, value: 1.9 },
    ]);
  });

  it('calls nothing a spike that many do everywhere, or few by chance', () => {
    expect(spikes(flat(0.9), 1_000, flat(1.9))).toEqual([]);
    const rewatch = flat(1.1).map((value, cell) => (cell === 50 ? 1.6 : value));
    expect(spikes(flat(0.9), 25, rewatch)).toEqual([]);
  });
});
