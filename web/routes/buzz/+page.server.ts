import type { PageServerLoad } from './$types';
import { slateBuzz } from '../../../sql/queries/buzz-slate.ts';
import { campaignOf } from './rows.ts';

export const load: PageServerLoad = async ({ locals, depends }) => {
  depends('ovation:buzz');
  const { store, live, now } = locals.web;
  // What the room says is read first: figures that are newer than it are read once more, older ones would stay.
  const snapshot = await live.snapshot('slate');
  const { rows, ...slate } = await slateBuzz(store, now());
  return {
    slate,
    rows: rows.map(campaignOf),
    live: snapshot,
  };
};
