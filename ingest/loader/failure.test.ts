import { describe, expect, it } from 'vitest';
import { StoreError } from '../../sql/clickhouse/errors.ts';
import { backOffMs } from './back-off.ts';
import { remedyFor } from './failure.ts';
import { RecentTimes } from './recent-times.ts';

const failed = (code: string) => remedyFor(new StoreError('load.playback', code, 'refused'));

describe('remedyFor', () => {
  it('looks for a bad row only where a value is blamed', () => {
    expect(failed('27')).toBe('data');
    expect(failed('469')).toBe('data');
  });

  it('halves what was too much at once', () => {
    expect(failed('241')).toBe('size');
    expect(failed('159')).toBe('size');
  });

  it('tries again when the store is away, the disk full or the statement at fault: no row may be given up for these', () => {
    for (const code of ['unavailable', 'ECONNREFUSED', '243', '60', '47', '62', '252'])
      expect(failed(code)).toBe('later');
    expect(remedyFor(new Error('socket hang up'))).toBe('later');
  });
});

describe('backOffMs', () => {
  it('doubles to five seconds and is spread', () => {
    expect([0, 1, 2, 6, 1000].map((attempts) => backOffMs(attempts, 0.999999))).toEqual(
      [100, 200, 400, 5000, 5000].map((ms) => expect.closeTo(ms, 0)),
    );
    expect(backOffMs(0, 0)).toBe(50);
  });
});

describe('RecentTimes', () => {
  it('gives nearest-rank percentiles of the last durations', () => {
    const times = new RecentTimes(100);
    expect(times.percentile(0.5)).toBeNull();
    for (let ms = 1; ms <= 150; ms++) times.add(ms);
    expect(times.percentile(0.5)).toBe(100);
    expect(times.percentile(0.99)).toBe(149);
  });
});
