import { open } from 'node:fs/promises';
import { listFiles, readLetters, type PlacedLetter } from './files.ts';
import { PERSON_FIELDS, type DeadLetter } from './letter.ts';

/** Texts of people are kept this long. */
export const TEXT_DAYS = 30;
const DAY_MS = 86_400_000;

/** Where the digit of `{"replayed":0` stands in a line. */
const REPLAYED_AT = '{"replayed":'.length;

/*
 * Lines are changed where they stand and never become longer, so that a file may be changed while another process
 * appends to it.
 */

/** Marks letters of a file as sent again and accepted. */
export async function markReplayed(path: string, letters: readonly PlacedLetter[]): Promise<void> {
  await inPlace(path, async (write) => {
    for (const { from } of letters) await write(Buffer.from('1'), from + REPLAYED_AT);
  });
}

/** Takes the texts out of letters older than 30 days; returns how many. Run it at start and once a day. */
export async function forgetOldTexts(dir: string, nowMs: number): Promise<number> {
  let forgotten = 0;
  const lastDay = new Date(nowMs - TEXT_DAYS * DAY_MS).toISOString().slice(0, 10);
  for (const file of (await listFiles(dir)).filter(({ day }) => day < lastDay)) {
    const withText = (await readLetters(file.path)).filter(({ letter }) => hasText(letter));
    if (withText.length === 0) continue;
    await inPlace(file.path, async (write) => {
      for (const placed of withText) {
        const { record, row, ...rest } = placed.letter;
        await write(
          padded(JSON.stringify({ ...rest, record: withoutText(record), row: withoutText(row) }), placed),
          placed.from,
        );
      }
    });
    forgotten += withText.length;
  }
  return forgotten;
}

/**
 * Blanks every letter that speaks of a person; returns how many.
 * @param hashes the person's hashes, 16 hexadecimal digits each
 */
export async function eraseFromDeadLetters(dir: string, hashes: ReadonlySet<string>): Promise<number> {
  let erased = 0;
  for (const file of await listFiles(dir)) {
    const theirs = (await readLetters(file.path)).filter(({ letter }) => speaksOf(letter, hashes));
    if (theirs.length === 0) continue;
    await inPlace(file.path, async (write) => {
      for (const placed of theirs) await write(padded('', placed), placed.from);
    });
    erased += theirs.length;
  }
  return erased;
}

function speaksOf({ record, row }: DeadLetter, hashes: ReadonlySet<string>): boolean {
  for (const field of PERSON_FIELDS.keys()) {
    const person = record?.[field];
    if (typeof person === 'object' && person !== null && 'hash' in person && hashes.has(String(person.hash)))
      return true;
  }
  // Rows have 64-bit numbers as decimal text.
  return ['viewer', 'account', 'author'].some((column) => {
    const value = row?.[column];
    return (
      typeof value === 'string' && /^\d{1,20}$/.test(value) && hashes.has(BigInt(value).toString(16).padStart(16, '0'))
    );
  });
}

function hasText({ record, row }: DeadLetter): boolean {
  return typeof record?.text === 'string' || typeof row?.text === 'string';
}

function withoutText(content: Record<string, unknown> | null): Record<string, unknown> | null {
  if (content === null) return null;
  const { text: _forgotten, ...rest } = content;
  return rest;
}

function padded(line: string, { from, to }: PlacedLetter): Buffer {
  const bytes = Buffer.alloc(to - from, ' ');
  bytes.write(line);
  return bytes;
}

async function inPlace(
  path: string,
  edit: (write: (bytes: Buffer, at: number) => Promise<void>) => Promise<void>,
): Promise<void> {
  const handle = await open(path, 'r+');
  try {
    await edit(async (bytes, at) => {
      await handle.write(bytes, 0, bytes.length, at);
    });
    await handle.sync();
  } finally {
    await handle.close();
  }
}
