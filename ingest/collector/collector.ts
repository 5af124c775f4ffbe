import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Logger } from 'pino';
import { RecordEncoder } from '../contract/encoder.ts';
import type { Family } from '../contract/families.ts';
import type { People } from '../contract/people.ts';
import { eventSchema } from '../contract/schema.ts';
import type { LetterKeeper } from '../dead-letters/keep.ts';
import { letterOf } from '../dead-letters/letter.ts';
import { REPLAY_HEADER } from '../dead-letters/replay.ts';
import { SpoolFailedError, SpoolFullError } from '../spool/errors.ts';
import type { Spool } from '../spool/spool.ts';
import { authorise, checkOrigin, LOCAL_CALLER_ID, type Caller, type TokenCheck } from './access.ts';
import { BodyReader } from './body.ts';
import { contentOf } from './content.ts';
import { PushBack, SOFT_ROWS } from './push-back.ts';
import { KeyRates } from './rate.ts';
import { RequestRefused, SenderGone } from './refused.ts';
import { Statistics } from './statistics.ts';
import { takeIn, type TakenIn } from './take-in.ts';

export interface CollectorParts {
  readonly spool: Spool;
  readonly people: People;
  readonly keys: TokenCheck;
  readonly deadLetters: LetterKeeper;
  readonly log: Logger;
  readonly allowedOrigins: ReadonlySet<string>;
  /** Accepted rows not yet loaded beyond which senders get 503. */
  readonly spoolMaxRows: number;
  /** 0: no limit. */
  readonly recordsPerSecondPerKey: number;
  readonly retentionMs: Partial<Record<Family, number>>;
  /** Why no event can be taken right now, in one sentence; null when they can. */
  readonly notReady: () => Promise<string | null>;
  /** Called when rows begin to wait in the spool. */
  readonly onRows: (openRows: number) => void;
  readonly nowMs?: () => number;
}

/** A sender reads its answer before it sends on: what it still sends after a refusal is read away up to this much. */
const MAX_DISCARDED_BYTES = 64 * 1024 * 1024;

/** Takes events over HTTP: checks the key, encodes the records, waits until they are durable, and answers. */
export class Collector {
  readonly statistics: Statistics;
  readonly server: Server;
  readonly #parts: CollectorParts;
  readonly #nowMs: () => number;
  readonly #bodies = new BodyReader();
  readonly #rates: KeyRates;
  readonly #pushBack: PushBack;
  readonly #idleEncoders: RecordEncoder[] = [];
  #rowsWait = false;
  #stopping = false;

  constructor(parts: CollectorParts) {
    this.#parts = parts;
    this.#nowMs = parts.nowMs ?? Date.now;
    this.statistics = new Statistics(() => parts.spool.backlog(), this.#nowMs());
    this.#rates = new KeyRates(parts.recordsPerSecondPerKey);
    this.#pushBack = new PushBack(Math.min(SOFT_ROWS, parts.spoolMaxRows / 2), parts.spoolMaxRows);
    // Senders keep their connections; five seconds, the default, would close them just as a sender begins to write.
    this.server = createServer({ keepAliveTimeout: 75_000, requestTimeout: 60_000, headersTimeout: 15_000 });
    this.server.on('request', (request, response) => void this.#answer(request, response));
    this.server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
      if (socket.writable) socket.end(answerToBadRequest(error.code));
    });
  }

  /** The spool gave its open rows away or was told that some are loaded. */
  rowsTaken(): void {
    this.#rowsWait = false;
    this.#pushBack.release(this.#parts.spool.backlog().rows);
  }

