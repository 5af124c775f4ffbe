import { setTimeout as sleep } from 'node:timers/promises';
import { memoryMb, processesOf, totalOf, type Part } from './processes.ts';

/** What the processes of an Ovation held while they were watched: when that was the most, and at the end, MB. */
export interface Held {
  most: Record<Part, number>;
  last: Record<Part, number>;
}

export interface WatchOptions {
  readonly mainPid: number;
}

const SAMPLE_MS = 200;

// A process of its own: a look takes some milliseconds, in which the bench would take no answer of the pages it times.
process.once('message', ({ mainPid }: WatchOptions) => {
  const look = () => memoryMb(processesOf(mainPid));
  const first = look();
  const held: Held = { most: first, last: first };
  process.once('message', () => process.send?.({ result: { ...held, last: look() } }, () => process.exit(0)));
  void watch();
  async function watch() {
    for (; ; await sleep(SAMPLE_MS)) {
      const now = look();
      if (totalOf(now) > totalOf(held.most)) held.most = now;
    }
  }
});
