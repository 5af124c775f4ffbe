import { open, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { listSegments } from './segment-folder.ts';

const FILE = 'last-segment';
const DIGITS = 20;

/**
 * Hands out segment numbers: milliseconds × 1000 + n, rising, and never twice, because the store tells segments apart by
 * them. The last one is kept in a file, so that a clock set back between two starts repeats none.
 */
export class SegmentNumbers {
  readonly #file: FileHandle;
  readonly #nowMs: () => number;
  #last: bigint;

  private constructor(file: FileHandle, last: bigint, nowMs: () => number) {
    this.#file = file;
    this.#last = last;
    this.#nowMs = nowMs;
  }

  static async open(dir: string, nowMs: () => number): Promise<SegmentNumbers> {
    const file = await open(join(dir, FILE), 'a+').then(async (created) => {
      await created.close();
      return open(join(dir, FILE), 'r+');
    });
    const text = (await file.readFile('utf8')).trim();
    let last = /^\d{1,20}$/.test(text) ? BigInt(text) : 0n;
    for (const { segment } of await listSegments(dir, ['open', 'sealed', 'loaded'])) {
      const number = BigInt(segment);
      if (number > last) last = number;
    }
    return new SegmentNumbers(file, last, nowMs);
  }

  /** The next number. Written in place with a fixed width (one sector), durable once `sync` has resolved. */
  async next(): Promise<string> {
    const byClock = BigInt(this.#nowMs()) * 1000n;
    this.#last = byClock > this.#last ? byClock : this.#last + 1n;
    await this.#file.write(`${String(this.#last).padStart(DIGITS, '0')}\n`, 0);
    return String(this.#last);
  }

  async sync(): Promise<void> {
    await this.#file.datasync();
  }

  async close(): Promise<void> {
    await this.#file.close();
  }
}
