import type { Migration } from '../migrate.ts';

/**
 * Weekly reports as they were sealed. The snapshot is kept as the very text that was hashed. A sealed row is never changed nor
 * taken away: a trigger refuses it, whoever asks. A correction is another row that `restates` the former, so that they are a
 * chain; drafts of weeks that still go on are no seals and are replaced.
 */
export const reports: Migration = {
  name: '005-reports',
  up: async (client) => {
    await client.query(`
      CREATE TABLE IF NOT EXISTS report (
        id text PRIMARY KEY,
        scope text NOT NULL,
        subject text NOT NULL,
        week date NOT NULL,
        zone text NOT NULL,
        provisional boolean NOT NULL,
        hash text NOT NULL CHECK (hash ~ '^[0-9a-f]{64}$'),
        snapshot text NOT NULL,
        created_at timestamptz NOT NULL,
        restates text REFERENCES report (id),
        changes jsonb NOT NULL DEFAULT '[]'
      )`);
    await client.query('CREATE INDEX IF NOT EXISTS report_newest ON report (created_at DESC)');
    await client.query(
      'CREATE UNIQUE INDEX IF NOT EXISTS report_once ON report (scope, week, zone, provisional) WHERE restates IS NULL',
    );
    await client.query(
      'CREATE UNIQUE INDEX IF NOT EXISTS report_chain ON report (restates) WHERE restates IS NOT NULL',
    );
    await client.query(`
      CREATE OR REPLACE FUNCTION report_is_sealed() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF TG_OP = 'TRUNCATE' THEN RAISE EXCEPTION 'sealed reports are never taken away'; END IF;
        IF NOT OLD.provisional THEN RAISE EXCEPTION 'report % is sealed', OLD.id; END IF;
        RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
      END $$`);
    await client.query(`
      CREATE OR REPLACE TRIGGER report_sealed BEFORE UPDATE OR DELETE ON report
      FOR EACH ROW EXECUTE FUNCTION report_is_sealed()`);
    await client.query(`
      CREATE OR REPLACE TRIGGER report_kept BEFORE TRUNCATE ON report
      FOR EACH STATEMENT EXECUTE FUNCTION report_is_sealed()`);
    // What is made from a snapshot can be made again: it is no seal. Either the bytes, or why there are none.
    await client.query(`
      CREATE TABLE IF NOT EXISTS report_file (
        report text NOT NULL REFERENCES report (id) ON DELETE CASCADE,
        format text NOT NULL,
        bytes bytea,
        error text,
        made_at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (report, format),
        CHECK ((bytes IS NULL) <> (error IS NULL))
      )`);
  },
};
