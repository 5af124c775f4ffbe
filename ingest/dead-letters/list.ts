import { listFiles, readLetters, type LetterFile } from './files.ts';
import type { DeadLetter } from './letter.ts';

export interface LetterSelection {
  /** Most letters to give. */
  readonly limit: number;
  /** Only letters of this code. */
  readonly reason?: string;
  /** Only letters that were not sent again with success (default), or all. */
  readonly replayed?: boolean;
}

/** The newest dead letters, newest first; a record refused several times for one reason stands once. */
export async function listDeadLetters(dir: string, selection: LetterSelection): Promise<DeadLetter[]> {
  const found = new Map<string, DeadLetter>();
  for (const file of (await listFiles(dir)).reverse()) {
    for (const { letter } of (await readLetters(file.path)).reverse()) {
      if (found.size >= selection.limit) return [...found.values()];
      if (letter.replayed === 1 && selection.replayed !== true) continue;
      if (selection.reason !== undefined && letter.code !== selection.reason) continue;
      if (!found.has(letter.id)) found.set(letter.id, letter);
    }
  }
  return [...found.values()];
}

export interface DeadLetterCounts {
  /** Not sent again with success. */
  readonly waiting: number;
  readonly replayed: number;
  /** Waiting letters by code, most first. */
  readonly byReason: Readonly<Record<string, number>>;
  readonly bytes: number;
  /** When the oldest one was refused, milliseconds since the epoch; null when there are none. */
  readonly oldestMs: number | null;
}

interface FileCounts {
  readonly state: string;
  readonly waiting: ReadonlyMap<string, number>;
  readonly replayed: number;
  readonly oldestMs: number | null;
}

/** Counts dead letters; files that did not change since the last time are not read again. */
export class DeadLetterCounter {
  readonly #dir: string;
  #known = new Map<string, FileCounts>();

  constructor(dir: string) {
    this.#dir = dir;
  }

  async count(): Promise<DeadLetterCounts> {
    const files = await listFiles(this.#dir);
    const known = new Map<string, FileCounts>();
    const byReason = new Map<string, number>();
    let waiting = 0;
    let replayed = 0;
    let oldestMs: number | null = null;
    for (const file of files) {
      const counts = await this.#countsOf(file);
      known.set(file.name, counts);
      for (const [code, letters] of counts.waiting) {
        byReason.set(code, (byReason.get(code) ?? 0) + letters);
        waiting += letters;
      }
      replayed += counts.replayed;
      if (counts.oldestMs !== null) oldestMs = Math.min(oldestMs ?? Infinity, counts.oldestMs);
    }
    this.#known = known;
    return {
      waiting,
      replayed,
      byReason: Object.fromEntries([...byReason].sort((a, b) => b[1] - a[1])),
      bytes: files.reduce((sum, file) => sum + file.bytes, 0),
      oldestMs,
    };
  }

  async #countsOf(file: LetterFile): Promise<FileCounts> {
    const state = `${file.bytes}/${file.changedMs}`;
    const before = this.#known.get(file.name);
    if (before?.state === state) return before;
    const waiting = new Map<string, number>();
    let replayed = 0;
    let oldestMs: number | null = null;
    for (const { letter } of await readLetters(file.path)) {
      oldestMs ??= letter.atMs;
      if (letter.replayed === 1) replayed++;
      else waiting.set(letter.code, (waiting.get(letter.code) ?? 0) + 1);
    }
    return { state, waiting, replayed, oldestMs };
  }
}
