import type { Migration } from '../migrate.ts';

/**
 * Views that people keep under a name: sets of titles to compare, parts of the audience. What one holds is of its kind
 * and parsed where it is read. A deleted one can be taken back for 30 days, so its name is free meanwhile.
 */
export const savedViews: Migration = {
  name: '003-saved-views',
  up: async (client) => {
    await client.query(`
      CREATE TABLE IF NOT EXISTS saved_view (
        id text PRIMARY KEY,
        kind text NOT NULL CHECK (kind IN ('compare', 'segment')),
        name text NOT NULL CHECK (char_length(name) BETWEEN 1 AND 80),
        payload jsonb NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        deleted_at timestamptz
      )`);
    await client.query(
      'CREATE UNIQUE INDEX IF NOT EXISTS saved_view_name ON saved_view (kind, lower(name)) WHERE deleted_at IS NULL',
    );
  },
};
