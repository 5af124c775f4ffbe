/** Levels of objects and lists a record may have, itself included. */
export const MAX_DEPTH = 8;

/** Whether a parsed JSON value has more than `levels` levels of objects and lists. Stops at that depth. */
export function nestedDeeperThan(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (levels === 0) return true;
  return Object.values(value).some((inner) => nestedDeeperThan(inner, levels - 1));
}
