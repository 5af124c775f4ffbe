/** The record types a sender may use; each is stored as one family of typed rows. */
export const FAMILIES = [
  'playback',
  'impression',
  'promo',
  'promo_daily',
  'mention',
  'review',
  'viewer',
  'catalog',
] as const;

export type Family = (typeof FAMILIES)[number];

export function isFamily(value: unknown): value is Family {
  return typeof value === 'string' && (FAMILIES as readonly string[]).includes(value);
}
