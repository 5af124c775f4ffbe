import { z } from 'zod';
import { itemNotFound, putItem, removeItem, type Edited } from '../catalogue/edit.ts';
import { findItem, newId, type Item } from '../catalogue/items.ts';
import { editEndpoint, type EditAnswer } from './edit-endpoint.ts';
import { endpoint } from './endpoint.ts';
import { countParameter, itemIdParameter, titleIdParameter } from './parameters.ts';

const DEFAULT_LIMIT = 1_000;

/** All assets, or milestones, of the catalogue or of a title. */
export function itemsEndpoint<Body extends { title_id: string }>(item: Item<Body>, schema: z.ZodType, summary: string) {
  const what = `${item.kind}s`;
  return endpoint({
    ...{ path: `/${what}`, summary },
    pathParameters: z.object({}),
    query: z.object({
      title: titleIdParameter.optional(),
      limit: countParameter(1, 1000, `how many ${what} at most (${DEFAULT_LIMIT} if not given)`).optional(),
      offset: countParameter(0, 1_000_000, 'how many to leave out before the first').optional(),
    }),
    answer: z.object({ [what]: z.array(schema) }),
    async read({ store }, { title, limit = DEFAULT_LIMIT, offset = 0 }) {
      const filter = { ...(title !== undefined && { titles: [title] }), limit, offset };
      return { [what]: await item.list(store, filter) };
    },
  });
}

/** One asset or milestone, by its id. */
export function itemEndpoint<Body extends { title_id: string }>(item: Item<Body>, schema: z.ZodType) {
  return endpoint({
    path: `/${item.kind}s/{id}`,
    summary: `One ${item.kind}`,
    pathParameters: z.object({ id: itemIdParameter(item.kind) }),
    query: z.object({}),
    answer: z.object({ [item.kind]: schema }),
    async read({ store }, { id }) {
      const found = await findItem(store, item, id);
      if (!found) throw itemNotFound(item.kind, id);
      return { [item.kind]: found };
    },
  });
}

const NO_ID = z.object({});

/** How assets, or milestones, are made, said anew and deleted. */
export function itemEdits<Body extends { title_id: string }>(item: Item<Body>, schema: z.ZodType) {
  const { kind, body } = item;
  const article = kind === 'asset' ? 'an' : 'a';
  const path = `/${kind}s`;
  const withId = `${path}/{id}`;
  const pathParameters = z.object({ id: itemIdParameter(kind) });
  const answer = z.object({ [kind]: schema });
  const answered = ({ id, before, after, loaded }: Edited<Body>): EditAnswer => ({
    status: loaded ? (before === null ? 201 : 200) : 202,
    body: { [kind]: { id, ...after } },
    ...(before === null && { location: `/api/v1${path}/${encodeURIComponent(id)}` }),
  });
  return {
    make: editEndpoint({
      ...{ method: 'post', path, body, answer, pathParameters: NO_ID, statuses: [201, 202] },
      summary: `Adds ${article} ${kind} under an id of its own`,
      edit: async (web, given) =>
        answered(await putItem(web, item, { id: newId(kind), actor: given.actor }, given.body)),
    }),
    put: editEndpoint({
      ...{ method: 'put', path: withId, body, answer, pathParameters, statuses: [200, 201, 202] },
      summary: `Says all of ${article} ${kind} anew, or adds it; the same once more changes nothing`,
      edit: async (web, given) =>
        answered(await putItem(web, item, { id: given.path.id, actor: given.actor }, given.body)),
    }),
    remove: editEndpoint({
      ...{ method: 'delete', path: withId, body: null, pathParameters, statuses: [202, 204] },
      answer: z.object({ [kind]: z.null() }),
      summary: `Takes ${article} ${kind} out of the catalogue; what was told of it is kept`,
      edit: async (web, given) => {
        const { loaded } = await removeItem(web, item, { id: given.path.id, actor: given.actor });
        return loaded ? { status: 204 } : { status: 202, body: { [kind]: null } };
      },
    }),
  };
}
