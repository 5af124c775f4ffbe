import { expect, it } from 'vitest';
import { shareIn } from './quality.ts';

const known = [{ withinSeconds: 60, label: 'a minute', share: 0.9 }];

it.each<[string, Parameters<typeof shareIn>, object]>([
  ['a week that goes on', [{ lateArrival: known }, 0, false], { value: null, why: 'The week goes on.' }],
  [
    'one that has just ended',
    [{ lateArrival: known }, 59_000, true],
    { value: null, why: 'The week has only just ended.' },
  ],
  ['one that has ended', [{ lateArrival: known }, 61_000, true], { value: 0.9 }],
  ['one of records that none is known of', [{ lateArrival: [] }, 61_000, true], { value: null, why: 'Not known yet.' }],
])('tells what share is in of %s', (_, [health, ageMs, hasEnded], cell) => {
  expect(shareIn(health, ageMs, hasEnded)).toEqual(cell);
});
