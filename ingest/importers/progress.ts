import { SingleBar } from 'cli-progress';
import type { ImportProgress } from './run.ts';

export interface ProgressDisplay {
  show(progress: ImportProgress): void;
  stop(): void;
}

/** A bar on a terminal; in a log file or pipe one line a file as it is finished, since a bar would fill it with control characters. */
export function progressDisplay(output: NodeJS.WriteStream): ProgressDisplay {
  return output.isTTY ? new ProgressBar(output) : new ProgressLines(output);
}

class ProgressBar implements ProgressDisplay {
  readonly #output: NodeJS.WriteStream;
  #bar: SingleBar | null = null;
  #file = '';

  constructor(output: NodeJS.WriteStream) {
    this.#output = output;
  }

  show({ file, rowsDone, rowsTotal, recordsSent }: ImportProgress): void {
    if (file !== this.#file) {
      this.stop();
      this.#file = file;
      this.#bar = new SingleBar({
        format: '{file} [{bar}] {value}/{total} rows, {records} records',
        stream: this.#output,
        barsize: 30,
        hideCursor: true,
      });
      this.#bar.start(rowsTotal, rowsDone, { file, records: recordsSent });
    } else this.#bar?.update(rowsDone, { file, records: recordsSent });
  }

  stop(): void {
    this.#bar?.stop();
    this.#bar = null;
  }
}

class ProgressLines implements ProgressDisplay {
  readonly #output: NodeJS.WriteStream;

  constructor(output: NodeJS.WriteStream) {
    this.#output = output;
  }

  show({ file, rowsDone, rowsTotal, recordsSent }: ImportProgress): void {
    if (rowsDone === rowsTotal) this.#output.write(`${file}: ${rowsDone} rows read, ${recordsSent} records sent\n`);
  }

  stop(): void {}
}

/** How many titles are done: a bar on a terminal, else a line now and then. */
export function titleProgress(output: NodeJS.WriteStream): { show(done: number, total: number): void; stop(): void } {
  if (output.isTTY) {
    const bar = new SingleBar({
      format: '[{bar}] {value}/{total} titles',
      stream: output,
      barsize: 30,
      hideCursor: true,
    });
    let begun = false;
    return {
      show: (done, total) => {
        if (begun) bar.update(done);
        else bar.start(total, done);
        begun = true;
      },
      stop: () => bar.stop(),
    };
  }
  let shown = -1;
  return {
    show: (done, total) => {
      if (done === shown) return;
      shown = done;
      output.write(`${done} of ${total} titles recomputed\n`);
    },
    stop: () => undefined,
  };
}
