import { UnrecoverableError, type Job, type MinimalJob, type Queue, type Worker } from 'bullmq';
import type { Logger } from 'pino';
import { openBackend, type QueueBackend } from './backend.ts';
import { JOB_NAMES, JOBS, type JobKind, type JobName, type JobPayload } from './jobs.ts';
import { createJobMeter, type JobFigures } from './job-meter.ts';
import { NotYetError } from './not-yet.ts';
import { faultName, faultsInARow, isWaiting, readQueueStates, type QueueState } from './queue-states.ts';

/** What a job gets besides its payload. */
export interface JobContext {
  /** Aborted when the process stops: return soon, what is left undone is found again in the store. */
  readonly signal: AbortSignal;
  readonly log: Logger;
  /** 1 for the first try. */
  readonly attempt: number;
  /** When it was asked for, ms since the epoch: the same at every try. */
  readonly askedMs: number;
  /** Tells who asked how far it is; `states` shows it while the job runs. */
  readonly progress: (done: number, total: number) => void;
}

export type JobProcessor<N extends JobName> = (payload: JobPayload<N>, context: JobContext) => Promise<void>;
export type JobProcessors = { readonly [N in JobName]?: JobProcessor<N> };

/** A job as it is found by its key. */
type FoundJob =
  | { readonly state: 'open'; readonly waits: OpenJob<JobName>['waits'] }
  /** `error`: the name of what it failed with. */
  | { readonly state: 'failed'; readonly error: string; readonly message: string };

/** A job that waits or runs. */
interface OpenJob<N extends JobName> {
  readonly payload: JobPayload<N>;
  /** Why it cannot be done yet, by its last try; null: it was not tried, or that has failed. */
  readonly waits: string | null;
}

export interface Queues {
  /** Ask for a job. One that already waits under the same key stands for it; one that runs is followed by it. */
  enqueue<N extends JobName>(name: N, payload: JobPayload<N>, options?: { delayMs?: number }): Promise<void>;
  /** Ask for a job again and again, also across processes and restarts. Repeating the call changes the interval. */
  every<N extends JobName>(name: N, payload: JobPayload<N>, everyMs: number): Promise<void>;
  /** Ask for a job once a day at an hour of UTC, also across processes and restarts. */
  daily<N extends JobName>(name: N, payload: JobPayload<N>, hour: number): Promise<void>;
  /**
   * The job of a payload's key, whoever asked for it: waiting or running, or else how it failed since an instant. Null: it ended
   * well, or nobody has it any more. What repeats is nobody's asking. Rejects while the queues' store is away.
   */
  find<N extends JobName>(name: N, payload: JobPayload<N>, sinceMs: number): Promise<FoundJob | null>;
  /** What somebody has asked for and is not done, in that order, each once. What repeats is nobody's asking. Rejects while the queues' store is away. */
  open<N extends JobName>(name: N): Promise<OpenJob<N>[]>;
  /** Start working: the one place that gives every job its metrics, its log lines, its retries and its graceful end. */
  register(processors: JobProcessors): Promise<void>;
  /** Every queue's length and its newest failure. Rejects while the queues' store is away. */
  states(): Promise<QueueState[]>;
  /** Runs, failures and durations of the jobs of this process. */
  figures(): JobFigures[];
  /** True when nothing waits, runs or is delayed in any of the queues. */
  idle(): Promise<boolean>;
  /** Stop taking jobs, let running ones end for at most `graceMs`, close. */
  close(graceMs?: number): Promise<void>;
}

export interface QueuesOptions {
  readonly postgresUrl: string;
  readonly redisUrl?: string | undefined;
  readonly log: Logger;
  /**
   * This process is the only one on the queues: jobs of an earlier one that was killed are dropped at once instead of
   * holding their place until their lock runs out. Whatever they were to do is still marked in the store.
   */
  readonly alone: boolean;
  /** How what cannot be done yet is tried again. */
  readonly waits?: Waits;
}

/** A job that cannot be done yet rests for about so long, and is tried again until so long after it was asked for. */
interface Waits {
  readonly restMs: number;
  readonly limitMs: number;
}

/** A rest in which others have their turn; and whoever asked two hours ago is told, and may ask again. */
const WAITS: Waits = { restMs: 20_000, limitMs: 2 * 3_600_000 };

/**
 * A worker that is killed, or can't say that it is done because PostgreSQL was, leaves its job locked; after this long and
 * the next check it runs again. Locks are renewed at half of it, so an event loop must not stand still for 5 s.
 */
