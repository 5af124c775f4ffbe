import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { AtMost } from './at-most.ts';

describe('at most so many at once', () => {
  it('wait for their turn in order, and one that fails makes room like any other', async () => {
    const turns = new AtMost(2);
    const begun: number[] = [];
    let running = 0;
    let most = 0;
    const done = await Promise.allSettled(
      [1, 2, 3, 4, 5].map((number) =>
        turns.run(async () => {
          begun.push(number);
          most = Math.max(most, (running += 1));
          await sleep(5);
          running -= 1;
          if (number === 2) throw new Error('refused');
          return number;
        }),
      ),
    );
    expect(done.map((one) => (one.status === 'fulfilled' ? one.value : 'failed'))).toEqual([1, 'failed', 3, 4, 5]);
    expect([begun, most, running]).toEqual([[1, 2, 3, 4, 5], 2, 0]);
    expect(await turns.run(() => Promise.resolve('free again'))).toBe('free again');
  });
});
