import { expect, it } from 'vitest';
import { offsetOf, partOf } from './paging.ts';

const rows = Array.from({ length: 7 }, (_, at) => at);
const part = (offset: number) =>
  partOf({ offset, size: 3 }, (window) => Promise.resolve(rows.slice(window.offset, window.offset + window.limit)));

it('parts a list, and knows where the parts beside one begin', async () => {
  expect(await part(0)).toEqual({ rows: [0, 1, 2], offset: 0, newer: null, older: 3 });
  expect(await part(3)).toEqual({ rows: [3, 4, 5], offset: 3, newer: 0, older: 6 });
  expect(await part(4)).toEqual({ rows: [4, 5, 6], offset: 4, newer: 1, older: null });
});

it('leads back to the beginning from behind the end', async () => {
  expect(await part(20)).toEqual({ rows: [], offset: 20, newer: 0, older: null });
});

it.each([
  [null, 0],
  ['', 0],
  ['50', 50],
  ['-50', 0],
  ['1e9', 0],
  ['Infinity', 0],
  ['9999999', 1_000_000],
])('takes %s from an address as %s', (text, offset) => {
  expect(offsetOf(text)).toBe(offset);
});