  /** Takes no new requests and resolves once the running ones are answered, or after `patienceMs`. */
  async stop(patienceMs: number): Promise<void> {
    this.#stopping = true;
    const closed = new Promise<void>((resolve) => this.server.close(() => resolve()));
    this.server.closeIdleConnections();
    const deadline = setTimeout(() => this.server.closeAllConnections(), patienceMs);
    await closed;
    clearTimeout(deadline);
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    response.on('error', () => undefined);
    if (this.#stopping) response.setHeader('connection', 'close');
    const path = (request.url ?? '').split('?', 1)[0] ?? '';
    try {
      if (path === '/v1/events') await this.#events(request, response);
      else await this.#page(path, request, response);
    } catch (error) {
      if (error instanceof SenderGone || response.headersSent) return;
      const refused = error instanceof RequestRefused ? error : this.#unexpected(error);
      discard(request);
      if (refused.retryAfterSeconds !== undefined) response.setHeader('retry-after', refused.retryAfterSeconds);
      send(response, refused.status, 'application/json', refused.toBody());
    }
  }

  #unexpected(error: unknown): RequestRefused {
    this.#parts.log.error({ err: error }, 'a request failed');
    return new RequestRefused(500, 'internal', 'Something failed here; nothing was kept. Send again.');
  }

  async #page(path: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (!['/healthz', '/readyz', '/metrics', '/v1/schema'].includes(path))
      throw new RequestRefused(404, 'not_found', 'There is nothing here.', { hint: 'Events go to POST /v1/events.' });
    if (request.method !== 'GET' && request.method !== 'HEAD') throw wrongMethod(response, 'GET, HEAD');
    if (path === '/healthz') return send(response, 200, 'application/json', '{"status":"up"}');
    if (path === '/v1/schema') return send(response, 200, 'application/schema+json', JSON.stringify(eventSchema()));
    if (path === '/metrics')
      return send(response, 200, this.statistics.registry.contentType, await this.statistics.registry.metrics());
    const reason = this.#stopping ? 'The collector is stopping.' : await this.#parts.notReady();
    if (reason !== null) throw new RequestRefused(503, 'not_ready', reason, { retryAfterSeconds: 1 });
    send(response, 200, 'application/json', '{"status":"ready"}');
  }

  async #events(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const arrivedAtMs = performance.now();
    response.once('close', () => {
      if (response.writableFinished) this.statistics.answered(response.statusCode, performance.now() - arrivedAtMs);
    });
    const origin = checkOrigin(request, this.#parts.allowedOrigins);
    if (origin !== undefined) allowOrigin(response, origin);
    if (request.method === 'OPTIONS') return preflight(response);
    if (request.method !== 'POST') throw wrongMethod(response, 'POST, OPTIONS');
    const caller = await authorise(request, this.#parts.keys);
    this.#rates.check(caller.id, this.#nowMs());
    this.#checkBacklog();
    const { format, coding } = contentOf(request.headers);
    const { body, release } = await this.#bodies.read(request, coding);
    const encoder = this.#idleEncoders.pop() ?? this.#newEncoder();
    let taken: TakenIn;
    try {
      taken = await takeIn(body, format, encoder, {
        receivedAtMs: this.#nowMs(),
        anyTime: caller.scopes.has('import'),
        hashedPeople: caller.id === LOCAL_CALLER_ID,
        retentionMs: this.#parts.retentionMs,
      });
      await this.#keep(encoder, body.length);
    } finally {
      release();
      this.#idleEncoders.push(encoder);
    }
    this.#rates.spend(caller.id, taken.accepted + taken.rejectedTotal, this.#nowMs());
    await this.#keepRejected(taken, caller, request);
    await this.#pushBack.wait(this.#parts.spool.backlog().rows);
    const { accepted, rejected, rejectedTotal } = taken;
    send(response, 202, 'application/json', JSON.stringify({ accepted, rejected, rejected_total: rejectedTotal }));
  }

  #checkBacklog(): void {
    if (this.#stopping) throw busy('stopping', 'The collector is stopping; send again in a moment.');
    if (this.#parts.spool.backlog().rows > this.#parts.spoolMaxRows)
      throw busy('behind', 'The store is behind: too many records wait to be loaded. Send again in a moment.');
  }

  #newEncoder(): RecordEncoder {
    return new RecordEncoder(this.#parts.people, (family, field) => this.statistics.unknownField(family, field));
  }

  /** Resolves once the accepted rows are durable. @throws RequestRefused 503 */
  async #keep(encoder: RecordEncoder, bodyBytes: number): Promise<void> {
    const batch = encoder.batch();
    try {
      await this.#parts.spool.append(batch);
    } catch (error) {
      if (error instanceof SpoolFullError) throw busy('spool_full', error.message, error);
      if (!(error instanceof SpoolFailedError)) throw error;
      this.#parts.log.error({ err: error }, 'the spool failed');
      throw busy('spool_failed', 'Events cannot be kept right now (the disk refused); send again later.', error);
    }
    this.statistics.accepted(batch, bodyBytes);
    this.statistics.takeBuckets(encoder.playback);
    if (batch.chunks.length > 0 && !this.#rowsWait) {
      this.#rowsWait = true;
      this.#parts.onRows(this.#parts.spool.backlog().openRows);
    }
  }

  /** Rejected records become dead letters; when that fails the accepted ones are safe all the same. */
  async #keepRejected(taken: TakenIn, caller: Caller, request: IncomingMessage): Promise<void> {
    if (taken.letters.length === 0) return;
    this.statistics.rejected(taken.rejectedByCode);
    if (caller.id === LOCAL_CALLER_ID && request.headers[REPLAY_HEADER] !== undefined) return;
    const context = { people: this.#parts.people, keyId: caller.id, nowMs: this.#nowMs() };
    try {
      await this.#parts.deadLetters.append(taken.letters.map((rejected) => letterOf(rejected, context)));
    } catch (error) {
      this.statistics.lostLetters(taken.letters.length);
      this.#parts.log.warn({ err: error, letters: taken.letters.length }, 'rejected records could not be kept');
    }
  }
}

