import { isUtf8 } from 'node:buffer';
import { createReadStream } from 'node:fs';
import { ImportFileError } from '../types.ts';

const LINE_FEED = 0x0a;

/**
 * Reads a file once for bytes that are not UTF-8: decoded as if they were, each would become the same "�" for ever.
 * @throws ImportFileError that names the first line with such bytes.
 */
export async function refuseOtherEncodings(path: string): Promise<void> {
  let rest = Buffer.alloc(0);
  let line = 1;
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    const bytes = Buffer.concat([rest, chunk]);
    // A character never spans a line feed.
    const end = bytes.lastIndexOf(LINE_FEED) + 1;
    line = checked(path, bytes.subarray(0, end), line);
    rest = bytes.subarray(end);
  }
  checked(path, rest, line);
}

/** @returns the number of the line behind these */
function checked(path: string, lines: Buffer, first: number): number {
  const valid = isUtf8(lines);
  let line = first;
  for (let from = 0; from < lines.length; line += 1) {
    const feed = lines.indexOf(LINE_FEED, from);
    const end = feed < 0 ? lines.length : feed;
    if (!valid && !isUtf8(lines.subarray(from, end)))
      throw new ImportFileError(
        `${path} is not UTF-8: line ${line} has other bytes. Save it as UTF-8, or convert it, as in iconv -f WINDOWS-1252 -t UTF-8.`,
      );
    from = end + 1;
  }
  return line;
}
