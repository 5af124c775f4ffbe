import type { Store } from '../clickhouse/store.ts';
import { whileCatalogue } from './answers.ts';
import { MILESTONES } from './described.ts';
import { condition, MOST_ITEMS, type ItemFilter } from './catalogue-items.ts';
import type { Milestone } from './read-model.ts';

/** Milestones of the catalogue, oldest first; of what several senders say the newest of each field. Kept as assets are. */
export async function listMilestones(store: Store, filter: ItemFilter = {}): Promise<Milestone[]> {
  const read = () => readMilestones(store, filter);
  return [...(await whileCatalogue(store, `milestones.list ${JSON.stringify(filter)}`, read))];
}

/** The same, of any number of titles, which nobody asks about again. */
export function readMilestones(store: Store, filter: ItemFilter): Promise<Milestone[]> {
  const { limit = MOST_ITEMS, offset = 0 } = filter;
  const { text, params } = condition(filter);
  return store.query<Milestone>({
    name: 'milestones.list',
    text: `
      SELECT id, title AS titleId, form, name, at_ms AS atMs, note FROM ${MILESTONES}
      WHERE ${text}
      ORDER BY at_ms, id
      LIMIT {limit:UInt32} OFFSET {offset:UInt32}`,
    params: { ...params, limit, offset },
  });
}
