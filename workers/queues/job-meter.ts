import type { JobName } from './jobs.ts';

/** What one kind of job did in this process. */
export interface JobFigures {
  readonly name: JobName;
  readonly runs: number;
  readonly failures: number;
  readonly running: number;
  /** All its runs together, seconds: its share of the machine is the slope of this. */
  readonly totalSeconds: number;
  readonly lastMs: number | null;
  readonly longestMs: number;
}

export interface JobMeter {
  /** A job starts; call the answer when it ends. */
  start(name: JobName): (ok: boolean) => void;
  figures(): JobFigures[];
}

export function createJobMeter(now: () => number = () => performance.now()): JobMeter {
  const byName = new Map<JobName, { -readonly [K in keyof JobFigures]: JobFigures[K] }>();
  return {
    start: (name) => {
      let figures = byName.get(name);
      if (!figures) {
        figures = { name, runs: 0, failures: 0, running: 0, totalSeconds: 0, lastMs: null, longestMs: 0 };
        byName.set(name, figures);
      }
      const mine = figures;
      const startedMs = now();
      mine.running += 1;
      return (ok) => {
        const tookMs = now() - startedMs;
        mine.running -= 1;
        mine.runs += 1;
        if (!ok) mine.failures += 1;
        mine.totalSeconds += tookMs / 1000;
        mine.lastMs = tookMs;
        mine.longestMs = Math.max(mine.longestMs, tookMs);
      };
    },
    figures: () => [...byName.values()].map((figures) => ({ ...figures })),
  };
}
