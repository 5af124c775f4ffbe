/** What the pulse in the header says. */
import { span } from '../format/time.ts';

export interface Connection {
  /** `connecting`: never connected yet; `paused`: the tab is hidden and does no work. */
  state: 'connecting' | 'live' | 'reconnecting' | 'paused';
  /** When the connection was lost; null while it stands. */
  lostAtMs: number | null;
  /** When the server last said anything; null before it did. */
  heardAtMs: number | null;
  /** When the newest event happened; null when none ever did. */
  lastEventMs: number | null;
}

/** Data older than this is called old, not live: a player beats every 30 s, twice missed is silence. */
const QUIET_AFTER_MS = 75_000;
/** A reconnect that takes longer leaves numbers on the page that are no longer true enough to pass for live. */
const STALE_AFTER_MS = 10_000;

export type PulseTone = 'live' | 'quiet' | 'waiting' | 'stale';

export function pulse(
  connection: Connection,
  nowMs: number,
  clock: (atMs: number) => string,
): { tone: PulseTone; text: string } {
  const { state, lostAtMs, heardAtMs, lastEventMs } = connection;
  if (state === 'paused') return { tone: 'quiet', text: 'paused' };
  if (state === 'connecting') return { tone: 'waiting', text: 'connecting…' };
  if (state === 'reconnecting') {
    if (lostAtMs !== null && nowMs - lostAtMs > STALE_AFTER_MS)
      return { tone: 'stale', text: `stale since ${clock(heardAtMs ?? lostAtMs)}` };
    return { tone: 'waiting', text: 'reconnecting…' };
  }
  if (lastEventMs === null) return { tone: 'quiet', text: 'live, nothing comes in' };
  const agoMs = nowMs - lastEventMs;
  if (agoMs > QUIET_AFTER_MS) return { tone: 'quiet', text: `live, last event ${span(agoMs)} ago` };
  return { tone: 'live', text: `live, ${span(Math.max(1000, agoMs))} ago` };
}
