import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type pg from 'pg';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '../../sql/postgres/embedded.ts';
import { migratePostgres } from '../../sql/postgres/migrate.ts';
import { createPool } from '../../sql/postgres/pool.ts';
import { createKeyStore, KeysUnavailableError } from './key-store.ts';
import { createKey, KeyError, listKeys, revokeKey } from './keys.ts';

const log = pino({ level: 'silent' });
const runToken = 'ovk_local-token-of-this-run';
let root: string;
let server: EmbeddedPostgres;
let pool: pg.Pool;

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'ovation-keys-'));
  server = await startEmbeddedPostgres({ dir: join(root, 'postgres'), log });
  pool = createPool({ url: server.url, log });
  expect(await migratePostgres(pool, log)).not.toEqual([]);
  expect(await migratePostgres(pool, log)).toEqual([]);
});
afterAll(async () => {
  await pool.end();
  await server.stop();
  rmSync(root, { recursive: true, force: true });
});

describe('keys', () => {
  it('are shown once and kept as a hash', async () => {
    const { key, token } = await createKey(pool, { name: 'player', scopes: ['ingest'], actor: 'test' });
    expect(token).toMatch(/^ovk_[A-Za-z0-9_-]{43}$/);
    expect((await listKeys(pool)).map((k) => k.id)).toContain(key.id);
    const { rows } = await pool.query('SELECT row_to_json(api_key)::text AS row FROM api_key');
    expect(JSON.stringify(rows)).not.toContain(token);
    const { rows: audit } = await pool.query('SELECT action FROM audit WHERE subject = $1', [key.id]);
    expect(audit).toEqual([{ action: 'key.create' }]);
  });

  it('refuse an unknown scope and an unknown id with a sentence that says what to do', async () => {
    await expect(createKey(pool, { name: 'x', scopes: ['write'], actor: 'test' })).rejects.toThrow(
      new KeyError('"write" is no scope; a key takes ingest, import, read, edit.'),
    );
    await expect(revokeKey(pool, { id: 'key_none', actor: 'test' })).rejects.toThrow(KeyError);
  });
});

describe('the key store', () => {
  it('knows the scopes of a key, the local key of the run, and nobody else', async () => {
    const store = createKeyStore({ pool, runToken, log });
    const { key, token } = await createKey(pool, { name: 'reader', scopes: ['read'], actor: 'test' });
    expect(await store.check(token)).toEqual({ id: key.id, scopes: new Set(['read']) });
    expect(await store.check(runToken)).toEqual({ id: 'local', scopes: new Set(['ingest', 'import', 'read', 'edit']) });
    expect(await store.check(`${token}x`)).toBeNull();
    expect(await store.check('')).toBeNull();
    await store.close();
    expect((await listKeys(pool)).find((k) => k.id === key.id)?.lastUsedAt).toBeInstanceOf(Date);
  });

  it('refuses a revoked key within two seconds', async () => {
    let nowMs = 0;
    const store = createKeyStore({ pool, runToken, log, now: () => nowMs });
    const { key, token } = await createKey(pool, { name: 'gone', scopes: ['ingest'], actor: 'test' });
    expect(await store.check(token)).not.toBeNull();
    await revokeKey(pool, { id: key.id, actor: 'test' });
    nowMs = 2_000;
    expect(await store.check(token)).toBeNull();
    await store.close();
  });

  it('keeps answering for known keys while PostgreSQL is away, and never calls an unasked one unknown', async () => {
    const unreachable = createPool({ url: 'postgresql:///ovation?host=/tmp/no-such-folder&user=ovation', log });
    const away = createKeyStore({ pool: unreachable, runToken, log });
    await expect(away.check('ovk_never-seen')).rejects.toThrow(KeysUnavailableError);
    expect(await away.check(runToken)).not.toBeNull();
    await away.close();
    await unreachable.end();

    let nowMs = 0;
    const store = createKeyStore({ pool, runToken, log, now: () => nowMs });
    const { token } = await createKey(pool, { name: 'steady', scopes: ['ingest'], actor: 'test' });
    expect(await store.check(token)).not.toBeNull();
    expect(await store.check('ovk_not-a-key')).toBeNull();
    process.kill(server.pid() ?? 0, 'SIGKILL');
    nowMs = 60_000;
    expect(await store.check(token)).not.toBeNull();
    expect(await store.check('ovk_not-a-key')).toBeNull();
    await store.close();
  });
});
