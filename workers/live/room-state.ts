import { SLATE } from '../../sql/queries/shelf.ts';
import {
  NO_FIGURES,
  type LiveFigures,
  type MinutePoint,
  type Patch,
  type Room,
  type Snapshot,
} from '../contract/live.ts';

/** Everything the tick knows at one moment; rooms are cut from it. Title '' is the whole slate. */
export interface LivePicture {
  asOfMs: number;
  lastEventMs: ReadonlyMap<string, number>;
  figures: ReadonlyMap<string, LiveFigures>;
  /** By title, then by minute. */
  minutes: ReadonlyMap<string, ReadonlyMap<number, MinutePoint>>;
  /** Version of the newest roll-up of each title. */
  rollups: ReadonlyMap<string, number>;
  /** Version of the newest deep figures of titles that are looked at; of the slate, of its campaigns. */
  deeps: ReadonlyMap<string, number>;
}

export const titleOf = (room: Room) => (room === 'slate' ? SLATE : room.slice('title:'.length));

/** What one room was last told, and the version of that. */
export class RoomState {
  readonly room: Room;
  readonly #epoch: string;
  #version = 0;
  #told: LivePicture;

  constructor(room: Room, epoch: string, picture: LivePicture) {
    this.room = room;
    this.#epoch = epoch;
    this.#told = copyOf(room, picture);
  }

  snapshot(): Snapshot {
    const title = titleOf(this.room);
    const told = this.#told;
    const base = {
      epoch: this.#epoch,
      version: this.#version,
      asOfMs: told.asOfMs,
      lastEventMs: told.lastEventMs.get(title) ?? null,
      minutes: [...(told.minutes.get(title)?.values() ?? [])].sort((a, b) => a.minuteMs - b.minuteMs),
      rollup: newest(told.rollups),
      deep: newest(told.deeps),
    };
    const own = { ...(told.figures.get(title) ?? NO_FIGURES) };
    if (this.room !== 'slate') return { ...base, room: this.room, figures: own };
    const titles = Object.fromEntries(
      [...told.figures].filter(([id]) => id !== SLATE).map(([id, figures]) => [id, { ...figures }]),
    );
    return { ...base, room: 'slate', titles, totals: own };
  }

  /** What changed since the room was last told, or null when nothing did. */
  advance(picture: LivePicture): Patch | null {
    const next = copyOf(this.room, picture);
    const title = titleOf(this.room);
    const patch: Patch = {
      room: this.room,
      epoch: this.#epoch,
      base: this.#version,
      version: this.#version + 1,
      asOfMs: picture.asOfMs,
    };
    const own = changed(this.#told.figures.get(title) ?? NO_FIGURES, next.figures.get(title) ?? NO_FIGURES);
    if (own) patch[this.room === 'slate' ? 'totals' : 'figures'] = own;
    if (this.room === 'slate') {
      const titles: Record<string, Partial<LiveFigures> | null> = {};
      for (const [id, figures] of next.figures) {
        if (id === SLATE) continue;
        const before = this.#told.figures.get(id);
        const difference = before ? changed(before, figures) : figures;
        if (difference) titles[id] = { ...difference };
      }
      for (const id of this.#told.figures.keys()) if (!next.figures.has(id)) titles[id] = null;
      if (Object.keys(titles).length > 0) patch.titles = titles;
    }
    const before = this.#told.minutes.get(title);
    const minutes = [...(next.minutes.get(title)?.values() ?? [])].filter((point) => {
      const old = before?.get(point.minuteMs);
      return old?.concurrents !== point.concurrents || old.starts !== point.starts || old.hours !== point.hours;
    });
    if (minutes.length > 0) patch.minutes = minutes;
    const [rollup, deep] = [newest(next.rollups), newest(next.deeps)];
    if (rollup > newest(this.#told.rollups)) patch.rollup = rollup;
    if (deep > newest(this.#told.deeps)) patch.deep = deep;
    const lastEventMs = next.lastEventMs.get(title);
    if (lastEventMs !== undefined && lastEventMs !== this.#told.lastEventMs.get(title)) patch.lastEventMs = lastEventMs;
    this.#told = next;
    const news = [own, patch.titles, patch.minutes, patch.rollup, patch.deep, patch.lastEventMs];
    if (news.every((one) => one === undefined || one === null)) return null;
    this.#version = patch.version;
    return patch;
  }
}

const newest = (versions: ReadonlyMap<string, number>) => Math.max(0, ...versions.values());

/** The room's own part of a picture. Figures are replaced, never changed in place, so sharing them is safe. */
function copyOf(room: Room, picture: LivePicture): LivePicture {
  const title = titleOf(room);
  const only = <V>(map: ReadonlyMap<string, V>) => new Map(map.has(title) ? [[title, map.get(title) as V]] : []);
  if (room === 'slate') {
    const minutes = new Map([[SLATE, new Map(picture.minutes.get(SLATE))]]);
    return {
      ...picture,
      lastEventMs: new Map(picture.lastEventMs),
      figures: new Map(picture.figures),
      minutes,
      rollups: new Map(picture.rollups),
      deeps: only(picture.deeps),
    };
  }
  return {
    asOfMs: picture.asOfMs,
    lastEventMs: only(picture.lastEventMs),
    figures: only(picture.figures),
    minutes: new Map([[title, new Map(picture.minutes.get(title))]]),
    rollups: only(picture.rollups),
    deeps: only(picture.deeps),
  };
}

function changed(before: LiveFigures, after: LiveFigures): Partial<LiveFigures> | null {
  const difference: Partial<LiveFigures> = {};
  for (const key of Object.keys(after) as (keyof LiveFigures)[]) {
    if (before[key] !== after[key]) Object.assign(difference, { [key]: after[key] });
  }
  return Object.keys(difference).length === 0 ? null : difference;
}
