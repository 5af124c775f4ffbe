import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PushBack } from './push-back.ts';
import { KeyRates } from './rate.ts';
import { RequestRefused } from './refused.ts';
import { MAX_LINE_BYTES, splitRecords } from './split.ts';

function split(body: string, format: 'ndjson' | 'json'): { json: string; line: number }[] {
  const records: { json: string; line: number }[] = [];
  const turns = splitRecords(Buffer.from(body), format, (json, line) => records.push({ json, line }));
  while (!turns.next().done);
  return records;
}

const refusalOf = (run: () => unknown): RequestRefused => {
  try {
    run();
  } catch (error) {
    if (error instanceof RequestRefused) return error;
    throw error;
  }
  throw new Error('It was not refused.');
};

describe('a body becomes records', () => {
  // Texts long enough that lines end in, at and beyond the end of a stretch of 96 KiB.
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 40 }).filter((s) => s.isWellFormed()),
    fc.tuple(fc.constantFrom('x', 'é', '名'), fc.integer({ min: 1000, max: 60_000 })).map(([s, n]) => s.repeat(n)),
  );
  const values = fc.array(fc.oneof(text, fc.record({ a: text, b: fc.array(fc.constantFrom('[', '"', '\\', ',')) })), {
    maxLength: 12,
  });

  it('of NDJSON, whatever the lines hold', () => {
    fc.assert(
      fc.property(values, (all) => {
        const found = split(all.map((value) => JSON.stringify(value)).join('\n'), 'ndjson');
        expect(found.map(({ json }) => JSON.parse(json) as unknown)).toEqual(all);
        expect(found.map(({ line }) => line)).toEqual(all.map((_, i) => i + 1));
      }),
      { seed: 1, numRuns: 150 },
    );
  });

  it('of a list, written close or wide', () => {
    fc.assert(
      fc.property(values, fc.constantFrom(0, 2), (all, indent) => {
        const found = split(JSON.stringify(all, null, indent), 'json');
        expect(found.map(({ json }) => JSON.parse(json) as unknown)).toEqual(all);
      }),
      { seed: 1, numRuns: 150 },
    );
  });

  it('with the longest line there may be, and no longer', () => {
    const longest = `"${'x'.repeat(MAX_LINE_BYTES - 2)}"`;
    expect(split(`1\n${longest}\n2`, 'ndjson').map(({ line }) => line)).toEqual([1, 2, 3]);
    expect(refusalOf(() => split(`1\n ${longest}\n2`, 'ndjson'))).toMatchObject({ status: 413, code: 'line_too_long' });
    expect(refusalOf(() => split(`1\n"${'é'.repeat(MAX_LINE_BYTES / 2)}"\n2`, 'ndjson')).message).toContain('Record 2');
  });
});

describe('the rate of a key', () => {
  it('may run into debt once, and then waits until it is paid', () => {
    const rates = new KeyRates(100);
    rates.check('a', 0);
    rates.spend('a', 1500, 0);
    expect(refusalOf(() => rates.check('a', 0))).toMatchObject({ status: 429, retryAfterSeconds: 5 });
    rates.check('b', 0);
    expect(refusalOf(() => rates.check('a', 4_000)).retryAfterSeconds).toBe(1);
    rates.check('a', 5_000);
  });

  it('is not limited by 0', () => {
    const rates = new KeyRates(0);
    rates.spend('a', 1e9, 0);
    rates.check('a', 0);
  });
});

describe('push back', () => {
  it('holds answers longer the more rows wait, two seconds at most', () => {
    const pushBack = new PushBack(400, 2000);
    expect([0, 400, 1200, 2000, 9000].map((rows) => pushBack.waitMs(rows))).toEqual([0, 0, 1000, 2000, 2000]);
  });

  it('lets answers go as soon as the store has caught up', async () => {
    const pushBack = new PushBack(400, 2000);
    const startedMs = performance.now();
    const held = pushBack.wait(9000);
    pushBack.release(9000);
    pushBack.release(300);
    await held;
    expect(performance.now() - startedMs).toBeLessThan(1000);
  });
});
