import { randomUUID } from 'node:crypto';
import type { Store } from '../../sql/clickhouse/store.ts';
import { deepVersions, goneTitles, liveMinutes, liveNow, servedSince } from '../../sql/queries/live.ts';
import { SLATE } from '../../sql/queries/shelf.ts';
import { titlesById } from '../../sql/queries/titles.ts';
import {
  NO_FIGURES,
  type LiveFeed,
  type LiveFigures,
  type MinutePoint,
  type Patch,
  type Room,
  type Snapshot,
} from '../contract/live.ts';
import { RoomState, titleOf, type LivePicture } from './room-state.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const HISTORY_MINUTES = 60;
/** A late record changes an old minute: the whole hour is read again this often. */
const HISTORY_EVERY_MS = 30_000;
/**
 * The minutes and what roll-ups serve: nobody sees them move more often, and to read them takes twice as long as the rest
 * (20,000 events a second: 100 against 35 ms of CPU).
 */
const SLOW_PART_EVERY_MS = 1_000;
/** Without loads, figures still fall: viewers stop, minutes pass. */
const IDLE_EVERY_MS = 1_000;

export interface LiveTickOptions {
  store: Store;
  /** Least time between two ticks, ms. */
  everyMs: number;
  onError: (error: unknown) => void;
  now?: () => number;
}

/**
 * The live tick: reads what every title's audience does now in one query, and tells each watched room what changed.
 * Every web process ticks for the rooms its own pages look at, so nothing has to be passed between processes; while
 * nobody looks, nothing is read.
 */
