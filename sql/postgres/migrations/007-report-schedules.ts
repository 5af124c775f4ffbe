import type { Migration } from '../migrate.ts';

/**
 * When weekly reports are sent and to whom, and what became of each sending. A webhook's address lets anybody write to its
 * channel: it stands here only, and whoever reads this database reads it; nothing else shows it whole, neither page nor
 * API, log, audit or error. What was sent stays in the log when its schedule is deleted.
 */
export const reportSchedules: Migration = {
  name: '007-report-schedules',
  up: async (client) => {
    await client.query(`
      CREATE TABLE IF NOT EXISTS report_schedule (
        id text PRIMARY KEY,
        scope text NOT NULL,
        weekday smallint NOT NULL CHECK (weekday BETWEEN 1 AND 7),
        minute smallint NOT NULL CHECK (minute BETWEEN 0 AND 1439),
        zone text NOT NULL,
        grace_hours smallint NOT NULL CHECK (grace_hours BETWEEN 0 AND 96),
        formats text[] NOT NULL CHECK (formats <@ ARRAY['pdf', 'xlsx', 'csv', 'json']),
        emails text[] NOT NULL CHECK (cardinality(emails) <= 50),
        webhook text,
        skip_unchanged boolean NOT NULL,
        paused boolean NOT NULL DEFAULT false,
        next_due timestamptz NOT NULL,
        next_week date NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        deleted_at timestamptz,
        CHECK (cardinality(emails) > 0 OR webhook IS NOT NULL)
      )`);
    await client.query(
      'CREATE INDEX IF NOT EXISTS report_schedule_due ON report_schedule (next_due) WHERE deleted_at IS NULL AND NOT paused',
    );
    // turn 0 is the schedule's own sending; those asked for by hand count on from there.
    await client.query(`
      CREATE TABLE IF NOT EXISTS report_delivery (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        schedule text NOT NULL,
        scope text NOT NULL,
        zone text NOT NULL,
        week date NOT NULL,
        recipient text NOT NULL,
        turn smallint NOT NULL DEFAULT 0,
        state text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'sending', 'sent', 'skipped', 'failed')),
        attempts smallint NOT NULL DEFAULT 0,
        next_at timestamptz NOT NULL,
        claim text,
        lease_until timestamptz,
        report text,
        message_id text NOT NULL,
        error text,
        created_at timestamptz NOT NULL,
        ended_at timestamptz,
        UNIQUE (schedule, week, recipient, turn)
      )`);
    await client.query(
      `CREATE UNIQUE INDEX IF NOT EXISTS report_delivery_open ON report_delivery (schedule, week, recipient)
       WHERE state IN ('waiting', 'sending')`,
    );
    await client.query(
      "CREATE INDEX IF NOT EXISTS report_delivery_next ON report_delivery (next_at) WHERE state IN ('waiting', 'sending')",
    );
  },
};
