import { crc32 } from 'node:zlib';
import { z } from 'zod';
import { FAMILIES } from '../contract/families.ts';

export const JOURNAL_FILE = 'journal';

const commitSchema = z.object({
  chunks: z.array(
    z.object({
      family: z.enum(FAMILIES),
      offset: z.number().int().min(0),
      bytes: z.number().int().min(1),
      rows: z.number().int().min(1),
      crc: z.number().int().min(0),
    }),
  ),
  /** Titles not named by an earlier commit of the segment. */
  titles: z.array(z.string()),
  minAtMs: z.number(),
  maxAtMs: z.number(),
});

/** One group commit: where each family's new rows lie in its file, and their CRC-32. */
export type JournalCommit = z.infer<typeof commitSchema>;

/** One line: CRC-32 of the JSON in eight hex digits, a space, the JSON, a line feed. */
export function journalLine(commit: JournalCommit): Buffer {
  const json = JSON.stringify(commit);
  return Buffer.from(`${hex(crc32(json))} ${json}\n`);
}

/**
 * The commits of a journal up to the first line that is torn or does not agree with its CRC, each with the journal's
 * length behind it. What follows a bad line is never trusted: lines are written one after the other.
 */
export function readJournal(journal: Buffer): { commit: JournalCommit; endByte: number }[] {
  const commits: { commit: JournalCommit; endByte: number }[] = [];
  let start = 0;
  for (;;) {
    const end = journal.indexOf(0x0a, start);
    if (end < 0) return commits;
    const line = journal.toString('utf8', start, end);
    const json = line.slice(9);
    if (line[8] !== ' ' || line.slice(0, 8) !== hex(crc32(json))) return commits;
    commits.push({ commit: commitSchema.parse(JSON.parse(json)), endByte: end + 1 });
    start = end + 1;
  }
}

function hex(crc: number): string {
  return crc.toString(16).padStart(8, '0');
}
