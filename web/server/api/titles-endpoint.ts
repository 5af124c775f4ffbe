import { z } from 'zod';
import { countTitles, listTitles, titleDetail } from '../../../sql/queries/titles.ts';
import { ApiError } from '../errors.ts';
import { endpoint } from './endpoint.ts';
import { countParameter, searchParameter, titleIdParameter } from './parameters.ts';
import { titleAnswer, titleDetailAnswer, titleDetailSchema, titleSchema } from './title-answer.ts';

const DEFAULT_LIMIT = 100;

export const titlesEndpoint = endpoint({
  path: '/titles',
  summary: 'The titles of the catalogue, most watched first',
  pathParameters: z.object({}),
  query: z.object({
    search: searchParameter.optional(),
    limit: countParameter(1, 1000, `how many titles at most (${DEFAULT_LIMIT} if not given)`).optional(),
    offset: countParameter(0, 1_000_000, 'how many to leave out before the first').optional(),
  }),
  answer: z.object({ total: z.int().describe('titles in the whole catalogue'), titles: z.array(titleSchema) }),
  async read({ store }, { search, limit = DEFAULT_LIMIT, offset = 0 }) {
    const [total, titles] = await Promise.all([
      countTitles(store),
      listTitles(store, { ...(search !== undefined && { search }), limit, offset }),
    ]);
    return { total, titles: titles.map(titleAnswer) };
  },
});

export const titleEndpoint = endpoint({
  path: '/titles/{id}',
  summary: 'One title with its episodes and milestones',
  pathParameters: z.object({ id: titleIdParameter }),
  query: z.object({}),
  answer: titleDetailSchema,
  async read({ store }, { id }) {
    const title = await titleDetail(store, id);
    if (!title) throw titleNotFound(id);
    return titleDetailAnswer(title);
  },
});

export const titleNotFound = (id: string): ApiError =>
  new ApiError(
    404,
    'title_not_found',
    `There is no title ${JSON.stringify(id)}.`,
    'The ids are listed at /api/v1/titles; a series has one for each season.',
  );
