/**
 * What the processes know about themselves, for Data health, `/readyz` and `/metrics`. The composition root builds a
 * {@link HealthSource} from the collector, loader and queues; the web server only reads it. What the stores know
 * (freshness, unmatched titles, heartbeat gaps) comes from `sql/queries/health.ts`.
 */

export interface CollectorHealth {
  readonly state: 'running' | 'restarting' | 'away';
  readonly acceptedTotal: number;
  readonly rejectedTotal: number;
  readonly rejectedByCode: Readonly<Record<string, number>>;
  /** Fields that senders set and the contract does not know. They are ignored, never an error. */
  readonly unknownFields: readonly { readonly family: string; readonly field: string; readonly count: number }[];
  readonly answerP50Ms: number | null;
  readonly answerP99Ms: number | null;
  readonly spoolRows: number;
  readonly spoolBytes: number;
  /** When the oldest record that is not yet loaded was received. */
  readonly spoolOldestMs: number | null;
}

export interface LoaderHealth {
  readonly state: 'loading' | 'waiting' | 'retrying' | 'stopped';
  readonly backlogSegments: number;
  readonly backlogRows: number;
  readonly lastError: string | null;
  readonly lastLoadedMs: number | null;
  readonly loadedRows: number;
  readonly loadP50Ms: number | null;
  readonly loadP99Ms: number | null;
}

export interface QueueHealth {
  readonly name: string;
  readonly waiting: number;
  readonly active: number;
  readonly delayed: number;
  readonly failed: number;
  /** The newest failure that has not been repaired. */
  readonly lastError: { readonly job: string; readonly message: string; readonly atMs: number | null } | null;
}

export interface DeadLetterGroup {
  readonly reason: string;
  readonly count: number;
  readonly lastAtMs: number | null;
  readonly samples: readonly {
    readonly atMs: number;
    readonly family: string;
    readonly message: string;
    /** The rejected record as JSON text, viewer ids hashed. */
    readonly record: string;
  }[];
}

export interface DiskHealth {
  readonly dataBytes: number | null;
  readonly freeBytes: number;
  readonly totalBytes: number;
}

/** Each part answers quickly (≤ 1 s) or throws; null means that this process does not run the part. */
export interface HealthSource {
  collector(): Promise<CollectorHealth | null>;
  loader(): Promise<LoaderHealth | null>;
  queues(): Promise<readonly QueueHealth[] | null>;
  deadLetters(): Promise<readonly DeadLetterGroup[] | null>;
  disk(): Promise<DiskHealth | null>;
}

/** One part as Data health shows it: its facts, or in one sentence why they are missing. */
export type Part<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly message: string };

export interface ProcessHealth {
  readonly collector: Part<CollectorHealth | null>;
  readonly loader: Part<LoaderHealth | null>;
  readonly queues: Part<readonly QueueHealth[] | null>;
  readonly deadLetters: Part<readonly DeadLetterGroup[] | null>;
  readonly disk: Part<DiskHealth | null>;
}

/** A part that takes longer than this is shown as not answering, so that one stuck process never blanks the page. */
const PART_DEADLINE_MS = 1_500;

/** Reads every part side by side; never throws. */
export async function readProcessHealth(source: HealthSource): Promise<ProcessHealth> {
  const [collector, loader, queues, deadLetters, disk] = await Promise.all([
    readPart('The collector', () => source.collector()),
    readPart('The loader', () => source.loader()),
    readPart('The job queue', () => source.queues()),
    readPart('The dead-letter folder', () => source.deadLetters()),
    readPart('The disk', () => source.disk()),
  ]);
  return { collector, loader, queues, deadLetters, disk };
}

async function readPart<T>(name: string, read: () => Promise<T>): Promise<Part<T>> {
  try {
    return { ok: true, value: await withDeadline(read(), PART_DEADLINE_MS) };
  } catch (error) {
    return { ok: false, message: `${name} did not answer: ${error instanceof Error ? error.message : String(error)}` };
  }
}

/** Rejects with "no answer within …" when `work` takes longer than `deadlineMs`. The work itself is not stopped. */
export function withDeadline<T>(work: Promise<T>, deadlineMs: number): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`no answer within ${deadlineMs / 1000} s`)), deadlineMs);
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
