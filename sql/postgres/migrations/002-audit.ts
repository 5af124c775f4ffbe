import type { Migration } from '../migrate.ts';

/** Who changed what: keys made and revoked, recomputes asked for, letters replayed. Rows are only ever added. */
export const audit: Migration = {
  name: '002-audit',
  up: async (client) => {
    await client.query(`
      CREATE TABLE IF NOT EXISTS audit (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        at timestamptz NOT NULL DEFAULT now(),
        actor text NOT NULL,
        action text NOT NULL,
        subject text NOT NULL,
        detail jsonb NOT NULL DEFAULT '{}'
      )`);
    await client.query('CREATE INDEX IF NOT EXISTS audit_at ON audit (at DESC)');
  },
};
