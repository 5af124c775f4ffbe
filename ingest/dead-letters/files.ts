import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { deadLetterSchema, type DeadLetter } from './letter.ts';

/** Files are named by day, writer and number, so that names in order are letters in order of day. */
const FILE_NAME = /^(\d{4}-\d{2}-\d{2})\.([a-z]+)\.(\d{6})\.ndjson$/;

export interface LetterFile {
  readonly path: string;
  readonly name: string;
  /** UTC day of its letters, YYYY-MM-DD. */
  readonly day: string;
  readonly writer: string;
  readonly number: number;
  readonly bytes: number;
  readonly changedMs: number;
}

export function fileName(day: string, writer: string, number: number): string {
  return `${day}.${writer}.${String(number).padStart(6, '0')}.ndjson`;
}

/** The files of a store, oldest first; none when the folder does not exist yet. */
export async function listFiles(dir: string): Promise<LetterFile[]> {
  let names: string[];
  try {
    names = await readdir(dir);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
  const files = await Promise.all(
    names.sort().map(async (name): Promise<LetterFile | null> => {
      const [, day, writer, number] = FILE_NAME.exec(name) ?? [];
      if (day === undefined || writer === undefined) return null;
      const path = join(dir, name);
      const state = await stat(path).catch(() => null);
      if (state === null) return null;
      return { path, name, day, writer, number: Number(number), bytes: state.size, changedMs: state.mtimeMs };
    }),
  );
  return files.filter((file) => file !== null);
}

/** A letter and where its line stands in its file, bytes. */
export interface PlacedLetter {
  readonly letter: DeadLetter;
  readonly from: number;
  /** Behind its last byte; the newline stands there. */
  readonly to: number;
}

const NEWLINE = 10;

/** The letters of a file in the order they were written. Blanked (erased) and torn lines are passed over. */
export async function readLetters(path: string): Promise<PlacedLetter[]> {
  let bytes: Buffer;
  try {
    bytes = await readFile(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
  const letters: PlacedLetter[] = [];
  for (let from = 0; from < bytes.length;) {
    const newline = bytes.indexOf(NEWLINE, from);
    const to = newline < 0 ? bytes.length : newline;
    const letter = parseLetter(bytes.toString('utf8', from, to));
    if (letter !== null) letters.push({ letter, from, to });
    from = to + 1;
  }
  return letters;
}

function parseLetter(line: string): DeadLetter | null {
  if (line.trim() === '') return null;
  try {
    return deadLetterSchema.parse(JSON.parse(line));
  } catch {
    // The last line before a crash may be cut off. It was refused once and told so: nothing acknowledged is lost.
    return null;
  }
}
