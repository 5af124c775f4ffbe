import { z } from 'zod';
import { milestoneItem } from '../catalogue/items.ts';
import { instantSchema } from './figure.ts';
import { itemEdits, itemEndpoint, itemsEndpoint } from './item-endpoints.ts';

const milestoneSchema = z.object({
  id: z.string(),
  title_id: z.string(),
  name: z.string(),
  form: z.string().describe('casting announcement, filming wrap, trailer release, premiere…'),
  at: instantSchema,
  note: z.string(),
});

export const milestonesEndpoint = itemsEndpoint(
  milestoneItem,
  milestoneSchema,
  'The milestones of the catalogue, oldest first',
);

export const milestoneEndpoint = itemEndpoint(milestoneItem, milestoneSchema);

export const milestoneEdits = itemEdits(milestoneItem, milestoneSchema);
