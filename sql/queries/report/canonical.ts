import { createHash } from 'node:crypto';

/** JSON that is the same text for the same value: keys sorted, nothing between them. What is undefined is left out. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, own: unknown) =>
    own !== null && typeof own === 'object' && !Array.isArray(own)
      ? Object.fromEntries(Object.entries(own).sort(([a], [b]) => (a < b ? -1 : 1)))
      : own,
  );
}

/** SHA-256 of a text, hex. */
export const sealOf = (text: string): string => createHash('sha256').update(text).digest('hex');