const LOCK_MS = 10_000;
const STALLED_CHECK_MS = 3_000;
/** Failures kept for Data health. */
const FAILED_KEPT = { count: 50, age: 7 * 24 * 3600 };
const BACKOFF_MS = 500;
/** A job has no number of tries: how the last ones ended says whether there is another. The most that PostgreSQL can count to. */
const ANY_TRIES = 2 ** 31 - 1;

/** Open every queue of {@link JOBS}. */
export async function openQueues(options: QueuesOptions): Promise<Queues> {
  const log = options.log.child({ part: 'queues' });
  const onError = (error: Error) => log.warn({ err: error }, 'the queues lost a connection');
  const backend = await openBackend({
    ...options,
    redisUrl: options.redisUrl,
    connections: JOB_NAMES.length + 8,
    onError,
  });
  const queues = new Map<JobName, Queue>();
  for (const name of JOB_NAMES) {
    const queue = backend.queue(name);
    queue.on('error', onError);
    queues.set(name, queue);
  }
  if (options.alone) await Promise.all([...queues.values()].map((queue) => queue.obliterate({ force: true })));
  return new OpenQueues(backend, queues, log, options.waits ?? WAITS);
}

class OpenQueues implements Queues {
  readonly #backend: QueueBackend;
  readonly #queues: ReadonlyMap<JobName, Queue>;
  readonly #log: Logger;
  readonly #waits: Waits;
  readonly #workers: Worker[] = [];
  readonly #meter = createJobMeter();
  readonly #stopping = new AbortController();

  constructor(backend: QueueBackend, queues: ReadonlyMap<JobName, Queue>, log: Logger, waits: Waits) {
    this.#backend = backend;
    this.#queues = queues;
    this.#log = log;
    this.#waits = waits;
  }

