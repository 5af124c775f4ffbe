import { z } from 'zod';
import { listAssets } from '../../../sql/queries/assets.ts';
import { endpoint } from './endpoint.ts';
import { instantOrNull, instantSchema } from './figure.ts';
import { countParameter } from './parameters.ts';

const DEFAULT_LIMIT = 1_000;

const assetSchema = z.object({
  id: z.string(),
  title_id: z.string(),
  name: z.string(),
  form: z.string().describe('trailer, teaser, clip, poster…'),
  channel: z.string(),
  view_rule: z.string().describe('what its channel counts as a view'),
  live_at: instantSchema.nullable(),
});

export const assetsEndpoint = endpoint({
  path: '/assets',
  summary: 'The trailers, clips and other assets of the catalogue, by id',
  pathParameters: z.object({}),
  query: z.object({
    limit: countParameter(1, 1000, `how many assets at most (${DEFAULT_LIMIT} if not given)`).optional(),
    offset: countParameter(0, 1_000_000, 'how many to leave out before the first').optional(),
  }),
  answer: z.object({ assets: z.array(assetSchema) }),
  async read({ store }, { limit = DEFAULT_LIMIT, offset = 0 }) {
    const assets = await listAssets(store, { limit, offset });
    return {
      assets: assets.map(({ id, titleId, name, form, channel, viewRule, liveMs }) => ({
        ...{ id, name, form, channel },
        ...{ title_id: titleId, view_rule: viewRule, live_at: instantOrNull(liveMs) },
      })),
    };
  },
});
