import { z } from 'zod';
import { assetItem } from '../catalogue/items.ts';
import { instantSchema } from './figure.ts';
import { itemEdits, itemEndpoint, itemsEndpoint } from './item-endpoints.ts';

const assetSchema = z.object({
  id: z.string(),
  title_id: z.string(),
  name: z.string(),
  form: z.string().describe('trailer, teaser, clip, poster…'),
  channel: z.string(),
  view_rule: z.string().describe('what its channel counts as a view'),
  live_at: instantSchema.nullable(),
  note: z.string(),
});

export const assetsEndpoint = itemsEndpoint(
  assetItem,
  assetSchema,
  'The trailers, clips and other assets of the catalogue, by id',
);

export const assetEndpoint = itemEndpoint(assetItem, assetSchema);

export const assetEdits = itemEdits(assetItem, assetSchema);
