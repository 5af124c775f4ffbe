import type { Migration } from '../migrate.ts';

/** Whether somebody asked for a delivery: such a one is sent also when nothing has changed, be it the first of its week. */
export const deliveryByHand: Migration = {
  name: '009-delivery-by-hand',
  up: async (client) => {
    await client.query('ALTER TABLE report_delivery ADD COLUMN IF NOT EXISTS by_hand boolean NOT NULL DEFAULT false');
    // All that were sent once more.
    await client.query('UPDATE report_delivery SET by_hand = true WHERE turn > 0');
  },
};
