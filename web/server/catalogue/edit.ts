import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { isEditLoaded, lastSaidMs, type ItemKind } from '../../../sql/queries/catalogue-items.ts';
import { titlesById } from '../../../sql/queries/titles.ts';
import { editing } from '../../../sql/postgres/catalogue-edits.ts';
import { titleNotFound } from '../api/titles-endpoint.ts';
import type { CatalogueWriter, WebContext } from '../context.ts';
import { ApiError } from '../errors.ts';
import { findItem, type Item, type Listed } from './items.ts';

/** A load takes a tenth of a second; who edits waits so long to see it, and is then told that it is on its way. */
const LOAD_PATIENCE_MS = 3_000;
const ASK_EVERY_MS = 20;

type Web = Pick<WebContext, 'store' | 'control' | 'writer' | 'log'>;

/** What an edit came to. */
export interface Edited<Body> {
  readonly id: string;
  /** What the catalogue had; null: nothing. */
  readonly before: Body | null;
  /** What it has now; null: it was deleted. */
  readonly after: Body | null;
  /** False: it is durable, and will be seen in a moment. */
  readonly loaded: boolean;
}

/** Who edits what, and what the catalogue must still have of it for that: null nothing. */
export interface Editing<Body> {
  readonly id: string;
  /** For the audit. */
  readonly actor: string;
  /** Left out: whatever it has. */
  readonly expected?: Body | null;
}

/**
 * Says all of an asset or milestone anew, or for the first time. Nothing is written where the catalogue says the same already.
 *
 * @throws ApiError 409 where it is not as was expected, for a title that is not there, what the contract does not take, and 503 while something needed is away.
 */
export function putItem<Body extends { title_id: string }>(
  web: Web,
  item: Item<Body>,
  editing: Editing<Body>,
  after: Body,
): Promise<Edited<Body>> {
  return edit(web, item, editing, async (before) => {
    if (before && before.title_id !== after.title_id && item.kind === 'milestone')
      throw new ApiError(
        409,
        'title_stays',
        'A milestone stays with its title.',
        'Delete it there, and add one to the other title.',
      );
    const [title] = await titlesById(web.store, [after.title_id]);
    if (!title) throw titleNotFound(after.title_id);
    return after;
  });
}

/**
 * Takes an asset or milestone out of the catalogue; what was told of it is kept, and counts again should it come back.
 *
 * @throws ApiError 404 when it is not there, and as {@link putItem}.
 */
export function removeItem<Body extends { title_id: string }>(
  web: Web,
  item: Item<Body>,
  editing: Editing<Body>,
): Promise<Edited<Body>> {
  return edit(web, item, editing, (before) => {
    if (before) return Promise.resolve(null);
    throw itemNotFound(item.kind, editing.id);
  });
}

export function itemNotFound(kind: ItemKind, id: string): ApiError {
  const what = `There is no ${kind} ${JSON.stringify(id)}.`;
  return new ApiError(404, `${kind}_not_found`, what, `The ids are listed at /api/v1/${kind}s.`);
}

const changedSince = () =>
  new ApiError(
    409,
    'changed_since',
    'It is not as this edit has left it.',
    'It was edited again since, or the edit is still on its way: nothing was undone.',
  );

/** Without the id, which is no part of what is said. */
function bodyOf<Body extends object>({ id: _, ...body }: Listed<Body>): Body {
  return body as unknown as Body;
}

async function edit<Body extends { title_id: string }>(
  web: Web,
  item: Item<Body>,
  { id, actor, expected }: Editing<Body>,
  decide: (before: Body | null) => Promise<Body | null>,
): Promise<Edited<Body>> {
  const { store, control, writer, log } = web;
  if (!writer)
    throw new ApiError(
      503,
      'no_collector',
      'This process takes no records.',
      'Edit through a process with the role ingest, or send catalog records to its port.',
    );
  try {
    return await editing(control, { kind: item.kind, id }, async (note) => {
      const found = await findItem(store, item, id);
      const before = found && bodyOf(found);
      if (expected !== undefined && !isDeepStrictEqual(before, expected)) throw changedSince();
      const after = await decide(before);
      if (isDeepStrictEqual(before, after)) return { id, before, after, loaded: true };
      const said = after ?? before;
      if (said === null) throw new RangeError('An edit says something, or takes away what was said.');
      // Later than all that is known of it, whatever clock that was said by.
      const updatedMs = Math.max(Date.now(), ((await lastSaidMs(store, item.kind, id)) ?? 0) + 1);
      await note({ title: said.title_id, actor, before, after });
      await send(writer, { ...item.record(id, said, updatedMs), ...(after === null && { deleted: true }) });
      return { id, before, after, loaded: await isLoaded(web, item, id, updatedMs) };
    });
  } catch (error) {
    if (error instanceof ApiError || (error instanceof Error && error.name === 'StoreError')) throw error;
    log.error({ err: error }, 'an edit of the catalogue could not be kept');
    throw new ApiError(503, 'not_kept', 'It could not be kept just now.', 'Try again in a moment.');
  }
}

async function send(writer: CatalogueWriter, record: Parameters<CatalogueWriter['send']>[0]): Promise<void> {
  const refused = await writer.send(record);
  if (refused !== null)
    throw new ApiError(400, 'record_refused', refused, 'The fields are described in /api/v1/openapi.json.');
}

async function isLoaded({ store }: Web, { kind }: { kind: ItemKind }, id: string, updatedMs: number): Promise<boolean> {
  for (const untilMs = performance.now() + LOAD_PATIENCE_MS; performance.now() < untilMs; await sleep(ASK_EVERY_MS))
    // Sent is sent: of a store that does not answer now it only is not known yet.
    if (await isEditLoaded(store, kind, id, updatedMs).catch(() => false)) return true;
  return false;
}
