import type { RequestEvent } from '@sveltejs/kit';
import { z } from 'zod';
import {
  deleteView,
  listSavedViews,
  renameView,
  restoreView,
  SavedViewError,
  saveView,
} from '../../../sql/postgres/saved-views.ts';
import type { WebContext } from '../context.ts';
import { withDeadline } from '../health.ts';
import { ACTOR } from './actor.ts';
import { faultOf, nameField, refused, written, type Refused } from '../form.ts';
import { SAVED, type Saved } from './kinds.ts';
import { segmentOf } from './segment.ts';

/** A page does not wait longer for what it can be drawn without. */
const READ_DEADLINE_MS = 2_000;

export interface KeptView<Kind extends keyof typeof SAVED> {
  readonly id: string;
  readonly name: string;
  /** Null when it was kept by another version and cannot be opened by this one. */
  readonly view: Saved<Kind> | null;
}

/** The saved views of a kind by name; null when they cannot be read just now. */
export async function savedViews<Kind extends keyof typeof SAVED>(
  { control, log }: Pick<WebContext, 'control' | 'log'>,
  kind: Kind,
): Promise<KeptView<Kind>[] | null> {
  try {
    const rows = await withDeadline(listSavedViews(control, kind), READ_DEADLINE_MS);
    return rows.map(({ id, name, payload }) => {
      const parsed = SAVED[kind].safeParse(payload);
      return { id, name, view: parsed.success ? (parsed.data as Saved<Kind>) : null };
    });
  } catch (error) {
    log.error({ err: error, kind }, 'saved views could not be read');
    return null;
  }
}

/** What a form came to: the view it was about, as it is now. */
export interface Changed {
  readonly done: 'saved' | 'renamed' | 'deleted' | 'restored';
  readonly id: string;
  readonly name: string;
}

type FormAction = (event: Pick<RequestEvent, 'locals' | 'request'>) => Promise<Changed | Refused>;

const viewIdField = z.string().regex(/^view_[0-9a-f]{12}$/, 'That is not a saved view.');

/**
 * The form actions of a page that keeps views: save, rename, remove and restore (which takes a removal back).
 *
 * @param payloadOf reads what the kind keeps from the fields of the form, unparsed.
 */
export function savedViewActions(
  kind: keyof typeof SAVED,
  payloadOf: (fields: FormData) => unknown,
): Record<'save' | 'rename' | 'remove' | 'restore', FormAction> {
  const named = z.object({ id: viewIdField, name: nameField });
  const one = z.object({ id: viewIdField });
  return {
    save: formAction('saved', z.object({ name: nameField, payload: SAVED[kind] }), {
      fields: (form) => ({ name: form.get('name'), payload: payloadOf(form) }),
      write: ({ control }, { name, payload }) => saveView(control, { kind, name, payload, actor: ACTOR }),
    }),
    rename: formAction('renamed', named, {
      fields: (form) => ({ id: form.get('id'), name: form.get('name') }),
      write: ({ control }, { id, name }) => renameView(control, { kind, id, name, actor: ACTOR }),
    }),
    remove: formAction('deleted', one, {
      fields: (form) => ({ id: form.get('id') }),
      write: ({ control }, { id }) => deleteView(control, { kind, id, actor: ACTOR }),
    }),
    restore: formAction('restored', one, {
      fields: (form) => ({ id: form.get('id') }),
      write: ({ control }, { id }) => restoreView(control, { kind, id, actor: ACTOR }),
    }),
  };
}

/** The same beside those of another kind: `saveSegment`, and so on. */
export const segmentActions = Object.fromEntries(
  Object.entries(savedViewActions('segment', segmentOf)).map(([name, action]) => [`${name}Segment`, action]),
);

/** Parses a form, writes, and says what became of it; what somebody has to mend comes back as a sentence. */
function formAction<Schema extends z.ZodType>(
  done: Changed['done'],
  schema: Schema,
  parts: {
    fields: (form: FormData) => unknown;
    write: (web: WebContext, fields: z.output<Schema>) => Promise<{ id: string; name: string }>;
  },
): FormAction {
  return async ({ locals, request }) => {
    const parsed = schema.safeParse(parts.fields(await request.formData()));
    if (!parsed.success) return refused(400, faultOf(parsed.error));
    return written(locals.web.log, async () => {
      try {
        const { id, name } = await parts.write(locals.web, parsed.data);
        return { done, id, name };
      } catch (error) {
        if (error instanceof SavedViewError) return refused(409, error.message);
        throw error;
      }
    });
  };
}
