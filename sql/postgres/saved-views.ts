import { randomBytes } from 'node:crypto';
import type pg from 'pg';

/** `compare`: titles beside each other; `segment`: a part of the audience. */
export type SavedViewKind = 'compare' | 'segment';

export interface SavedView {
  readonly id: string;
  readonly name: string;
  /** What the kind keeps; who reads it parses it. */
  readonly payload: unknown;
}

/** Why a view was not kept or found. The message says what to do. */
export class SavedViewError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'SavedViewError';
  }
}

/** More than a list that somebody still reads. */
const MOST_OF_A_KIND = 100;
const KEPT_DAYS = 30;
const COLUMNS = 'id, name, payload';

/** The views of a kind, by name. */
export async function listSavedViews(pool: pg.Pool, kind: SavedViewKind): Promise<SavedView[]> {
  const { rows } = await pool.query<SavedView>(
    `SELECT ${COLUMNS} FROM saved_view WHERE kind = $1 AND deleted_at IS NULL ORDER BY lower(name), id`,
    [kind],
  );
  return rows;
}

/**
 * Keeps a view under a name.
 *
 * @throws SavedViewError when the name is taken, or there are a hundred of the kind.
 */
export async function saveView(
  pool: pg.Pool,
  view: { kind: SavedViewKind; name: string; payload: unknown; actor: string },
): Promise<SavedView> {
  const id = `view_${randomBytes(6).toString('hex')}`;
  const row = await changed(
    pool,
    `WITH made AS (INSERT INTO saved_view (id, kind, name, payload)
                   SELECT $1, $2::text, $3, $4::jsonb
                   WHERE (SELECT count(*) FROM saved_view WHERE kind = $2::text AND deleted_at IS NULL) < ${MOST_OF_A_KIND}
                   RETURNING *),
          noted AS (INSERT INTO audit (actor, action, subject, detail)
                    SELECT $5, 'saved-view.create', id, jsonb_build_object('kind', kind, 'name', name, 'payload', payload) FROM made)
     SELECT ${COLUMNS} FROM made`,
    [id, view.kind, view.name, JSON.stringify(view.payload), view.actor],
  );
  if (!row) throw new SavedViewError(`${MOST_OF_A_KIND} are kept already: delete one first.`);
  return row;
}

interface Change {
  readonly id: string;
  readonly kind: SavedViewKind;
  readonly actor: string;
}

/**
 * Gives a view another name.
 *
 * @throws SavedViewError when the name is taken, or there is no such view.
 */
export async function renameView(pool: pg.Pool, change: Change & { name: string }): Promise<SavedView> {
  return found(
    await changed(
      pool,
      `WITH before AS (SELECT name FROM saved_view WHERE id = $1),
            renamed AS (UPDATE saved_view SET name = $3 WHERE id = $1 AND kind = $2 AND deleted_at IS NULL RETURNING *),
            noted AS (INSERT INTO audit (actor, action, subject, detail)
                      SELECT $4, 'saved-view.rename', id, jsonb_build_object('from', (SELECT name FROM before), 'to', name) FROM renamed)
       SELECT ${COLUMNS} FROM renamed`,
      [change.id, change.kind, change.name, change.actor],
    ),
  );
}

/**
 * Takes a view away; `restoreView` brings it back within 30 days.
 *
 * @throws SavedViewError when there is no such view.
 */
export async function deleteView(pool: pg.Pool, change: Change): Promise<SavedView> {
  return found(
    await changed(
      pool,
      `WITH deleted AS (UPDATE saved_view SET deleted_at = now() WHERE id = $1 AND kind = $2 AND deleted_at IS NULL RETURNING *),
            cleared AS (DELETE FROM saved_view WHERE deleted_at < now() - interval '${KEPT_DAYS} days'),
            noted AS (INSERT INTO audit (actor, action, subject, detail)
                      SELECT $3, 'saved-view.delete', id, jsonb_build_object('name', name) FROM deleted)
       SELECT ${COLUMNS} FROM deleted`,
      [change.id, change.kind, change.actor],
    ),
  );
}

/**
 * Brings a deleted view back.
 *
 * @throws SavedViewError when its name is taken by now, or it is gone for good.
 */
export async function restoreView(pool: pg.Pool, change: Change): Promise<SavedView> {
  return found(
    await changed(
      pool,
      `WITH restored AS (UPDATE saved_view SET deleted_at = NULL WHERE id = $1 AND kind = $2 AND deleted_at IS NOT NULL RETURNING *),
            noted AS (INSERT INTO audit (actor, action, subject, detail)
                      SELECT $3, 'saved-view.restore', id, jsonb_build_object('name', name) FROM restored)
       SELECT ${COLUMNS} FROM restored`,
      [change.id, change.kind, change.actor],
    ),
  );
}

const UNIQUE_VIOLATION = '23505';

async function changed(pool: pg.Pool, text: string, values: readonly unknown[]): Promise<SavedView | undefined> {
  try {
    return (await pool.query<SavedView>(text, [...values])).rows[0];
  } catch (error) {
    if ((error as { code?: unknown }).code === UNIQUE_VIOLATION) {
      throw new SavedViewError('That name is taken: choose another one.');
    }
    throw error;
  }
}

function found(view: SavedView | undefined): SavedView {
  if (view) return view;
  throw new SavedViewError('It is not there any more: somebody else changed it.');
}