function busy(code: string, message: string, cause?: unknown): RequestRefused {
  return new RequestRefused(503, code, message, { retryAfterSeconds: 2, cause });
}

/** A request that never became one, or never came whole: answered on the bare connection, in the shape of all errors. */
function answerToBadRequest(code: string | undefined): string {
  const [status, name, message] =
    code === 'ERR_HTTP_REQUEST_TIMEOUT'
      ? ([
          '408 Request Timeout',
          'timeout',
          'The request did not come whole within a minute; nothing was kept.',
        ] as const)
      : code === 'HPE_HEADER_OVERFLOW'
        ? (['431 Request Header Fields Too Large', 'headers_too_large', 'The headers are too large.'] as const)
        : (['400 Bad Request', 'not_http', 'This is no HTTP request.'] as const);
  const body = new RequestRefused(Number.parseInt(status, 10), name, message).toBody();
  return `HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
}

function wrongMethod(response: ServerResponse, allowed: string): RequestRefused {
  response.setHeader('allow', allowed);
  return new RequestRefused(405, 'method', `The method must be ${allowed.replace(', ', ' or ')}.`);
}

function allowOrigin(response: ServerResponse, origin: string): void {
  response.setHeader('access-control-allow-origin', origin);
  response.setHeader('vary', 'origin');
}

function preflight(response: ServerResponse): void {
  response.writeHead(204, {
    'access-control-allow-methods': 'POST',
    'access-control-allow-headers': 'authorization, content-type, content-encoding',
    'access-control-max-age': '86400',
  });
  response.end();
}

function send(response: ServerResponse, status: number, type: string, body: string): void {
  response.writeHead(status, {
    'content-type': type,
    'content-length': Buffer.byteLength(body),
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  });
  response.end(response.req.method === 'HEAD' ? undefined : body);
}

/** Reads what a refused sender still sends away, so that it gets to read its answer; a flood is cut off. */
function discard(request: IncomingMessage): void {
  let left = MAX_DISCARDED_BYTES;
  request.on('data', (chunk: Buffer) => {
    left -= chunk.length;
    if (left < 0) request.destroy();
  });
  request.on('error', () => undefined);
}
