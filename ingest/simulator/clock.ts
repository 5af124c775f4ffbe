export const MINUTE_MS = 60_000;
export const HOUR_MS = 3_600_000;
export const DAY_MS = 86_400_000;

export function hourOf(instantMs: number): number {
  return Math.floor(instantMs / HOUR_MS) * HOUR_MS;
}

export function dayOf(instantMs: number): number {
  return Math.floor(instantMs / DAY_MS) * DAY_MS;
}
