import { z } from 'zod';
import { listAssets } from '../../../sql/queries/assets.ts';
import { assetItem } from '../catalogue/items.ts';
import { endpoint } from './endpoint.ts';
import { instantOrNull, instantSchema } from './figure.ts';
import { itemEdits, itemEndpoint, itemQuery, listed } from './item-endpoints.ts';

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
  query: itemQuery('assets'),
  answer: z.object({ assets: z.array(assetSchema) }),
  async read({ store }, query) {
    const assets = await listAssets(store, listed(query));
    return {
      assets: assets.map(({ id, titleId, name, form, channel, viewRule, liveMs }) => ({
        ...{ id, name, form, channel },
        ...{ title_id: titleId, view_rule: viewRule, live_at: instantOrNull(liveMs) },
      })),
    };
  },
});

export const assetEndpoint = itemEndpoint(assetItem, assetSchema);

export const assetEdits = itemEdits(assetItem, assetSchema);
