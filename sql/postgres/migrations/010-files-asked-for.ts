import type { Migration } from '../migrate.ts';

/** Since when somebody waits for a file of a report that is not made by itself any more: then it is. */
export const filesAskedFor: Migration = {
  name: '010-files-asked-for',
  up: async (client) => {
    await client.query(`
      CREATE TABLE IF NOT EXISTS report_file_asked (
        report text NOT NULL REFERENCES report (id) ON DELETE CASCADE,
        format text NOT NULL,
        asked_at timestamptz NOT NULL,
        PRIMARY KEY (report, format)
      )`);
  },
};
