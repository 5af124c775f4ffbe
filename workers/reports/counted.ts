import { setTimeout as sleep } from 'node:timers/promises';
import type { Store } from '../../sql/clickhouse/store.ts';
import { backlog, backlogText, lackingSince } from '../../sql/queries/backlog.ts';
import { NotYetError } from '../queues/not-yet.ts';

/** Records that were acknowledged and are not in the store. */
export interface Spool {
  /** Resolves once all that was acknowledged before the call is in the store. */
  drain(): Promise<void>;
  /** How many records wait. */
  waitingRows(): number;
}

export interface CountedDeps {
  readonly store: Store;
  /** This process's, once it loads. Null: records are taken in by other processes, which do not tell what waits with them. */
  readonly spool: Promise<Spool | null>;
  readonly signal?: AbortSignal;
  /** How long it is waited for what waits. */
  readonly patienceMs?: number;
}

/**
 * All that was received before an instant. The tries of one report wait for the same: one that looked anew would find what came
 * meanwhile, and under a live audience something always waits.
 */
export interface Received {
  /** The instant, by the clock of reports. */
  readonly atMs: number;
  /** Resolves once it is loaded: picks the parts that lack something of it. */
  readonly lacking: Promise<ReturnType<typeof lackingSince>>;
}

/** What was received before the call, at which the clock of reports says `atMs`. */
export function receivedByNow(spool: CountedDeps['spool'], atMs: number): Received {
  const lacking = spool.then((own) => own?.drain()).then(() => lackingSince(Date.now()));
  // Between two tries nobody listens; the next one is told.
  lacking.catch(() => undefined);
  return { atMs, lacking };
}

/**
 * A turn of campaigns, the slowest of those that count while events keep coming: on a busy machine it works for some seconds and rests
 * for ten. For what takes longer others need not stand behind: a later try finds it.
 */
const PATIENCE_MS = 20_000;
const ASK_AGAIN_MS = 500;

/**
 * Resolves once all that was received is counted in whatever a week's numbers are made of.
 *
 * @throws NotYetError when that takes long: what was counted until then is no whole week
 */
export async function untilCounted(
  { store, spool, signal, patienceMs = PATIENCE_MS }: CountedDeps,
  received: Received,
): Promise<void> {
  const deadlineMs = performance.now() + patienceMs;
  const lacking = await Promise.race([
    received.lacking,
    sleep(patienceMs, null, { ref: false, ...(signal && { signal }) }),
  ]);
  if (!lacking) throw notYet(backlogText([], await waitingRows(spool)));
  for (;;) {
    const waiting = lacking(await backlog(store));
    if (waiting.length === 0) return;
    if (performance.now() >= deadlineMs) throw notYet(backlogText(waiting));
    await sleep(ASK_AGAIN_MS, undefined, signal && { signal });
  }
}

/** How many records wait to be loaded, as far as this process knows by now: a loader that starts is not waited for. */
export const waitingRows = async (spool: CountedDeps['spool']): Promise<number> =>
  (await Promise.race([spool, Promise.resolve(null)]))?.waitingRows() ?? 0;

const notYet = (waits: string) =>
  new NotYetError(
    `A week is sealed once all that had come is counted, and there wait ${waits || 'records to be loaded'}, with what has come since. Data health shows how far they are.`,
  );
