import { FUTURE_TOLERANCE_MS, type EncodeContext, type Refusal } from './encode-context.ts';
import type { Family } from './families.ts';

/** How much earlier than the play's start a record may lie: the two were read from a clock that was being set. */
const START_TOLERANCE_MS = 60_000;
/** Nobody plays at more than four times the speed for long; one corrupt maximum would poison a title for ever. */
const MAX_SPEED = 4;
const PLAYED_TOLERANCE_MS = 60_000;
/** A play that goes on for longer is a player that forgot to begin a new one; its hours could not be told apart any more. */
const MAX_PLAY_MS = 60 * 86_400_000;

/** Rules between the fields of a playback record; absent `fromMs` and `playedMs` are −1. */
export function playbackRules(
  atMs: number,
  startedAtMs: number,
  positionMs: number,
  fromMs: number,
  playedMs: number,
  refusal: Refusal,
): boolean {
  if (atMs < startedAtMs - START_TOLERANCE_MS)
    return refusal.because('at_before_start', 'at is more than a minute before started_at.');
  if (atMs > startedAtMs + MAX_PLAY_MS)
    return refusal.because('play_too_long', 'at is more than 60 days after started_at: begin a new play.');
  if (fromMs > positionMs) return refusal.because('from_after_position', 'from_s is beyond position_s.');
  if (playedMs > Math.max(0, atMs - startedAtMs) * MAX_SPEED + PLAYED_TOLERANCE_MS)
    return refusal.because(
      'played_too_fast',
      'played_s is more than could be played since started_at at four times the speed.',
    );
  return true;
}

/** The rules of time, which importers are exempt from. */
export function timeRules(family: Family, atMs: number, context: EncodeContext, refusal: Refusal): boolean {
  if (context.anyTime) return true;
  if (atMs > context.receivedAtMs + FUTURE_TOLERANCE_MS)
    return refusal.because(
      'too_far_in_future',
      'The record lies more than 10 minutes in the future: check the clock, or give clock_offset_ms.',
    );
  const retentionMs = context.retentionMs[family];
  if (retentionMs !== undefined && atMs < context.receivedAtMs - retentionMs)
    return refusal.because('too_old', 'The record is older than what is kept of its type.');
  return true;
}
