import { createHash, randomBytes } from 'node:crypto';
import type pg from 'pg';

/** What a key may do: `ingest` send events, `import` also send events of any age, `read` read by the API, `edit` edit the catalogue by it. */
export const SCOPES = ['ingest', 'import', 'read', 'edit'] as const;
export type Scope = (typeof SCOPES)[number];

export interface ApiKey {
  readonly id: string;
  readonly name: string;
  readonly scopes: readonly Scope[];
  readonly createdAt: Date;
  /** To the minute or so: uses are written in batches. */
  readonly lastUsedAt: Date | null;
  readonly revokedAt: Date | null;
}

const COLUMNS = 'id, name, scopes, created_at AS "createdAt", last_used_at AS "lastUsedAt", revoked_at AS "revokedAt"';

/** No such key, or no such scope. The message says what to do. */
export class KeyError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'KeyError';
  }
}

/** What is stored of a key, and looked up by: its SHA-256. */
export function hashOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}

/**
 * Make a key. The token (`ovk_` and 43 characters, 256 random bits) is returned this once and can't be shown again.
 *
 * @throws KeyError when a scope is unknown.
 */
export async function createKey(
  pool: pg.Pool,
  options: { name: string; scopes: readonly string[]; actor: string },
): Promise<{ key: ApiKey; token: string }> {
  const scopes = [...new Set(options.scopes)].map(parseScope);
  if (scopes.length === 0) throw new KeyError(`A key needs a scope: ${SCOPES.join(', ')}.`);
  const token = `ovk_${randomBytes(32).toString('base64url')}`;
  const id = `key_${randomBytes(6).toString('hex')}`;
  const { rows } = await pool.query<ApiKey>(
    `WITH made AS (INSERT INTO api_key (id, name, scopes, hash) VALUES ($1, $2, $3, $4) RETURNING *),
          noted AS (INSERT INTO audit (actor, action, subject, detail)
                    SELECT $5, 'key.create', id, jsonb_build_object('name', name, 'scopes', scopes) FROM made)
     SELECT ${COLUMNS} FROM made`,
    [id, options.name, scopes, hashOf(token), options.actor],
  );
  const key = rows[0];
  if (!key) throw new KeyError('The key was not stored.');
  return { key, token };
}

/** All keys, newest first; revoked ones too. */
export async function listKeys(pool: pg.Pool): Promise<ApiKey[]> {
  return (await pool.query<ApiKey>(`SELECT ${COLUMNS} FROM api_key ORDER BY created_at DESC, id`)).rows;
}

/**
 * Revoke a key by its id. Every process refuses it within two seconds.
 *
 * @throws KeyError when there is no such key, or it is revoked already.
 */
export async function revokeKey(pool: pg.Pool, options: { id: string; actor: string }): Promise<ApiKey> {
  const { rows } = await pool.query<ApiKey>(
    `WITH ended AS (UPDATE api_key SET revoked_at = now() WHERE id = $1 AND revoked_at IS NULL RETURNING *),
          noted AS (INSERT INTO audit (actor, action, subject) SELECT $2, 'key.revoke', id FROM ended)
     SELECT ${COLUMNS} FROM ended`,
    [options.id, options.actor],
  );
  const key = rows[0];
  if (!key) throw new KeyError(`No live key has the id ${options.id}; \`ovation key list\` shows all.`);
  return key;
}

function parseScope(text: string): Scope {
  const scope = SCOPES.find((s) => s === text);
  if (!scope) throw new KeyError(`"${text}" is no scope; a key takes ${SCOPES.join(', ')}.`);
  return scope;
}
