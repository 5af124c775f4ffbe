import { createInterface } from 'node:readline/promises';

/** Who is asked before anything is taken; null when nobody sits at a terminal. */
export type Ask = ((question: string) => Promise<string>) | null;

/** Asks on a terminal; null when input or output is a file or a pipe. */
export function terminalAsk(input: NodeJS.ReadStream, output: NodeJS.WriteStream, signal: AbortSignal): Ask {
  if (!input.isTTY || !output.isTTY) return null;
  return async (question) => {
    const terminal = createInterface({ input, output });
    try {
      return await terminal.question(question, { signal });
    } finally {
      terminal.close();
    }
  };
}

/**
 * Whether a person agrees to how the files were read; what to do otherwise is said by `remark`.
 *
 * @param flags those that say how the files are to be read, as in "--map and --date"
 */
export async function agrees(ask: Ask, rows: number, flags: string, remark: (line: string) => void): Promise<boolean> {
  if (ask === null) {
    remark('Nothing was taken. If this is how the files are to be read, run it again with --yes.');
    return false;
  }
  const answer = (await ask(`Take these ${rows.toLocaleString('en-US')} rows? [y/N] `)).trim().toLowerCase();
  if (answer === 'y' || answer === 'yes') return true;
  remark(`Nothing was taken. ${flags} say how the files are to be read.`);
  return false;
}
