import { fail, type ActionFailure, type RequestEvent } from '@sveltejs/kit';
import type { ItemKind } from '../../../sql/queries/catalogue-items.ts';
import { ruleOf } from '../../lib/format/view-rule.ts';
import { instantOfWall } from '../../lib/format/wall-text.ts';
import { isZone } from '../../lib/format/zone.ts';
import { ApiError } from '../errors.ts';
import { ACTOR } from '../saved/actor.ts';
import { putItem, removeItem, type Edited } from './edit.ts';
import { assetItem, milestoneItem, newId, type AssetBody, type Item, type MilestoneBody } from './items.ts';

/** What a form came to; `before` is what it takes to undo it. */
export interface Done extends Edited<AssetBody | MilestoneBody> {
  readonly kind: ItemKind;
}

/** What is wrong with a form, in sentences: as a whole, and by its fields. */
export type NotDone = ActionFailure<{ message: string; faults: Record<string, string> }>;

type FormEvent = Pick<RequestEvent, 'locals' | 'request'>;

/** Times are chosen in a field here, not written. */
const TIME_FAULTS: Readonly<Record<string, string>> = {
  at: 'Choose the day and the time of it.',
  live_at: 'Choose a day and a time, or neither.',
};

/** What people fill in, as what a program would send; a time that cannot be read stays as it is, and is refused. */
export function bodyOf(kind: ItemKind, form: FormData): Record<string, unknown> {
  const text = (name: string) => String(form.get(name) ?? '');
  const zone = isZone(text('zone')) ? text('zone') : 'UTC';
  const time = (name: string) => {
    const atMs = instantOfWall(text(name), zone);
    return atMs === null ? text(name) : new Date(atMs).toISOString();
  };
  const common = { title_id: text('title_id'), name: text('name'), form: text('form') };
  if (kind === 'milestone') return { ...common, at: time('at'), note: text('note') };
  return {
    ...common,
    channel: text('channel'),
    // An undo brings the rule back as it was; a form has its halves, and leaves a rule that nobody touched as it is.
    view_rule: form.has('view_rule')
      ? text('view_rule')
      : ruleOf(text('view_step'), text('view_words'), form.has('view_former') ? text('view_former') : null),
    live_at: text('live_at') === '' ? null : time('live_at'),
    note: text('note'),
  };
}

/** Adds or changes an asset or milestone; without an id it is a new one. */
async function save<Body extends AssetBody | MilestoneBody>(
  item: Item<Body>,
  { locals, request }: FormEvent,
): Promise<Done | NotDone> {
  const form = await request.formData();
  const parsed = (form.has('undo') ? item.former : item.body).safeParse(bodyOf(item.kind, form));
  if (!parsed.success) {
    const faults: Record<string, string> = {};
    for (const { path, message } of parsed.error.issues) {
      const field = String(path[0]);
      faults[field] ??= TIME_FAULTS[field] ?? message;
    }
    return fail(400, { message: Object.values(faults)[0] ?? 'The form cannot be used.', faults });
  }
  const id = String(form.get('id') ?? '') || newId(item.kind);
  return done(item.kind, () => putItem(locals.web, item, { id, actor: ACTOR, ...undoing(item, form) }, parsed.data));
}

async function remove<Body extends AssetBody | MilestoneBody>(
  item: Item<Body>,
  { locals, request }: FormEvent,
): Promise<Done | NotDone> {
  const form = await request.formData();
  const id = String(form.get('id') ?? '');
  return done(item.kind, () => removeItem(locals.web, item, { id, actor: ACTOR, ...undoing(item, form) }));
}

/** What an undo takes back: where the catalogue has something else by now, somebody has edited it since, and it stays. */
function undoing<Body extends { title_id: string }>(item: Item<Body>, form: FormData): { expected?: Body | null } {
  if (!form.has('undo')) return {};
  try {
    const told: unknown = JSON.parse(String(form.get('undo')));
    return { expected: told === null ? null : item.former.parse(told) };
  } catch {
    throw new ApiError(400, 'invalid_undo', 'It does not say what is to be undone.', 'Load the page again.');
  }
}

async function done(kind: ItemKind, work: () => Promise<Edited<AssetBody | MilestoneBody>>): Promise<Done | NotDone> {
  try {
    return { kind, ...(await work()) };
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return fail(error.status, { message: `${error.message} ${error.hint}`, faults: {} });
  }
}

/** The forms of the page that edits the catalogue. */
export const itemActions = {
  asset: (event: FormEvent) => save(assetItem, event),
  removeAsset: (event: FormEvent) => remove(assetItem, event),
  milestone: (event: FormEvent) => save(milestoneItem, event),
  removeMilestone: (event: FormEvent) => remove(milestoneItem, event),
};
