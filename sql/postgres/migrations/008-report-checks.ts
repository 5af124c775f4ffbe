import type { Migration } from '../migrate.ts';

/** When a sealed report was last held against the data: what was looked at is known also after a stand-still. */
export const reportChecks: Migration = {
  name: '008-report-checks',
  up: async (client) => {
    await client.query(`
      CREATE TABLE IF NOT EXISTS report_check (
        report text PRIMARY KEY REFERENCES report (id),
        checked_at timestamptz NOT NULL
      )`);
  },
};
