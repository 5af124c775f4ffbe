import type { Migration } from '../migrate.ts';

/**
 * Keys that senders and readers of the API hold. Only a SHA-256 of the key is kept: the key itself is 256 random bits, so
 * a slow password hash would cost each request and protect nothing more.
 */
export const apiKeys: Migration = {
  name: '001-api-keys',
  up: async (client) => {
    await client.query(`
      CREATE TABLE IF NOT EXISTS api_key (
        id text PRIMARY KEY,
        name text NOT NULL,
        scopes text[] NOT NULL CHECK (scopes <@ ARRAY['ingest', 'import', 'read'] AND cardinality(scopes) > 0),
        hash bytea NOT NULL UNIQUE CHECK (octet_length(hash) = 32),
        created_at timestamptz NOT NULL DEFAULT now(),
        last_used_at timestamptz,
        revoked_at timestamptz
      )`);
  },
};
