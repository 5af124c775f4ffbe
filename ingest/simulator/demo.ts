import { createAudience } from './audience.ts';
import { DAY_MS } from './clock.ts';
import { BATCH_RECORDS, historyBatches } from './history.ts';
import { liveStream } from './live.ts';
import { createSender, type Send, type Sent } from './sender.ts';
import type { Timeline } from './timeline.ts';

export interface DemoOptions {
  /** Base of the ingest endpoint, such as http://127.0.0.1:4001 */
  readonly ingestUrl: string;
  readonly token: string;
  readonly signal: AbortSignal;
  /**
   * The instant of the first demo on this data folder: keep it and give it again, and the same history is told, so that
   * nothing counts twice. What happened since then is told as well.
   */
  readonly anchorMs: number;
  readonly seed?: number;
  /** 1: about 1.5 million records of history. */
  readonly scale?: number;
  readonly historyDays?: number;
  /** History before this was already accepted in an earlier run; it is passed over. */
  readonly resumeFromMs?: number;
  /** Go on with live records until the signal aborts. */
  readonly live?: boolean;
  readonly eventsPerSecond?: number;
  readonly speed?: number;
  readonly onProgress?: (progress: DemoProgress) => void;
}

export interface DemoProgress {
  readonly phase: 'catalogue' | 'history' | 'live';
  /** Records the endpoint accepted, duplicates of the live part included. */
  readonly sent: number;
  readonly rejected: number;
  /** An estimate until the history is through; null once it streams live. */
  readonly total: number | null;
  /** Over the phase so far. */
  readonly perSecond: number;
  /** History up to this true time is accepted: what to resume from. */
  readonly acceptedUntilMs: number;
  /** The endpoint's words about the first records it rejected. */
  readonly reasons: readonly string[];
}

export const DEMO_SEED = 20_261;
export const HISTORY_DAYS = 56;

/** Records of eight weeks at scale 1, measured; only the progress bar uses it. */
const RECORDS_AT_SCALE_1 = 1_480_000;

/** The live audience has come together in this time: seen from the last hour of a chart, it is an evening and not a cliff. */
const RISE_MS = 45 * 60_000;

/** Requests on their way at once: the endpoint answers after an fsync, which two others fill with parsing. */
const CONCURRENCY = 3;

/**
 * Sends the demo audience: catalogue and profiles, its history until now, then live records until the signal aborts.
 * Resolves with the last progress; aborting is not an error.
 *
 * @throws EndpointRefusedError or EndpointSilentError
 */
export async function runDemo(options: DemoOptions): Promise<DemoProgress> {
  const { anchorMs, scale = 1, historyDays = HISTORY_DAYS, seed = DEMO_SEED, signal } = options;
  const audience = createAudience({ seed, startMs: anchorMs - historyDays * DAY_MS, endMs: anchorMs, scale });
  const timeline = audience.open();
  const tally = new Tally(options, Math.round(RECORDS_AT_SCALE_1 * scale * (historyDays / HISTORY_DAYS)));
  const send = createSender(options);
  try {
    tally.enter('catalogue');
    for (const lines of inBatches(timeline.opening())) tally.add(await send(lines));
    tally.enter('history');
    const untilMs = await sendHistory(timeline, send, tally, options.resumeFromMs);
    if (options.live ?? true) {
      tally.enter('live');
      // One that was stopped and started again told of an evening already.
      const risesFromMs = Math.min(untilMs, Math.max(untilMs - RISE_MS, options.resumeFromMs ?? 0));
      for await (const lines of liveStream(timeline, { ...options, fromMs: untilMs, risesFromMs })) {
        for (const batch of inBatches(lines)) tally.add(await send(batch));
      }
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  }
  return tally.progress();
}

/** Sends the history, then what happened while it was being sent, until less than a second is missing. */
async function sendHistory(timeline: Timeline, send: Send, tally: Tally, resumeFromMs?: number): Promise<number> {
  let untilMs = Date.now();
  for (;;) {
    const batches = historyBatches(timeline, untilMs, resumeFromMs === undefined ? {} : { fromMs: resumeFromMs });
    await Promise.all(
      Array.from({ length: CONCURRENCY }, async () => {
        // The three share one generator: each takes the next batch when it has sent its own.
        for (let next = batches.next(); !next.done; next = batches.next()) {
          const onItsWay = tally.depart(next.value.untilMs);
          tally.add(await send(next.value.lines));
          tally.arrive(onItsWay);
        }
      }),
    );
    const nowMs = Date.now();
    if (nowMs - untilMs < 1_000) return untilMs;
    untilMs = nowMs;
  }
}

function* inBatches(lines: readonly string[]): Generator<readonly string[]> {
  for (let from = 0; from < lines.length; from += BATCH_RECORDS) yield lines.slice(from, from + BATCH_RECORDS);
}

interface OnItsWay {
  readonly untilMs: number;
  accepted: boolean;
}

/** Counts what was accepted and tells the caller. */
class Tally {
  readonly #onProgress: (progress: DemoProgress) => void;
  readonly #expected: number;
  #phase: DemoProgress['phase'] = 'catalogue';
  #sent = 0;
  #rejected = 0;
  #reasons: string[] = [];
  #phaseSent = 0;
  #phaseStartedMs = Date.now();
  #acceptedUntilMs: number;
  /** History batches in order of departure, from the first that is not accepted yet. */
  readonly #onTheirWay: OnItsWay[] = [];

  constructor(options: DemoOptions, expected: number) {
    this.#onProgress = options.onProgress ?? (() => undefined);
    this.#expected = expected;
    this.#acceptedUntilMs = options.resumeFromMs ?? 0;
  }

  enter(phase: DemoProgress['phase']): void {
    this.#phase = phase;
    this.#phaseSent = 0;
    this.#phaseStartedMs = Date.now();
    this.#onProgress(this.progress());
  }

  add(sent: Sent): void {
    this.#sent += sent.accepted;
    this.#phaseSent += sent.accepted;
    this.#rejected += sent.rejected;
    if (this.#reasons.length < 5) this.#reasons.push(...sent.reasons);
    this.#onProgress(this.progress());
  }

  depart(untilMs: number): OnItsWay {
    const onItsWay = { untilMs, accepted: false };
    this.#onTheirWay.push(onItsWay);
    return onItsWay;
  }

  /** One request may overtake another: history is accepted up to the first batch that is still on its way. */
  arrive(onItsWay: OnItsWay): void {
    onItsWay.accepted = true;
    for (let [first] = this.#onTheirWay; first?.accepted; [first] = this.#onTheirWay) {
      this.#acceptedUntilMs = Math.max(this.#acceptedUntilMs, first.untilMs);
      this.#onTheirWay.shift();
    }
  }

  progress(): DemoProgress {
    const seconds = Math.max(0.001, (Date.now() - this.#phaseStartedMs) / 1_000);
    return {
      phase: this.#phase,
      sent: this.#sent,
      rejected: this.#rejected,
      total: this.#phase === 'live' ? null : Math.max(this.#expected, this.#sent),
      perSecond: this.#phaseSent / seconds,
      acceptedUntilMs: this.#acceptedUntilMs,
      reasons: this.#reasons,
    };
  }
}
