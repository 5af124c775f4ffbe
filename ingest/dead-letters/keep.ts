import { appendFile, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileName, listFiles } from './files.ts';
import type { DeadLetter } from './letter.ts';

/** Files are deleted whole when the store is full, so they stay small. */
const FILE_BYTES = 4 * 1024 * 1024;
/** A letter longer than this is kept without its record. Texts have 64 KiB. */
const MAX_LETTER_BYTES = 128 * 1024;

export interface LetterKeeperOptions {
  /** The store's folder; made when it is not there. */
  readonly dir: string;
  /** Disk the letters of all writers may take; beyond it the oldest go. */
  readonly maxBytes: number;
  /** Who writes: each process has files of its own, because two must not append to one. */
  readonly writer: 'collector' | 'loader';
}

/** Appends dead letters. Nothing waits on them for durability: the sender was told that they were not accepted. */
export class LetterKeeper {
  readonly #options: LetterKeeperOptions;
  #turn: Promise<unknown> = Promise.resolve();
  #file = { day: '', number: 0, bytes: 0 };

  constructor(options: LetterKeeperOptions) {
    this.#options = options;
  }

  /** Resolves once the letters are written. @throws the file system's error; the letters are then lost */
  append(letters: readonly DeadLetter[]): Promise<void> {
    if (letters.length === 0) return Promise.resolve();
    const mine = this.#turn.then(() => this.#write(letters));
    this.#turn = mine.catch(() => undefined);
    return mine;
  }

  async #write(letters: readonly DeadLetter[]): Promise<void> {
    let lines: string[] = [];
    let bytes = 0;
    const flush = async () => {
      if (bytes === 0) return;
      const path = await this.#room(letters[0]?.atMs ?? 0, bytes);
      await appendFile(path, lines.join(''), { mode: 0o600 });
      this.#file.bytes += bytes;
      lines = [];
      bytes = 0;
    };
    for (const letter of letters) {
      const line = lineOf(letter);
      lines.push(line);
      bytes += Buffer.byteLength(line);
      if (bytes >= FILE_BYTES) await flush();
    }
    await flush();
  }

  /** The file to append to; a new one begins each day and whenever the last is full. */
  async #room(atMs: number, bytes: number): Promise<string> {
    const { dir, writer, maxBytes } = this.#options;
    await mkdir(dir, { recursive: true, mode: 0o700 });
    const day = new Date(atMs).toISOString().slice(0, 10);
    if (day !== this.#file.day || this.#file.bytes + bytes > FILE_BYTES) {
      const files = await listFiles(dir);
      const last = files.filter((file) => file.day === day && file.writer === writer).at(-1);
      // A restart begins a new file: the last line of the old one may be torn.
      this.#file = { day, number: (last?.number ?? 0) + 1, bytes: 0 };
      let usedBytes = files.reduce((sum, file) => sum + file.bytes, 0) + FILE_BYTES;
      for (const file of files) {
        if (usedBytes <= maxBytes) break;
        await rm(file.path, { force: true });
        usedBytes -= file.bytes;
      }
    }
    return join(dir, fileName(day, writer, this.#file.number));
  }
}

function lineOf(letter: DeadLetter): string {
  const line = `${JSON.stringify(letter)}\n`;
  return line.length <= MAX_LETTER_BYTES ? line : `${JSON.stringify({ ...letter, record: null, row: null })}\n`;
}
