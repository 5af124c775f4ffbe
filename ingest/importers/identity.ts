import { createHash } from 'node:crypto';

const LONGEST_SLUG = 90;

/**
 * A name as part of an id: lower case, accents of Latin letters taken off, everything that is no letter or digit one hyphen.
 * Other scripts keep their letters. The viewing export and the catalogue write the same name with other case, apostrophes
 * and dashes; both come out equal here, which is what joins them.
 */
export function slugOf(name: string): string {
  const slug = name
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .normalize('NFC')
    .toLowerCase()
    .replace(/['’‘`´]/g, '')
    .replaceAll('&', ' and ')
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, '-')
    .replace(/^-+|-+$/g, '');
  if (slug === '') return shortHash(name);
  if (slug.length <= LONGEST_SLUG) return slug;
  return `${slug.slice(0, LONGEST_SLUG - 9).replace(/-+$/, '')}-${shortHash(slug)}`;
}

/** The id of a film. */
export const filmId = (name: string): string => `nf-${slugOf(name)}`;

/** The id of one season of a series. */
export const seasonId = (show: string, season: number): string => `nf-${slugOf(show)}-s${season}`;

/** The id of a season that has a name and no number, as `Bleach: The Substitute`. */
export const namedSeasonId = (show: string, label: string): string => `nf-${slugOf(`${show} ${label}`)}`;

/** The id of a trailer, teaser or clip. */
export const assetId = (name: string): string => `nf-asset-${slugOf(name)}`;

/** 128 bits of SHA-256 over the parts, as 32 hexadecimal digits. */
export function identityOf(parts: readonly (string | number)[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32);
}

const shortHash = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 8);
