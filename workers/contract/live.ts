/**
 * Live messages: what a page receives over Socket.IO. A page joins a room and gets a snapshot; after that patches, each
 * naming the version it builds on (`base`). A page that sees another base or another epoch asks for a new snapshot.
 */

export type Room = 'slate' | `title:${string}`;

/** The figures of one title (or of the slate) that move live. Hours are content hours; people are distinct viewers. */
export interface LiveFigures {
  /** Viewers with content played in the last 75 s (a gauge: 1.6 % standard error beyond about 100). */
  concurrents: number;
  /** Plays begun in the last full 60 s. */
  startsPerMinute: number;
  /** Plays begun since 00:00 UTC, as of the last roll-up. */
  startsToday: number;
  /** Hours viewed since 00:00 UTC, as of the last roll-up. */
  hoursToday: number;
  /** Hours viewed, the title's life, as of the last roll-up. */
  hours: number;
  /** What follows does not add up over titles (a person is one, whatever they watch): null for the whole slate. */
  views: number | null;
  viewers: number | null;
  starters: number | null;
  watchers: number | null;
  completers: number | null;
  /** When the roll-up that made the figures above read the state. */
  servedAsOfMs: number;
}

/** Of a title nobody has watched yet. */
export const NO_FIGURES: LiveFigures = {
  concurrents: 0,
  startsPerMinute: 0,
  startsToday: 0,
  hoursToday: 0,
  hours: 0,
  views: null,
  viewers: null,
  starters: null,
  watchers: null,
  completers: null,
  servedAsOfMs: 0,
};

/** One minute of the live chart. */
export interface MinutePoint {
  minuteMs: number;
  /** Distinct viewers with a record in that minute. */
  concurrents: number;
  /** Plays begun in that minute. */
  starts: number;
  /** Content hours played in that minute (a gauge from distinct ten-second cells). */
  hours: number;
}

interface SnapshotBase {
  /** Changes when the server process does: versions of different epochs do not compare. */
  epoch: string;
  version: number;
  asOfMs: number;
  /** When the newest record of the room happened. */
  lastEventMs: number | null;
  /** The last 60 minutes, oldest first; minutes without a record are absent. */
  minutes: MinutePoint[];
  /** What `rollup` and `deep` of patches last said, or would have: 0 before anything was served or counted. */
  rollup: number;
  deep: number;
}

export interface SlateSnapshot extends SnapshotBase {
  room: 'slate';
  titles: Record<string, LiveFigures>;
  totals: LiveFigures;
}

export interface TitleSnapshot extends SnapshotBase {
  room: `title:${string}`;
  figures: LiveFigures;
}

export type Snapshot = SlateSnapshot | TitleSnapshot;

export interface Patch {
  room: Room;
  epoch: string;
  /** The version this patch builds on. */
  base: number;
  version: number;
  asOfMs: number;
  lastEventMs?: number;
  /** Null: the title is gone from the catalogue. */
  titles?: Record<string, Partial<LiveFigures> | null>;
  totals?: Partial<LiveFigures>;
  figures?: Partial<LiveFigures>;
  /** Points that changed or are new; each replaces the point of its minute. */
  minutes?: MinutePoint[];
  /** Set when served rows changed: the version of the roll-up, so that a page knows to fetch its deeper charts again. */
  rollup?: number;
  /**
   * Set when deep figures changed: their newest version. Of a title's room: retention, funnel, sittings, its campaign; of the
   * slate's: any campaign.
   */
  deep?: number;
}

/** What the web server needs from the tick. */
export interface LiveFeed {
  /** The state of a room now; null when the title is unknown. */
  snapshot(room: Room): Promise<Snapshot | null>;
  /** Calls back with all patches of one tick. Returns the function that stops it. */
  onPatches(listener: (patches: readonly Patch[]) => void): () => void;
  /** Rooms that somebody looks at: only these get patches. */
  setWatched(rooms: ReadonlySet<Room>): void;
}
