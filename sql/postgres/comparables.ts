import type pg from 'pg';
import type { ChosenComparables } from '../queries/launch.ts';

/** What was chosen by hand for a title, or null: the rule holds. */
export async function chosenComparables(pool: pg.Pool, title: string): Promise<ChosenComparables | null> {
  const { rows } = await pool.query<ChosenComparables>(
    `SELECT comparables AS ids, set_by AS who, (extract(epoch FROM set_at) * 1000)::float8 AS "atMs"
     FROM comparables WHERE title = $1`,
    [title],
  );
  return rows[0] ?? null;
}

/** Compares a title with these from now on, 1 to 40 ids of other titles. */
export async function chooseComparables(
  pool: pg.Pool,
  choice: { title: string; ids: readonly string[]; actor: string },
): Promise<void> {
  await pool.query(
    `WITH chosen AS (INSERT INTO comparables (title, comparables, set_by) VALUES ($1, $2, $3)
                     ON CONFLICT (title) DO UPDATE
                     SET comparables = excluded.comparables, set_by = excluded.set_by, set_at = now()
                     RETURNING *)
     INSERT INTO audit (actor, action, subject, detail)
     SELECT $3, 'comparables.choose', title, jsonb_build_object('comparables', comparables) FROM chosen`,
    [choice.title, choice.ids, choice.actor],
  );
}

/** Lets the rule choose again. Nothing to do when it does already. */
export async function resetComparables(pool: pg.Pool, choice: { title: string; actor: string }): Promise<void> {
  await pool.query(
    `WITH gone AS (DELETE FROM comparables WHERE title = $1 RETURNING *)
     INSERT INTO audit (actor, action, subject, detail)
     SELECT $2, 'comparables.reset', title, jsonb_build_object('comparables', comparables) FROM gone`,
    [choice.title, choice.actor],
  );
}
