import { expect, it } from 'vitest';
import type { Figure } from '../../../../sql/queries/read-model.ts';
import { howFar, stillMaturing } from './how-far.ts';

const share = (metric: 'watching_7d' | 'completion_7d', count: number, n: number, maturing: number): Figure => ({
  ...{ metric, version: 1, asOfMs: 0, n, maturing },
  ...(n > 0 ? { value: count / n, count } : { value: null, reason: 'Everybody is still maturing.' }),
});

it('shows one crowd where watchers and completers are judged alike', () => {
  const [watched, completed] = [share('watching_7d', 300, 418, 70), share('completion_7d', 200, 418, 70)];
  expect(howFar(watched, completed, 7)).toMatchObject([
    { share: 1, count: '418' },
    { share: 300 / 418, count: '300' },
    { share: 200 / 418, count: '200' },
  ]);
  expect(stillMaturing(watched, completed, 7)).toEqual([
    '70 starters (14\u202f%) began less than 7 days ago and are still maturing: they are in neither part.',
  ]);
});

it('gives each its own starters where episodes come out over time', () => {
  const [watched, completed] = [share('watching_7d', 384, 418, 70), share('completion_7d', 0, 0, 488)];
  expect(howFar(watched, completed, 7)).toMatchObject([
    { share: 1, count: '418' },
    { share: 384 / 418, count: '384 of 418' },
    { share: null, reason: 'Everybody is still maturing.' },
  ]);
  const [started, finished] = stillMaturing(watched, completed, 7);
  expect(started).toContain('70 starters (14\u202f%) began less than 7 days ago');
  expect(finished).toContain('488 starters (100\u202f%)');
  expect(finished).toContain('last episode’s release');
});

it('withholds what is withheld, and shows what is not', () => {
  const withheld: Figure = {
    metric: 'completion_7d',
    version: 1,
    asOfMs: 0,
    value: null,
    withheld: true,
    reason: 'why',
  };
  expect(howFar(share('watching_7d', 80, 100, 0), withheld, 7)).toMatchObject([
    { share: 1, count: '100' },
    { share: 0.8 },
    { share: null, withheld: true, reason: 'why' },
  ]);
  expect(howFar({ ...withheld, metric: 'watching_7d' }, withheld, 7)[0]).toMatchObject({ withheld: true, share: null });
});
