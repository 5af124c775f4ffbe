import type pg from 'pg';
import type { ItemKind } from '../queries/catalogue-items.ts';
import { AtMost } from './at-most.ts';
import { inTransaction } from './transaction.ts';

/** What somebody did to an asset or milestone of a title. */
export interface CatalogueEdit {
  readonly kind: ItemKind;
  readonly id: string;
  readonly title: string;
  readonly actor: string;
  /** What the catalogue had; null: nothing. */
  readonly before: object | null;
  /** What it has now; null: it was deleted. */
  readonly after: object | null;
}

/** An edit as the page tells of it. */
export interface PastEdit extends CatalogueEdit {
  readonly did: 'add' | 'change' | 'delete';
  readonly atMs: number;
}

const LISTED = 20;

/** Each edit of a process holds a connection until it has come into the store, and everything else needs some, too. */
const EDITS_AT_ONCE = 3;
const turnsOf = new WeakMap<pg.Pool, AtMost>();

/**
 * Edits one asset or milestone after the other, whoever does it where, and notes it in the audit: an edit that cannot be noted
 * is not done, and of one that fails nothing is noted.
 *
 * @param work gets what notes the edit; it does so before anything is sent.
 */
export function editing<T>(pool: pg.Pool, item: Pick<CatalogueEdit, 'kind' | 'id'>, work: EditWork<T>): Promise<T> {
  const turns = turnsOf.get(pool) ?? new AtMost(EDITS_AT_ONCE);
  turnsOf.set(pool, turns);
  return turns.run(() => editNow(pool, item, work));
}

type EditWork<T> = (note: (edit: Omit<CatalogueEdit, 'kind' | 'id'>) => Promise<void>) => Promise<T>;

async function editNow<T>(
  pool: pg.Pool,
  { kind, id }: Pick<CatalogueEdit, 'kind' | 'id'>,
  work: EditWork<T>,
): Promise<T> {
  return inTransaction(pool, async (client) => {
    await client.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`${kind} ${id}`]);
    return work(async ({ title, actor, before, after }) => {
      const did: PastEdit['did'] = after === null ? 'delete' : before === null ? 'add' : 'change';
      await client.query('INSERT INTO audit (actor, action, subject, detail) VALUES ($1, $2, $3, $4::jsonb)', [
        ...[actor, `${kind}.${did}`, id],
        JSON.stringify({ title, before, after }),
      ]);
    });
  });
}

/** The last edits of a title's assets and milestones, newest first. */
export async function lastEdits(pool: pg.Pool, title: string): Promise<PastEdit[]> {
  const { rows } = await pool.query<{
    atMs: number;
    actor: string;
    action: string;
    id: string;
    detail: Pick<CatalogueEdit, 'before' | 'after'>;
  }>(
    `SELECT (extract(epoch FROM at) * 1000)::float8 AS "atMs", actor, action, subject AS id, detail FROM audit
     WHERE detail->>'title' = $1 AND action ~ '^(asset|milestone)[.](add|change|delete)$'
     ORDER BY at DESC, audit.id DESC LIMIT ${LISTED}`,
    [title],
  );
  return rows.map(({ atMs, actor, action, id, detail: { before, after } }) => {
    const [kind, did] = action.split('.') as [ItemKind, PastEdit['did']];
    return { kind, did, id, title, actor, atMs, before, after };
  });
}
