import { describe, expect, it } from 'vitest';
import type { LiveFigures, Patch, SlateSnapshot } from '../../../workers/contract/live.ts';
import { applyPatch, fromSnapshot, lastHour, type RoomState } from './room.ts';

const MINUTE = 60_000;
const figures = (concurrents: number): LiveFigures => ({
  concurrents,
  startsPerMinute: 1,
  startsToday: 2,
  hoursToday: 3,
  hours: 4,
  views: 5,
  viewers: 6,
  starters: 7,
  watchers: 8,
  completers: 9,
  servedAsOfMs: 10,
});
const snapshot: SlateSnapshot = {
  room: 'slate',
  epoch: 'e1',
  version: 5,
  asOfMs: 1000,
  lastEventMs: null,
  minutes: [{ minuteMs: 0, concurrents: 3, starts: 1, hours: 0.1 }],
  rollup: 3,
  deep: 2,
  titles: { salt: figures(3) },
  totals: figures(3),
};
const patch = (base: number, change: Partial<Patch> = {}): Patch => ({
  room: 'slate',
  epoch: 'e1',
  base,
  version: base + 1,
  asOfMs: 2000,
  ...change,
});
const applied = (state: RoomState, one: Patch): RoomState => {
  const outcome = applyPatch(state, one);
  if (outcome.kind !== 'applied') throw new Error(outcome.kind);
  return outcome.state;
};

describe('a room', () => {
  const start = fromSnapshot(snapshot);

  it('moves only what a patch names', () => {
    const next = applied(
      start,
      patch(5, { totals: { concurrents: 9 }, titles: { salt: { concurrents: 8 } }, lastEventMs: 1900 }),
    );
    expect(next.figures).toEqual({ ...figures(3), concurrents: 9 });
    expect(next.titles['salt']).toEqual({ ...figures(3), concurrents: 8 });
    expect(next).toMatchObject({ version: 6, asOfMs: 2000, lastEventMs: 1900 });
    expect(start.figures.concurrents).toBe(3);
  });

  it('replaces a minute, appends another, and forgets what is over an hour old', () => {
    const next = applied(
      start,
      patch(5, {
        minutes: [
          { minuteMs: 0, concurrents: 4, starts: 2, hours: 0.2 },
          { minuteMs: MINUTE, concurrents: 5, starts: 0, hours: 0.1 },
        ],
      }),
    );
    expect(next.minutes.map((point) => point.concurrents)).toEqual([4, 5]);
    const later = applied(
      next,
      patch(6, { minutes: [{ minuteMs: 61 * MINUTE, concurrents: 1, starts: 0, hours: 0 }] }),
    );
    expect(later.minutes.map((point) => point.minuteMs / MINUTE)).toEqual([61]);
  });

  it('ignores what it already knows and asks for a snapshot when something is missing or the server is another', () => {
    expect(applyPatch(start, patch(4)).kind).toBe('old');
    expect(applyPatch(start, patch(6)).kind).toBe('gap');
    expect(applyPatch(start, { ...patch(5), epoch: 'e2' }).kind).toBe('gap');
  });

  it('takes in a title that was not there', () => {
    expect(applied(start, patch(5, { titles: { nine: { concurrents: 2 } } })).titles['nine']).toMatchObject({
      concurrents: 2,
      hours: 0,
      views: null,
    });
  });

  it('remembers the newest roll-up, and the newest deep figures', () => {
    expect(start).toMatchObject({ rollup: 3, deep: 2 });
    const next = applied(start, patch(5, { rollup: 12 }));
    expect(next).toMatchObject({ rollup: 12, deep: 2 });
    expect(applied(next, patch(6, { deep: 7 }))).toMatchObject({ rollup: 12, deep: 7 });
  });
});

describe('the last hour', () => {
  it('has sixty minutes, zero where nobody watched', () => {
    const hour = lastHour([{ minuteMs: 58 * MINUTE, concurrents: 7, starts: 1, hours: 0 }], 60 * MINUTE + 5000);
    expect(hour).toHaveLength(60);
    expect(hour.at(-1)).toMatchObject({ minuteMs: 60 * MINUTE, concurrents: 0 });
    expect(hour.at(-3)).toMatchObject({ minuteMs: 58 * MINUTE, concurrents: 7 });
    expect(hour[0]?.minuteMs).toBe(MINUTE);
  });
});
