/** How far launches are looked at, and the hours of each since the premiere. */
export const AGE_HOURS = { '7d': 7 * 24, '28d': 28 * 24, '91d': 91 * 24 } as const;
/** The same, shortest first. */
export const HORIZONS: readonly number[] = Object.values(AGE_HOURS);
