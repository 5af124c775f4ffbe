import type { Migration } from '../migrate.ts';

/** Keys that may edit the catalogue; and the edits of one title, which its page lists, are found without reading all others. */
export const editScope: Migration = {
  name: '006-edit-scope',
  up: async (client) => {
    await client.query('ALTER TABLE api_key DROP CONSTRAINT IF EXISTS api_key_scopes_check');
    await client.query(`
      ALTER TABLE api_key ADD CONSTRAINT api_key_scopes_check
      CHECK (scopes <@ ARRAY['ingest', 'import', 'read', 'edit'] AND cardinality(scopes) > 0)`);
    await client.query("CREATE INDEX IF NOT EXISTS audit_of_title ON audit ((detail->>'title'), at DESC)");
  },
};
