import type { Logger } from 'pino';

/** The parts of a running Ovation, in the order in which they end. Parts of one number end side by side. */
const ORDER = {
  web: 1,
  collector: 1,
  loader: 2,
  workers: 3,
  keys: 4,
  control: 5,
  store: 5,
  postgres: 6,
  folder: 7,
} as const;

export type Part = keyof typeof ORDER;

/** What a part that has started leaves to be done at the end, and how long the others wait for it. */
export type AtEnd = (part: Part, limitMs: number, run: () => void | Promise<void>) => void;

interface Ending {
  readonly part: Part;
  readonly limitMs: number;
  readonly run: () => void | Promise<void>;
}

/** Collects what has to end while parts start, so that a start that breaks off ends exactly what it began. */
export class Endings {
  readonly #log: Logger;
  readonly #endings: Ending[] = [];
  #ended: Promise<void> | null = null;

  constructor(log: Logger) {
    this.#log = log;
  }

  readonly add: AtEnd = (part, limitMs, run) => void this.#endings.push({ part, limitMs, run });

  /** Ends everything once; never rejects. */
  all(): Promise<void> {
    return (this.#ended ??= this.#inOrder());
  }

  async #inOrder(): Promise<void> {
    const orders = [...new Set(Object.values(ORDER))].sort((a, b) => a - b);
    for (const order of orders) {
      await Promise.all(this.#endings.filter(({ part }) => ORDER[part] === order).map((ending) => this.#end(ending)));
    }
  }

  async #end({ part, limitMs, run }: Ending): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<'late'>((resolve) => (timer = setTimeout(() => resolve('late'), limitMs)));
    try {
      if ((await Promise.race([Promise.resolve(run()), late])) === 'late') {
        this.#log.warn({ part, limitMs }, 'a part did not stop in time; going on without waiting');
      }
    } catch (error) {
      this.#log.warn({ part, err: error }, 'a part did not stop in order');
    } finally {
      clearTimeout(timer);
    }
  }
}
