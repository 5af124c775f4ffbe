/** What a room knows, and how a patch changes it. Pure: the socket and the page stand elsewhere. */
import {
  NO_FIGURES,
  type LiveFigures,
  type MinutePoint,
  type Patch,
  type Snapshot,
} from '../../../workers/contract/live.ts';

/** The last hour is what the live charts show. */
const KEPT_MINUTES = 60;
const MINUTE_MS = 60_000;

export interface RoomState {
  epoch: string;
  version: number;
  asOfMs: number;
  lastEventMs: number | null;
  /** The figures of the room itself: of its title, or of the whole slate. */
  figures: LiveFigures;
  /** Of the slate only: figures by title. */
  titles: Readonly<Record<string, LiveFigures>>;
  minutes: readonly MinutePoint[];
  /** Grows when served rows changed and deeper charts are worth fetching again. */
  rollup: number;
  /** The same for what is counted beside the roll-up: cell by cell, and of campaigns; of the slate, of campaigns only. */
  deep: number;
}

export function fromSnapshot(snapshot: Snapshot): RoomState {
  return {
    epoch: snapshot.epoch,
    version: snapshot.version,
    asOfMs: snapshot.asOfMs,
    lastEventMs: snapshot.lastEventMs,
    figures: 'totals' in snapshot ? snapshot.totals : snapshot.figures,
    titles: 'titles' in snapshot ? snapshot.titles : {},
    minutes: snapshot.minutes,
    rollup: snapshot.rollup,
    deep: snapshot.deep,
  };
}

/** What a patch did: it applied, it was already in, or something before it is missing and a snapshot is needed. */
export type PatchOutcome = { kind: 'applied'; state: RoomState } | { kind: 'old' } | { kind: 'gap' };

export function applyPatch(state: RoomState, patch: Patch): PatchOutcome {
  if (patch.epoch !== state.epoch) return { kind: 'gap' };
  if (patch.version <= state.version) return { kind: 'old' };
  if (patch.base !== state.version) return { kind: 'gap' };
  const titles = { ...state.titles };
  for (const [id, change] of Object.entries(patch.titles ?? {})) {
    // A title that a patch brings first comes with all its figures.
    if (change) titles[id] = { ...(titles[id] ?? NO_FIGURES), ...change };
    else delete titles[id];
  }
  return {
    kind: 'applied',
    state: {
      epoch: state.epoch,
      version: patch.version,
      asOfMs: patch.asOfMs,
      lastEventMs: patch.lastEventMs ?? state.lastEventMs,
      figures: { ...state.figures, ...patch.totals, ...patch.figures },
      titles: patch.titles ? titles : state.titles,
      minutes: patch.minutes ? mergeMinutes(state.minutes, patch.minutes) : state.minutes,
      rollup: patch.rollup ?? state.rollup,
      deep: patch.deep ?? state.deep,
    },
  };
}

function mergeMinutes(kept: readonly MinutePoint[], changed: readonly MinutePoint[]): MinutePoint[] {
  const byMinute = new Map([...kept, ...changed].map((point) => [point.minuteMs, point]));
  const sorted = [...byMinute.values()].sort((a, b) => a.minuteMs - b.minuteMs);
  const newest = sorted.at(-1)?.minuteMs ?? 0;
  return sorted.filter((point) => point.minuteMs > newest - KEPT_MINUTES * MINUTE_MS);
}

/**
 * The last hour up to `nowMs`, one point a minute. A minute nobody watched in is a zero, not a gap: the absence of
 * records is what was measured.
 */
export function lastHour(minutes: readonly MinutePoint[], nowMs: number): MinutePoint[] {
  const byMinute = new Map(minutes.map((point) => [point.minuteMs, point]));
  const current = Math.floor(nowMs / MINUTE_MS) * MINUTE_MS;
  return Array.from({ length: KEPT_MINUTES }, (_, index) => {
    const minuteMs = current - (KEPT_MINUTES - 1 - index) * MINUTE_MS;
    return byMinute.get(minuteMs) ?? { minuteMs, concurrents: 0, starts: 0, hours: 0 };
  });
}

/**
 * The most who watched at once in the last hour, and in which minute; null minute: right now. What a minute counted is a
 * second old, so the number of the moment may be above them all.
 */
export function peakOf(
  hour: readonly MinutePoint[],
  nowConcurrents: number,
): { concurrents: number; minuteMs: number | null } {
  let peak: { concurrents: number; minuteMs: number | null } = { concurrents: nowConcurrents, minuteMs: null };
  for (const { concurrents, minuteMs } of hour) if (concurrents > peak.concurrents) peak = { concurrents, minuteMs };
  return peak;
}
