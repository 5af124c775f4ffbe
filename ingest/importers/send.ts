import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import type { WireRecord } from './types.ts';

export interface Receiver {
  /** Where the collector listens, as `http://127.0.0.1:4001`. */
  readonly ingestUrl: string;
  /** A key with the scope ingest; the local one is exempt from the limits on age. */
  readonly token: string;
  readonly signal?: AbortSignal | undefined;
  /** How long a busy or absent collector is waited for before the import gives up. */
  readonly patienceMs?: number;
}

export interface Rejection {
  /** Index of the record in the batch that was sent. */
  readonly index: number;
  readonly code: string;
  readonly message: string;
}

/** The import cannot go on; the message says what to do. What was sent before is stored, and sending it again counts nothing twice. */
export class ImportSendError extends Error {
  override readonly name = 'ImportSendError';
}

const PATIENCE_MS = 120_000;
const FIRST_WAIT_MS = 200;
const LONGEST_WAIT_MS = 5_000;
/** The collector details at most a hundred rejections an answer; a slice of this size always gets all of its own. */
const SLICE_RECORDS = 100;

const Answer = z.object({
  accepted: z.number(),
  rejected: z.array(z.object({ line: z.number(), code: z.string(), message: z.string() })),
  rejected_total: z.number().optional(),
});
const Refusal = z.object({ error: z.object({ code: z.string(), message: z.string(), hint: z.string().optional() }) });

/**
 * Sends one batch and waits until it is durable. Busy answers (429, 503) and a broken connection are tried again: a batch that
 * arrived twice is stored once.
 * @returns the records that the collector rejected.
 * @throws ImportSendError when it refuses the batch as a whole or stays away for longer than `patienceMs`.
 */
export async function sendBatch(records: readonly WireRecord[], to: Receiver): Promise<Rejection[]> {
  const answer = Answer.parse(await post(records, to));
  const detailed = answer.rejected.map(({ line, code, message }) => ({ index: line - 1, code, message }));
  if ((answer.rejected_total ?? detailed.length) <= detailed.length) return detailed;
  const rejections: Rejection[] = [];
  for (let from = 0; from < records.length; from += SLICE_RECORDS) {
    const slice = Answer.parse(await post(records.slice(from, from + SLICE_RECORDS), to));
    for (const { line, code, message } of slice.rejected) rejections.push({ index: from + line - 1, code, message });
  }
  return rejections;
}

async function post(records: readonly WireRecord[], to: Receiver): Promise<unknown> {
  const body = records.map((record) => JSON.stringify(record)).join('\n');
  const giveUpAtMs = performance.now() + (to.patienceMs ?? PATIENCE_MS);
  for (let waitMs = FIRST_WAIT_MS; ; waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS)) {
    const outcome = await tryPost(body, to);
    if ('answer' in outcome) return outcome.answer;
    const pauseMs = Math.max(outcome.retryAfterMs, waitMs);
    if (performance.now() + pauseMs > giveUpAtMs)
      throw new ImportSendError(`${outcome.reason} Try the import again later.`);
    await sleep(pauseMs, undefined, to.signal === undefined ? {} : { signal: to.signal });
  }
}

type Outcome = { answer: unknown } | { reason: string; retryAfterMs: number };

async function tryPost(body: string, to: Receiver): Promise<Outcome> {
  let response;
  let text;
  try {
    response = await fetch(new URL('/v1/events', to.ingestUrl), {
      method: 'POST',
      headers: { authorization: `Bearer ${to.token}`, 'content-type': 'application/x-ndjson' },
      body,
      signal: to.signal ?? null,
    });
    text = await response.text();
  } catch (error) {
    if (to.signal?.aborted === true) throw error;
    return { reason: `The collector at ${to.ingestUrl} does not answer (${causeOf(error)}).`, retryAfterMs: 0 };
  }
  if (response.ok) return { answer: JSON.parse(text) };
  const reason = `The collector answered ${response.status}: ${refusalOf(text)}`;
  const retryAfterMs = Number(response.headers.get('retry-after') ?? 0) * 1000 || 0;
  if (response.status === 429 || response.status >= 500) return { reason, retryAfterMs };
  throw new ImportSendError(reason);
}

function refusalOf(text: string): string {
  try {
    const { error } = Refusal.parse(JSON.parse(text));
    return error.hint === undefined ? error.message : `${error.message} ${error.hint}`;
  } catch {
    return text.slice(0, 200) || 'no reason given.';
  }
}

function causeOf(error: unknown): string {
  const cause = error instanceof Error ? (error.cause ?? error) : error;
  if (cause instanceof Error) return ('code' in cause && typeof cause.code === 'string' && cause.code) || cause.message;
  return String(cause);
}
