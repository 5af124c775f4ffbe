import { describe, expect, it } from 'vitest';
import { SLATE } from '../../sql/queries/shelf.ts';
import type { LiveFigures, MinutePoint } from '../contract/live.ts';
import { NO_FIGURES } from '../contract/live.ts';
import { RoomState, type LivePicture } from './room-state.ts';

const picture = (figures: Record<string, Partial<LiveFigures>>, more: Partial<LivePicture> = {}): LivePicture => ({
  asOfMs: 1_000,
  lastEventMs: new Map(),
  figures: new Map(Object.entries(figures).map(([title, own]) => [title, { ...NO_FIGURES, ...own }])),
  minutes: new Map(),
  rollups: new Map(),
  deeps: new Map(),
  ...more,
});
const minutes = (title: string, ...points: MinutePoint[]) =>
  new Map([[title, new Map(points.map((point) => [point.minuteMs, point]))]]);
const point = (minuteMs: number, concurrents: number): MinutePoint => ({ minuteMs, concurrents, starts: 0, hours: 0 });

describe('a room', () => {
  it('is told only what changed, each patch building on the one before', () => {
    const room = new RoomState(
      'slate',
      'e',
      picture({ [SLATE]: { concurrents: 5 }, a: { concurrents: 3 }, b: { concurrents: 2 } }),
    );
    expect(room.snapshot()).toMatchObject({
      version: 0,
      totals: { concurrents: 5 },
      titles: { a: { concurrents: 3 } },
    });
    expect(
      room.advance(picture({ [SLATE]: { concurrents: 6 }, a: { concurrents: 4 }, b: { concurrents: 2 } })),
    ).toEqual({
      ...{ room: 'slate', epoch: 'e', base: 0, version: 1, asOfMs: 1_000 },
      ...{ totals: { concurrents: 6 }, titles: { a: { concurrents: 4 } } },
    });
    expect(
      room.advance(picture({ [SLATE]: { concurrents: 6 }, a: { concurrents: 4 }, b: { concurrents: 2 } })),
    ).toBeNull();
    expect(
      room.advance(picture({ [SLATE]: { concurrents: 6 }, a: { concurrents: 4 }, b: { concurrents: 2 }, c: {} })),
    ).toMatchObject({ base: 1, version: 2, titles: { c: NO_FIGURES } });
    expect(room.snapshot()).toMatchObject({ version: 2, titles: { a: { concurrents: 4 }, c: {} } });
  });

  it('of a title hears nothing of others', () => {
    const room = new RoomState('title:a', 'e', picture({ a: { concurrents: 1 } }));
    expect(
      room.advance(picture({ a: { concurrents: 1 }, b: { concurrents: 9 } }, { rollups: new Map([['b', 7]]) })),
    ).toBeNull();
    expect(room.advance(picture({ a: { concurrents: 2 } }))).toMatchObject({ figures: { concurrents: 2 } });
  });

  it('of a title is told of its deep figures, and the slate of none', () => {
    const before = picture({ a: {} }, { deeps: new Map([['a', 3]]) });
    const [title, slate] = [new RoomState('title:a', 'e', before), new RoomState('slate', 'e', before)];
    expect([title.snapshot().deep, slate.snapshot().deep]).toEqual([3, 0]);
    const counted = { deeps: new Map(Object.entries({ a: 5, b: 9 })) };
    expect(title.advance(picture({ a: {} }, counted))).toMatchObject({ base: 0, version: 1, deep: 5 });
    expect(title.snapshot()).toMatchObject({ version: 1, deep: 5 });
    expect(title.advance(picture({ a: {} }, counted))).toBeNull();
    expect(slate.advance(picture({ a: {} }, counted))).toBeNull();
  });

  it('is told of changed minutes and of new roll-ups', () => {
    const room = new RoomState(
      'title:a',
      'e',
      picture({ a: {} }, { minutes: minutes('a', point(0, 1), point(60, 2)) }),
    );
    const patch = room.advance(
      picture(
        { a: {} },
        { minutes: minutes('a', point(0, 1), point(60, 3), point(120, 1)), rollups: new Map([['a', 4]]) },
      ),
    );
    expect(patch).toMatchObject({ minutes: [point(60, 3), point(120, 1)], rollup: 4 });
    expect(room.snapshot().minutes).toEqual([point(0, 1), point(60, 3), point(120, 1)]);
  });
});
