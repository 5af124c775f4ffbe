import type { RequestEvent } from '@sveltejs/kit';
import { z } from 'zod';
import { chooseComparables, chosenComparables, resetComparables } from '../../../sql/postgres/comparables.ts';
import type { ChosenComparables } from '../../../sql/queries/launch.ts';
import { titlesById } from '../../../sql/queries/titles.ts';
import { titleIdParameter } from '../api/parameters.ts';
import type { WebContext } from '../context.ts';
import { withDeadline } from '../health.ts';
import { ACTOR } from './actor.ts';
import { faultOf, refused, written, type Refused } from '../form.ts';

const READ_DEADLINE_MS = 2_000;
/** The table holds as many. */
const MOST = 40;

/** What was chosen for a title; null for the rule; `unknown` when it cannot be read just now. */
export async function readChosen(
  { control, log }: Pick<WebContext, 'control' | 'log'>,
  title: string,
): Promise<ChosenComparables | null | 'unknown'> {
  try {
    return await withDeadline(chosenComparables(control, title), READ_DEADLINE_MS);
  } catch (error) {
    log.error({ err: error }, 'the comparables of a title could not be read');
    return 'unknown';
  }
}

const idsField = z
  .array(titleIdParameter)
  .min(1, 'A launch is compared with at least one title: let the rule choose instead.')
  .max(MOST, `More than ${MOST} titles do not make the band truer: take one out first.`)
  .refine((ids) => new Set(ids).size === ids.length, 'A title is among the comparables once.');

type TitleEvent = Pick<RequestEvent<{ id: string }>, 'locals' | 'params' | 'request'>;

/** What a form came to: what held before it, so that it can be taken back. Null: the rule. */
export interface Rechosen {
  readonly before: readonly string[] | null;
}

/** Takes the fields `comparable` as the whole list. */
export async function choose({ locals, params, request }: TitleEvent): Promise<Rechosen | Refused> {
  const { control, log, store } = locals.web;
  const parsed = idsField.safeParse((await request.formData()).getAll('comparable'));
  if (!parsed.success) return refused(400, faultOf(parsed.error));
  const ids = parsed.data;
  if (ids.includes(params.id)) return refused(400, 'A title is not compared with itself.');
  return written(log, async () => {
    const known = await titlesById(store, [params.id]);
    if (known.length === 0) return refused(404, 'There is no such title.');
    const before = await chosenComparables(control, params.id);
    // One that has left the catalogue since may stay; only what comes new must be there.
    const added = ids.filter((id) => !before?.ids.includes(id));
    const missing = added.length - (await titlesById(store, added)).length;
    if (missing > 0) return refused(404, 'There is no such title to compare with.');
    await chooseComparables(control, { title: params.id, ids, actor: ACTOR });
    return { before: before?.ids ?? null };
  });
}

/** Lets the rule choose again. */
export async function reset({ locals, params }: TitleEvent): Promise<Rechosen | Refused> {
  const { control, log } = locals.web;
  return written(log, async () => {
    const before = await chosenComparables(control, params.id);
    await resetComparables(control, { title: params.id, actor: ACTOR });
    return { before: before?.ids ?? null };
  });
}