  async enqueue<N extends JobName>(name: N, payload: JobPayload<N>, { delayMs = 0 } = {}): Promise<void> {
    await this.#queue(name).add(name, payload, {
      ...jobOptions(name),
      delay: delayMs,
      deduplication: { id: kindOf(name).keyOf(payload), keepLastIfActive: true },
    });
  }

  async every<N extends JobName>(name: N, payload: JobPayload<N>, everyMs: number): Promise<void> {
    const key = kindOf(name).keyOf(payload);
    await this.#queue(name).upsertJobScheduler(
      key,
      { every: everyMs },
      { name, data: payload, opts: jobOptions(name) },
    );
  }

  async daily<N extends JobName>(name: N, payload: JobPayload<N>, hour: number): Promise<void> {
    await this.#queue(name).upsertJobScheduler(
      kindOf(name).keyOf(payload),
      { pattern: `0 ${hour} * * *`, tz: 'UTC' },
      { name, data: payload, opts: jobOptions(name) },
    );
  }

  async find<N extends JobName>(name: N, payload: JobPayload<N>, sinceMs: number): Promise<FoundJob | null> {
    const { keyOf } = kindOf(name);
    const key = keyOf(payload);
    const job = (await this.open(name)).find(({ payload: its }) => keyOf(its) === key);
    if (job) return { state: 'open', waits: job.waits };
    const failed = (await this.#queue(name).getFailed()).find(
      (job) => isAsked(job) && keyOf(job.data as JobPayload<N>) === key && (job.finishedOn ?? 0) >= sinceMs,
    );
    if (!failed) return null;
    return { state: 'failed', error: faultName(failed), message: failed.failedReason };
  }

  async open<N extends JobName>(name: N): Promise<OpenJob<N>[]> {
    const read = async () =>
      (await this.#queue(name).getJobs(['waiting', 'active', 'delayed'])).filter(isAsked).map((job) => {
        const payload = job.data as JobPayload<N>;
        return [kindOf(name).keyOf(payload), { job, payload }] as const;
      });
    // One after the other is read: what ends its rest meanwhile is in none, and in one of them the next time. Then what was asked for
    // while the first one ran may follow it.
    const jobs = new Map([...(await read()), ...(await read())]);
    return [...jobs.values()]
      .sort((one, other) => one.job.timestamp - other.job.timestamp)
      .map(({ job, payload }) => ({ payload, waits: isWaiting(job) ? job.failedReason : null }));
  }

  async register(processors: JobProcessors): Promise<void> {
    for (const name of JOB_NAMES) {
      const processor = processors[name];
      if (!processor) continue;
      const worker = this.#backend.worker(name, (job) => this.#run(name, processor as JobProcessor<JobName>, job), {
        concurrency: kindOf(name).concurrency,
        lockDuration: LOCK_MS,
        stalledInterval: STALLED_CHECK_MS,
        // A job that outlives several killed processes is still only late.
        maxStalledCount: 1_000,
        runRetryDelay: 500,
        settings: { backoffStrategy: (_tries, _type, error, job) => this.#restMs(name, error, job) },
      });
      worker.on('error', (error) => this.#log.warn({ err: error, job: name }, 'a worker lost a connection'));
      worker.on('stalled', () =>
        this.#log.warn({ job: name }, 'a job was left by a worker that is gone; it runs again'),
      );
      this.#workers.push(worker);
    }
    await Promise.all(this.#workers.map((worker) => worker.waitUntilReady()));
  }

  /** How long a job rests after a try, before the next; -1 for none. */
  #restMs(name: JobName, error: Error | undefined, job: MinimalJob | undefined): number {
    // What leaves no trace could not be counted.
    if (!job || error?.stack === undefined) return -1;
    if (error instanceof NotYetError) {
      const { restMs, limitMs } = this.#waits;
      return Date.now() < job.timestamp + limitMs ? Math.round(restMs * (0.75 + Math.random() / 2)) : -1;
    }
    const faults = faultsInARow(job) + 1;
    if (faults >= kindOf(name).attempts) return -1;
    return Math.round(BACKOFF_MS * 2 ** (faults - 1) * (1 - 0.3 * Math.random()));
  }

  async #run<N extends JobName>(name: N, processor: JobProcessor<N>, job: Job): Promise<void> {
    const { payload: schema, attempts } = kindOf(name);
    const payload = schema.safeParse(job.data);
    // Trying again does not mend a payload.
    if (!payload.success) throw new UnrecoverableError(`not a payload of ${name}: ${payload.error.message}`);
    const attempt = job.attemptsMade + 1;
    const log = this.#log.child({ job: name, payload: payload.data });
    const done = this.#meter.start(name);
    try {
      const progress = (of: number, total: number) =>
        void job.updateProgress({ done: of, total }).catch((error: unknown) => log.debug({ err: error }, 'progress'));
      await processor(payload.data, { signal: this.#stopping.signal, log, attempt, askedMs: job.timestamp, progress });
      done(true);
    } catch (error) {
      const waits = error instanceof NotYetError;
      done(waits);
      if (waits) log.info({ why: error.message }, 'a job cannot be done yet');
      else if (!this.#stopping.signal.aborted)
        log.error({ err: error, attempt: faultsInARow(job) + 1, attempts }, 'a job failed');
      throw error;
    }
  }

  states(): Promise<QueueState[]> {
    return readQueueStates([...this.#queues.values()]);
  }

  figures(): JobFigures[] {
    return this.#meter.figures();
  }

  async idle(): Promise<boolean> {
    const states = await this.states();
    return states.every((state) => state.waiting + state.active + state.delayed - state.scheduled === 0);
  }

  async close(graceMs = 4_000): Promise<void> {
    this.#stopping.abort();
    await Promise.all(this.#workers.map((worker) => closeWithin(worker, graceMs)));
    await Promise.all([...this.#queues.values()].map((queue) => queue.close().catch(() => undefined)));
    await this.#backend.close();
  }

  #queue(name: JobName): Queue {
    const queue = this.#queues.get(name);
    if (!queue) throw new Error(`There is no queue ${name}.`);
    return queue;
  }
}

const isAsked = ({ repeatJobKey }: Job): boolean => repeatJobKey === undefined;

/** `JOBS` by a name known only at run time: the table's types can't follow it. */
function kindOf<N extends JobName>(name: N): JobKind<JobPayload<N>> {
  return JOBS[name] as unknown as JobKind<JobPayload<N>>;
}

const jobOptions = (name: JobName) => ({
  attempts: ANY_TRIES,
  backoff: { type: 'by how it ended' },
  // As many as have to be told apart.
  stackTraceLimit: JOBS[name].attempts,
  removeOnComplete: true,
  removeOnFail: FAILED_KEPT,
});

/** A worker waits for its running jobs without an end; after the grace they are left to their lock. */
async function closeWithin(worker: Worker, graceMs: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<'late'>((resolve) => (timer = setTimeout(() => resolve('late'), graceMs)));
  const closing = worker.close().then(() => 'closed' as const);
  closing.catch(() => undefined);
  const outcome = await Promise.race([closing, late]).catch(() => 'closed' as const);
  clearTimeout(timer);
  if (outcome === 'late') await worker.disconnect().catch(() => undefined);
}
