import type { IncomingMessage } from 'node:http';
import { RequestRefused } from './refused.ts';

/** Who a token belongs to, and what it may do. */
export interface Caller {
  readonly id: string;
  readonly scopes: ReadonlySet<string>;
}

/** Where tokens are looked up; null for an unknown or revoked one. May throw when that cannot be said right now. */
export interface TokenCheck {
  check(token: string): Promise<Caller | null>;
}

/** The local tools of the running stack; they may also send people already hashed. */
export const LOCAL_CALLER_ID = 'local';

/** @throws RequestRefused 401, 403 or 503 */
export async function authorise(request: IncomingMessage, keys: TokenCheck): Promise<Caller> {
  const token = /^Bearer +([\x21-\x7e]{1,256})$/i.exec(request.headers.authorization ?? '')?.[1];
  if (token === undefined) {
    throw new RequestRefused(401, 'no_key', 'The request has no key.', {
      hint: 'Send "Authorization: Bearer ovk_…"; make a key with: npm run ovation -- key create --scope ingest',
    });
  }
  let caller: Caller | null;
  try {
    caller = await keys.check(token);
  } catch (error) {
    throw new RequestRefused(503, 'keys_unavailable', 'Keys cannot be checked right now; send again in a moment.', {
      retryAfterSeconds: 2,
      cause: error,
    });
  }
  if (caller === null)
    throw new RequestRefused(401, 'unknown_key', 'The key is unknown or was revoked.', {
      hint: 'Make a new one with: npm run ovation -- key create --scope ingest',
    });
  if (!caller.scopes.has('ingest') && !caller.scopes.has('import'))
    throw new RequestRefused(403, 'scope', 'The key may not send events.', {
      hint: 'Make one with scope ingest: npm run ovation -- key create --scope ingest',
    });
  return caller;
}

/** @throws RequestRefused 403 when a browser sends from a page that may not */
export function checkOrigin(request: IncomingMessage, allowedOrigins: ReadonlySet<string>): string | undefined {
  const origin = request.headers.origin;
  if (origin !== undefined && !allowedOrigins.has(origin))
    throw new RequestRefused(403, 'origin', 'Pages of this origin may not send events.');
  return origin;
}
