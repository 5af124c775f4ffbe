import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { AssetRecord, MilestoneRecord } from '../../../ingest/contract/records.ts';
import type { Store } from '../../../sql/clickhouse/store.ts';
import { listAssets } from '../../../sql/queries/assets.ts';
import type { ItemFilter, ItemKind } from '../../../sql/queries/catalogue-items.ts';
import { listMilestones } from '../../../sql/queries/milestones.ts';
import { EDITED } from '../../../sql/queries/described.ts';
import { dayOrInstant, titleIdParameter } from '../api/parameters.ts';
import { line, required } from '../form.ts';

/** What is the same of assets and milestones when they are edited. */
export interface Item<Body extends { title_id: string }> {
  readonly kind: ItemKind;
  /** Parses what a person or program says of one: all of it, as it is to be. */
  readonly body: z.ZodType<Body>;
  /** The same of what a sender has said: it need not have had a name, or a kind. */
  readonly former: z.ZodType<Body>;
  /** Those that the catalogue has, each with its id. */
  list(store: Store, filter: ItemFilter): Promise<Listed<Body>[]>;
  /** The record that says so. */
  record(id: string, body: Body, updatedMs: number): AssetRecord | MilestoneRecord;
}

export type Listed<Body> = Body & { readonly id: string };

/** What the catalogue has under an id. */
export async function findItem<Body extends { title_id: string }>(
  store: Store,
  item: Item<Body>,
  id: string,
): Promise<Listed<Body> | null> {
  const [found] = await item.list(store, { id, limit: 1 });
  return found ?? null;
}

/** Of one that is added here. */
export const newId = (kind: ItemKind): string => `${kind}-${randomBytes(8).toString('hex')}`;

const instant = (message: string) =>
  z.string({ error: message }).transform((text, context) => {
    const named = dayOrInstant(text);
    if (named) return new Date('atMs' in named ? named.atMs : Date.parse(text)).toISOString();
    context.addIssue(message);
    return z.NEVER;
  });

const title_id = titleIdParameter;
const name = required(512, 'A name takes 1 to 512 characters in one line.').describe('what people call it');
const note = line(4096, 'A note takes at most 4,096 characters in one line.')
  .default('')
  .describe('for who reads of it');
const former = { name: line(512, 'A name is too long.'), form: line(64, 'A kind is too long.') };

const assetBody = z.strictObject({
  title_id,
  name,
  form: required(64, 'A form takes 1 to 64 characters in one line, such as trailer.').describe(
    'trailer, teaser, clip, poster, press, interview or screening, or a word of your own',
  ),
  channel: line(64, 'A channel takes at most 64 characters in one line.')
    .default('')
    .describe('where it is shown; of events that name no channel'),
  view_rule: line(512, 'A rule takes at most 512 characters in one line.')
    .default('')
    .describe(
      'what its channel counts as a view; beginning with impression:, start:, q25:, q50:, q75: or complete: an exposure that got there, else a start',
    ),
  live_at: instant('An instant is written as 2026-11-02T18:00:00Z.')
    .nullable()
    .default(null)
    .describe('when it went or goes live: a day or an instant with its offset'),
  note,
});
export type AssetBody = z.output<typeof assetBody>;

const milestoneBody = z.strictObject({
  title_id,
  name,
  form: required(64, 'A kind takes 1 to 64 characters in one line, such as trailer release.').describe(
    'what kind of milestone: casting announcement, filming wrap, trailer release, premiere …',
  ),
  at: instant('A milestone has a time, written as 2026-11-02T18:00:00Z.').describe(
    'when it is or was: a day or an instant with its offset',
  ),
  note,
});
export type MilestoneBody = z.output<typeof milestoneBody>;

const iso = (ms: number) => new Date(ms).toISOString();

export const assetItem: Item<AssetBody> = {
  kind: 'asset',
  body: assetBody,
  former: assetBody.extend(former),
  async list(store, filter) {
    const assets = await listAssets(store, filter);
    return assets.map(({ id, titleId, name, form, channel, viewRule, liveMs, note }) => ({
      ...{ id, title_id: titleId, name, form, channel, view_rule: viewRule },
      ...{ live_at: liveMs === null ? null : iso(liveMs), note },
    }));
  },
  record: (id, { live_at, ...body }, updatedMs) => ({
    ...{ type: 'catalog', kind: 'asset', id, ...body, source: EDITED, updated_at: updatedMs },
    ...(live_at !== null && { live_at }),
  }),
};

export const milestoneItem: Item<MilestoneBody> = {
  kind: 'milestone',
  body: milestoneBody,
  former: milestoneBody.extend(former),
  async list(store, filter) {
    const milestones = await listMilestones(store, filter);
    return milestones.map(({ id, titleId, name, form, atMs, note }) => ({
      ...{ id, title_id: titleId, name, form, at: iso(atMs), note },
    }));
  },
  record: (id, body, updatedMs) => ({
    ...{ type: 'catalog', kind: 'milestone', id, ...body, source: EDITED, updated_at: updatedMs },
  }),
};