export class LiveTick implements LiveFeed {
  readonly #store: Store;
  readonly #everyMs: number;
  readonly #onError: (error: unknown) => void;
  readonly #now: () => number;
  readonly #epoch = randomUUID();
  readonly #rooms = new Map<Room, RoomState>();
  readonly #listeners = new Set<(patches: readonly Patch[]) => void>();
  readonly #picture = {
    asOfMs: 0,
    lastEventMs: new Map<string, number>(),
    figures: new Map<string, LiveFigures>(),
    minutes: new Map<string, Map<number, MinutePoint>>(),
    rollups: new Map<string, number>(),
    deeps: new Map<string, number>(),
  } satisfies LivePicture;
  #watched: ReadonlySet<Room> = new Set();
  #gone: ReadonlySet<string> = new Set();
  #servedVersion = 0;
  #servedDay = 0;
  #historyAtMs = -Infinity;
  #slowPartAtMs = -Infinity;
  #readBeganMs = 0;
  #readEndedMs = 0;
  #running: Promise<void> | null = null;
  #slowPart: Promise<void> | null = null;
  /** Deep figures were counted, and their versions not read yet. */
  #deepCounted = false;
  /** A refresh that waits for the running one. */
  #next: Promise<void> | null = null;
  #ticking = false;
  #tickAgain = false;
  #timer: NodeJS.Timeout | null = null;
  #dueMs = Infinity;
  #stopped = false;

  constructor(options: LiveTickOptions) {
    this.#store = options.store;
    this.#everyMs = options.everyMs;
    this.#onError = options.onError;
    this.#now = options.now ?? Date.now;
  }

  /** Something was loaded or rolled up: tick soon. */
  poke(): void {
    if (this.#watched.size > 0) this.#schedule(this.#restMs());
  }

  /** Deep figures were counted: tick soon, and tell who looks at their title. */
  pokeDeep(): void {
    this.#deepCounted = true;
    this.poke();
  }

  setWatched(rooms: ReadonlySet<Room>): void {
    this.#watched = new Set(rooms);
    for (const room of this.#rooms.keys()) if (!rooms.has(room)) this.#rooms.delete(room);
    if (rooms.size > 0) this.#schedule(IDLE_EVERY_MS);
  }

  onPatches(listener: (patches: readonly Patch[]) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async snapshot(room: Room): Promise<Snapshot | null> {
    // No tick keeps a room up to date that nobody looks at: it is read for whoever asks, unless somebody just has.
    const fresh = () => this.#watched.has(room) || performance.now() - this.#readEndedMs < this.#everyMs;
    let state = this.#rooms.get(room);
    if (!state || !fresh()) {
      await this.#refresh();
      await this.#slowPart;
      const title = titleOf(room);
      if (title !== SLATE && !this.#picture.figures.has(title) && (await titlesById(this.#store, [title])).length === 0)
        return null;
      if (title !== SLATE) await this.#readDeep([title]);
      const made = this.#watched.has(room) ? this.#rooms.get(room) : undefined;
      state = made ?? new RoomState(room, this.#epoch, this.#picture);
      this.#rooms.set(room, state);
    }
    return state.snapshot();
  }

  /** Ends the ticking; waits for one that runs. */
  async stop(): Promise<void> {
    this.#stopped = true;
    if (this.#timer) clearTimeout(this.#timer);
    await (this.#next ?? this.#running)?.catch(() => undefined);
    await this.#slowPart?.catch(() => undefined);
  }

  #schedule(inMs: number): void {
    const dueMs = performance.now() + inMs;
    if (this.#stopped || dueMs >= this.#dueMs) return;
    if (this.#timer) clearTimeout(this.#timer);
    this.#dueMs = dueMs;
    this.#timer = setTimeout(() => {
      this.#dueMs = Infinity;
      void this.#tick();
    }, inMs);
    this.#timer.unref();
  }

  /** One at a time: while one runs, whatever asks for another only makes sure that one follows. */
  async #tick(): Promise<void> {
    if (this.#ticking) {
      this.#tickAgain = true;
      return;
    }
    this.#ticking = true;
    this.#tickAgain = false;
    try {
      await this.#refresh();
      const patches = [...this.#watched].flatMap((room) => this.#rooms.get(room)?.advance(this.#picture) ?? []);
      if (patches.length > 0) for (const listener of this.#listeners) listener(patches);
    } catch (error) {
      if (!this.#stopped) this.#onError(error);
    }
    this.#ticking = false;
    if (this.#tickAgain) this.#schedule(this.#restMs());
    else if (this.#watched.size > 0) this.#schedule(IDLE_EVERY_MS);
  }

  /** Until the next tick may begin: ticks are so far apart, and never take more than half of their lane. */
  #restMs(): number {
    const nextMs = Math.max(this.#readBeganMs + this.#everyMs, 2 * this.#readEndedMs - this.#readBeganMs);
    return Math.max(0, nextMs - performance.now());
  }

  /** Brings the picture up to date, as of the call or later: callers that come while one runs share the next one. */
  #refresh(): Promise<void> {
    this.#next ??= this.#refreshAfter(this.#running);
    return this.#next;
  }

  async #refreshAfter(running: Promise<void> | null): Promise<void> {
    await running?.catch(() => undefined);
    this.#next = null;
    if (this.#stopped) throw new Error('The live tick has stopped.');
    this.#readBeganMs = performance.now();
    this.#running = this.#read();
    try {
      await this.#running;
    } finally {
      this.#running = null;
      this.#readEndedMs = performance.now();
    }
  }

  async #read(): Promise<void> {
    const nowMs = this.#now();
    const known = this.#slowPartAtMs > -Infinity;
    this.#askSlowPart(nowMs);
    if (!known) await this.#slowPart;
    const deepCounted = this.#deepCounted;
    this.#deepCounted = false;
    const [now] = await Promise.all([
      liveNow(this.#store, nowMs),
      deepCounted && this.#readDeep(this.#watchedTitles()),
    ]);
    const picture = this.#picture;
    picture.asOfMs = nowMs;
    const seen = new Map(now.map((row) => [row.title, row]));
    for (const title of new Set([...picture.figures.keys(), ...seen.keys(), SLATE])) {
      if (this.#gone.has(title)) continue;
      const row = seen.get(title);
      picture.figures.set(title, {
        ...NO_FIGURES,
        ...picture.figures.get(title),
        concurrents: row?.concurrents ?? 0,
        startsPerMinute: row?.starts ?? 0,
      });
      if (row && row.lastAtMs > (picture.lastEventMs.get(title) ?? 0)) picture.lastEventMs.set(title, row.lastAtMs);
    }
    picture.figures.set(SLATE, slateFigures(picture.figures));
  }

  /** Begins to read the slow part when that is due: beside the ticks, since who watches now must not wait for it. */
  #askSlowPart(nowMs: number): void {
    // How often is a matter of time that passes; the clock that figures are told by may be held or set.
    if (this.#slowPart || performance.now() - this.#slowPartAtMs < SLOW_PART_EVERY_MS) return;
    const reading = this.#readSlowPart(nowMs);
    this.#slowPart = reading;
    reading
      .then(() => this.poke())
      .catch((error: unknown) => {
        if (!this.#stopped) this.#onError(error);
      })
      .finally(() => (this.#slowPart = null));
  }

  async #readSlowPart(nowMs: number): Promise<void> {
    const minuteMs = Math.floor(nowMs / MINUTE_MS) * MINUTE_MS;
    const readAtMs = performance.now();
    const whole = readAtMs - this.#historyAtMs > HISTORY_EVERY_MS;
    const day = Math.floor(nowMs / 86_400_000);
    // "Today" begins anew at midnight for every title, not only for those rolled up since.
    const sinceVersion = day === this.#servedDay ? this.#servedVersion : 0;
    const [minutes, served, gone] = await Promise.all([
      liveMinutes(this.#store, minuteMs - (whole ? HISTORY_MINUTES : 2) * MINUTE_MS, nowMs),
      servedSince(this.#store, sinceVersion, nowMs),
      goneTitles(this.#store),
      // Also counted by another process, which can't poke this one.
      this.#readDeep([SLATE, ...this.#watchedTitles()]),
    ]);
    this.#slowPartAtMs = readAtMs;
    this.#servedDay = day;
    const picture = this.#picture;
    for (const row of served) {
      const { title, version, asOfMs, ...figures } = row;
      picture.figures.set(title, { ...NO_FIGURES, ...picture.figures.get(title), ...figures, servedAsOfMs: asOfMs });
      picture.rollups.set(title, version);
      this.#servedVersion = Math.max(this.#servedVersion, version);
    }
    this.#gone = gone;
    for (const title of gone) {
      picture.figures.delete(title);
      picture.rollups.delete(title);
      picture.deeps.delete(title);
    }
    picture.figures.set(SLATE, slateFigures(picture.figures));
    if (whole) {
      picture.minutes.clear();
      this.#historyAtMs = readAtMs;
    }
    for (const { title, ...point } of minutes) {
      let points = picture.minutes.get(title);
      if (!points) picture.minutes.set(title, (points = new Map()));
      points.set(point.minuteMs, point);
    }
    for (const points of picture.minutes.values()) {
      for (const minute of points.keys()) if (minute < minuteMs - HISTORY_MINUTES * MINUTE_MS) points.delete(minute);
    }
  }

  /** The slate's among them. */
  #watchedTitles(): string[] {
    return [...this.#watched].map(titleOf);
  }

  /** A few milliseconds: the versions of a title's slices lie together. */
  async #readDeep(titles: readonly string[]): Promise<void> {
    if (titles.length === 0) return;
    for (const { title, version } of await deepVersions(this.#store, titles)) {
      if (version === this.#picture.deeps.get(title)) continue;
      // Whoever is told reads it then.
      this.#store.noteSeen();
      this.#picture.deeps.set(title, version);
    }
  }
}

/** Sums over titles for what adds up; people of the slate who watch two titles now are one (the tick counts them so). */
function slateFigures(figures: ReadonlyMap<string, LiveFigures>): LiveFigures {
  const own = figures.get(SLATE) ?? NO_FIGURES;
  const titles = [...figures].filter(([title]) => title !== SLATE).map(([, figure]) => figure);
  const startsToday = titles.reduce((total, figure) => total + figure.startsToday, 0);
  // In whole milliseconds: a sum of fractions depends on their order.
  const hours = (key: 'hoursToday' | 'hours') =>
    titles.reduce((total, figure) => total + Math.round(figure[key] * HOUR_MS), 0) / HOUR_MS;
  return {
    ...own,
    startsToday,
    hoursToday: hours('hoursToday'),
    hours: hours('hours'),
    servedAsOfMs: Math.max(0, ...titles.map((figure) => figure.servedAsOfMs)),
  };
}
