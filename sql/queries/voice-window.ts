import { HOUR_MS } from './time.ts';

/** Hours of the window that share of voice is told of: a week. */
export const VOICE_HOURS = 168;

/** The last whole UTC hours before an instant. */
export function voiceWindow(nowMs: number): { fromMs: number; untilMs: number } {
  const untilMs = Math.floor(nowMs / HOUR_MS) * HOUR_MS;
  return { fromMs: untilMs - VOICE_HOURS * HOUR_MS, untilMs };
}
