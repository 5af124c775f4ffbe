import { expect, it } from 'vitest';
import { VersionedRows } from './versioned-rows.ts';

it('keeps rows of one version of each, and lets go of what was not asked for longest', () => {
  const kept = new VersionedRows<number>(7);
  kept.set('a', 1, [1, 2]);
  kept.set('b', 1, [3, 4]);
  expect(kept.get('a', 1)).toEqual([1, 2]);
  expect(kept.get('a', 2)).toBeNull();
  kept.set('c', 1, [5, 6]);
  expect(kept.get('b', 1)).toBeNull();
  expect(kept.get('a', 1)).toEqual([1, 2]);
  kept.set('a', 2, [7]);
  expect([kept.get('a', 1), kept.get('a', 2), kept.get('c', 1)]).toEqual([null, [7], [5, 6]]);
});

it('does not keep what has no room', () => {
  const kept = new VersionedRows<number>(3);
  kept.set('a', 1, [1, 2, 3]);
  expect(kept.get('a', 1)).toBeNull();
  kept.set('b', 1, [1]);
  expect(kept.get('b', 1)).toEqual([1]);
});

it('counts what has no rows too: there may be any number of them', () => {
  const kept = new VersionedRows<number>(2);
  for (const name of ['a', 'b', 'c']) kept.set(name, 1, []);
  expect(['a', 'b', 'c'].map((name) => kept.get(name, 1))).toEqual([null, [], []]);
});

it('counts a row with lists by their members', () => {
  const kept = new VersionedRows<{ at: number[] }>(10);
  kept.set('a', 1, [{ at: [1, 2, 3] }]);
  kept.set('b', 1, [{ at: [1, 2, 3] }]);
  expect(kept.get('a', 1)).not.toBeNull();
  kept.set('c', 1, [{ at: [1, 2, 3] }]);
  expect(['a', 'b', 'c'].map((name) => kept.get(name, 1) === null)).toEqual([false, true, false]);
});
