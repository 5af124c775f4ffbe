import { describe, expect, it } from 'vitest';
import { conversionOf, liftOf } from './conversion.ts';
import { newcombe, ratioOfShares, wilson } from './statistics.ts';

describe('conversion', () => {
  it('is a share with its interval, also of parts of people', () => {
    expect(conversionOf({ n: 200, started: 30 }, 5)).toEqual({ share: 0.15, interval: wilson(30, 200), n: 200 });
    expect(conversionOf({ n: 20, started: 2.5 }, 0)).toEqual({ share: 0.125, interval: wilson(2.5, 20), n: 20 });
  });

  it('is not told of a few, and says why', () => {
    expect(conversionOf({ n: 19, started: 3 }, 4)).toEqual({
      ...{ share: null, n: 19, reason: 'Fewer than 20 viewers were exposed long enough ago.' },
    });
    expect(conversionOf({ n: 0, started: 0 }, 4)).toEqual({
      ...{ share: null, n: 0, reason: 'Everybody exposed is still maturing.' },
    });
  });
});

describe('lift', () => {
  it('is the difference to the holdout and their ratio', () => {
    const [exposed, holdout] = [
      { n: 400, started: 120 },
      { n: 100, started: 20 },
    ];
    expect(liftOf(exposed, holdout)).toEqual({
      kind: 'lift',
      lift: {
        ...{
          difference: expect.closeTo(0.1, 12) as number,
          ratio: expect.closeTo(1.5, 12) as number,
          exposed,
          holdout,
        },
        differenceInterval: newcombe(120, 400, 20, 100),
        ratioInterval: ratioOfShares(120, 400, 20, 100),
      },
    });
  });

  it('is an association without a holdout, or with few people on either side', () => {
    const some = { n: 50, started: 10 };
    const few = { n: 19, started: 10 };
    expect(liftOf(some, null)).toEqual({ kind: 'association', reason: 'No holdout was declared.' });
    expect(liftOf(some, few)).toMatchObject({
      kind: 'association',
      reason: expect.stringContaining('of the holdout') as string,
    });
    expect(liftOf(few, some)).toMatchObject({
      kind: 'association',
      reason: expect.stringContaining('exposed') as string,
    });
  });

  it('has no ratio where nobody of the holdout started', () => {
    const found = liftOf({ n: 50, started: 10 }, { n: 50, started: 0 });
    expect(found).toMatchObject({ kind: 'lift', lift: { ratio: null, difference: 0.2 } });
    expect(found.kind === 'lift' && found.lift.ratioInterval[1]).toBe(Infinity);
  });
});
