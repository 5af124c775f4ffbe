import { timingSafeEqual } from 'node:crypto';
import type pg from 'pg';
import type { Logger } from 'pino';
import { hashOf, SCOPES, type Scope } from './keys.ts';

/** Who a bearer token belongs to, and what it may do. */
export interface Caller {
  readonly id: string;
  readonly scopes: ReadonlySet<Scope>;
}

export interface KeyStore {
  /**
   * The caller behind a token, or null for an unknown or revoked one.
   *
   * @throws KeysUnavailableError when PostgreSQL is away and this token was not seen before.
   */
  check(token: string): Promise<Caller | null>;
  close(): Promise<void>;
}

/** Whether a key is good can't be said right now. Senders should try again. */
export class KeysUnavailableError extends Error {
  constructor(cause: unknown) {
    super('Keys cannot be checked right now; try again in a few seconds.', { cause });
    this.name = 'KeysUnavailableError';
  }
}

interface Entry {
  readonly caller: Caller | null;
  checkedAtMs: number;
}

/** A revoked key must be refused within two seconds; one look-up a second and key is next to nothing. */
const FRESH_MS = 1_000;
/** With a known key, PostgreSQL has this long to answer before it counts as away: senders must not wait for it. */
const PATIENCE_MS = 500;
/** How many tokens are remembered. Beyond it (someone is guessing) the oldest go. */
const REMEMBERED = 10_000;
const USES_EVERY_MS = 30_000;

/** The local key of a running stack, which its own tools use: every scope, as long as the process lives. */
const RUN_CALLER: Caller = { id: 'local', scopes: new Set(SCOPES) };

/**
 * Keys from PostgreSQL, remembered. While PostgreSQL is away a known key stays good and a revoked one stays refused;
 * an outage never turns into "unknown key".
 */
export function createKeyStore(options: {
  pool: pg.Pool;
  runToken: string;
  log: Logger;
  now?: () => number;
}): KeyStore {
  const { pool, log, now = Date.now } = options;
  const runHash = hashOf(options.runToken);
  const known = new Map<string, Entry>();
  const asking = new Map<string, Promise<Caller | null>>();
  const used = new Set<string>();

  const writeUses = async () => {
    if (used.size === 0) return;
    const ids = [...used];
    used.clear();
    try {
      await pool.query('UPDATE api_key SET last_used_at = now() WHERE id = ANY($1)', [ids]);
    } catch (error) {
      for (const id of ids) used.add(id);
      log.debug({ err: error }, 'key uses not written yet');
    }
  };
  const timer = setInterval(() => void writeUses(), USES_EVERY_MS);
  timer.unref();

  const remember = (key: string, caller: Caller | null) => {
    known.delete(key);
    known.set(key, { caller, checkedAtMs: now() });
    if (known.size > REMEMBERED) {
      const oldest = known.keys().next();
      if (!oldest.done) known.delete(oldest.value);
    }
    return caller;
  };

  const ask = async (key: string, hash: Buffer): Promise<Caller | null> => {
    const before = known.get(key);
    try {
      const question = pool.query<{ id: string; scopes: Scope[] }>(
        'SELECT id, scopes FROM api_key WHERE hash = $1 AND revoked_at IS NULL',
        [hash],
      );
      const { rows } = await (before ? within(PATIENCE_MS, question) : question);
      const row = rows[0];
      return remember(key, row ? { id: row.id, scopes: new Set(row.scopes) } : null);
    } catch (error) {
      if (!before) throw new KeysUnavailableError(error);
      before.checkedAtMs = now();
      return before.caller;
    }
  };

  return {
    check: async (token) => {
      const hash = hashOf(token);
      if (timingSafeEqual(hash, runHash)) return RUN_CALLER;
      if (!token.startsWith('ovk_')) return null;
      const key = hash.toString('base64');
      const entry = known.get(key);
      let caller: Caller | null;
      if (entry && now() - entry.checkedAtMs < FRESH_MS) caller = entry.caller;
      else {
        // One question at a time for a key, however many requests wait for it.
        let question = asking.get(key);
        if (!question) {
          question = ask(key, hash).finally(() => asking.delete(key));
          asking.set(key, question);
        }
        caller = await question;
      }
      if (caller) used.add(caller.id);
      return caller;
    },
    close: async () => {
      clearInterval(timer);
      await writeUses();
    },
  };
}

/** The promise's value, or an error after so long. The promise itself goes on; its failure is taken care of. */
async function within<T>(ms: number, promise: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${ms} ms`)), ms);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
