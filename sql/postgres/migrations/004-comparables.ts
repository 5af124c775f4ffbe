import type { Migration } from '../migrate.ts';

/** Titles that somebody chose to compare a launch with, instead of those of the same kind and genre. No row: the rule. */
export const comparables: Migration = {
  name: '004-comparables',
  up: async (client) => {
    await client.query(`
      CREATE TABLE IF NOT EXISTS comparables (
        title text PRIMARY KEY,
        comparables text[] NOT NULL CHECK (cardinality(comparables) BETWEEN 1 AND 40),
        set_by text NOT NULL,
        set_at timestamptz NOT NULL DEFAULT now()
      )`);
  },
};
