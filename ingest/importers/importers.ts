import { netflixProfiles } from './netflix-profiles.ts';
import { netflixTitles } from './netflix-titles.ts';
import { netflixViewing } from './netflix-viewing.ts';
import { TABLE_IMPORTS } from './table-imports.ts';
import { type Importer, ImportFileError } from './types.ts';

/** Every kind of file that `ovation import KIND FILE…` takes as it is; others are read as a plan says. */
export const IMPORTERS: readonly Importer[] = [netflixViewing, netflixTitles, netflixProfiles];

/** @throws ImportFileError for a kind that does not exist, naming those that do. */
export function importerOf(kind: string): Importer {
  const importer = IMPORTERS.find((candidate) => candidate.kind === kind);
  if (importer !== undefined) return importer;
  const kinds = [...IMPORTERS, ...TABLE_IMPORTS].map((candidate) => candidate.kind).join(', ');
  throw new ImportFileError(`There is no import kind '${kind}'; choose one of: ${kinds}.`);
}
