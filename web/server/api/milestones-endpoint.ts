import { z } from 'zod';
import { listMilestones } from '../../../sql/queries/milestones.ts';
import { milestoneItem } from '../catalogue/items.ts';
import { endpoint } from './endpoint.ts';
import { instantSchema } from './figure.ts';
import { itemEdits, itemEndpoint, itemQuery, listed } from './item-endpoints.ts';

const milestoneSchema = z.object({
  id: z.string(),
  title_id: z.string(),
  name: z.string(),
  form: z.string().describe('casting announcement, filming wrap, trailer release, premiere…'),
  at: instantSchema,
  note: z.string(),
});

export const milestonesEndpoint = endpoint({
  path: '/milestones',
  summary: 'The milestones of the catalogue, oldest first',
  pathParameters: z.object({}),
  query: itemQuery('milestones'),
  answer: z.object({ milestones: z.array(milestoneSchema) }),
  async read({ store }, query) {
    const milestones = await listMilestones(store, listed(query));
    return {
      milestones: milestones.map(({ id, titleId, name, form, atMs, note }) => ({
        ...{ id, name, form, note },
        ...{ title_id: titleId, at: new Date(atMs).toISOString() },
      })),
    };
  },
});

export const milestoneEndpoint = itemEndpoint(milestoneItem, milestoneSchema);

export const milestoneEdits = itemEdits(milestoneItem, milestoneSchema);
