import { ImportFileError } from '../types.ts';

/** `--source`, or the name of the kind. @throws ImportFileError */
export function readSource(source: string | undefined, kind: string): string {
  if (source === undefined) return kind;
  if (/^[\p{L}\p{N}](?:[\p{L}\p{N} ._-]{0,62}[\p{L}\p{N}])?$/u.test(source)) return source;
  throw new ImportFileError(`--source takes a name of up to 64 letters, digits, spaces and .-_; not '${source}'.`);
}
