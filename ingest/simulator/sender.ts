import { setTimeout as wait } from 'node:timers/promises';

/** The endpoint said no in a way that trying again does not mend. */
export class EndpointRefusedError extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.name = 'EndpointRefusedError';
    this.status = status;
  }
}

/** Nobody answered for too long. */
export class EndpointSilentError extends Error {
  constructor(url: string, cause: unknown) {
    super(`${url} does not answer. Is Ovation running there? Start it with: npm start`, { cause });
    this.name = 'EndpointSilentError';
  }
}

export interface Sent {
  readonly accepted: number;
  readonly rejected: number;
  /** Why the first ones were rejected, as the endpoint put it. */
  readonly reasons: readonly string[];
}

export interface SenderOptions {
  /** Base of the ingest endpoint, such as http://127.0.0.1:4001 */
  readonly ingestUrl: string;
  readonly token: string;
  readonly signal: AbortSignal;
}

export type Send = (lines: readonly string[]) => Promise<Sent>;

const FIRST_RETRY_MS = 250;
const LONGEST_RETRY_MS = 5_000;
/** A restarted collector is back within 4 s; a minute without any answer is not a restart. */
const SILENCE_LIMIT_MS = 60_000;

/**
 * Sends NDJSON to the public endpoint until it is accepted: waits as the endpoint asks on 429 and 503, tries again when
 * it is away for a moment.
 *
 * @throws EndpointRefusedError, EndpointSilentError, or the signal's reason.
 */
export function createSender({ ingestUrl, token, signal }: SenderOptions): Send {
  const url = new URL('/v1/events', ingestUrl);
  return async (lines) => {
    if (lines.length === 0) return { accepted: 0, rejected: 0, reasons: [] };
    // Bytes, not a string: fetch would check and encode a string twice, a fifth of the time of a whole demo.
    const body = Buffer.from(`${lines.join('\n')}\n`);
    let retryMs = FIRST_RETRY_MS;
    let silentSinceMs: number | null = null;
    for (;;) {
      signal.throwIfAborted();
      const answer = await post(url, token, body, signal);
      if (answer instanceof Response) {
        silentSinceMs = null;
        if (answer.status === 202) return await readSent(answer);
        if (answer.status !== 429 && answer.status !== 503) throw await refusal(answer);
        await answer.body?.cancel();
        await wait(retryAfterMs(answer) ?? retryMs, undefined, { signal });
      } else {
        signal.throwIfAborted();
        silentSinceMs ??= Date.now();
        if (Date.now() - silentSinceMs > SILENCE_LIMIT_MS) throw new EndpointSilentError(url.origin, answer);
        await wait(retryMs, undefined, { signal });
      }
      retryMs = Math.min(retryMs * 2, LONGEST_RETRY_MS);
    }
  };
}

/** The answer, or the error of a connection that failed. */
async function post(
  url: URL,
  token: string,
  body: Buffer<ArrayBuffer>,
  signal: AbortSignal,
): Promise<Response | Error> {
  try {
    return await fetch(url, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/x-ndjson' },
      body,
      signal,
    });
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

interface Answer {
  readonly accepted: number;
  readonly rejected?: readonly { readonly line: number; readonly code: string; readonly message: string }[];
  readonly rejected_total?: number;
}

async function readSent(response: Response): Promise<Sent> {
  const answer = (await response.json()) as Answer;
  const rejected = answer.rejected ?? [];
  return {
    accepted: answer.accepted,
    rejected: answer.rejected_total ?? rejected.length,
    reasons: rejected.slice(0, 5).map((each) => `line ${each.line}: ${each.message} (${each.code})`),
  };
}

async function refusal(response: Response): Promise<EndpointRefusedError> {
  const text = await response.text();
  const said = messageIn(text) ?? text.slice(0, 200);
  return new EndpointRefusedError(response.status, `The ingest endpoint answered ${response.status}: ${said}`);
}

function messageIn(text: string): string | null {
  try {
    const body = JSON.parse(text) as { error?: { message?: string } };
    return body.error?.message ?? null;
  } catch {
    // Not this product's endpoint, or a proxy before it: its own words have to do.
    return null;
  }
}

/** Retry-After in milliseconds: seconds or an HTTP date; null when absent. */
function retryAfterMs(response: Response): number | null {
  const value = response.headers.get('retry-after');
  if (value === null) return null;
  const seconds = Number(value);
  const waitMs = Number.isFinite(seconds) ? seconds * 1_000 : Date.parse(value) - Date.now();
  return Number.isFinite(waitMs) ? Math.max(50, waitMs) : null;
}
