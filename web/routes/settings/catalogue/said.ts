/** What came of an edit, in words, and what takes it back. */
import type { Outcome } from '$lib/ui/posting.ts';
import type { Done } from '../../../server/catalogue/forms.ts';
import { formName } from './words.ts';

/** A form that takes an edit back: its action, and its fields. */
export interface UndoForm {
  readonly action: string;
  readonly fields: Readonly<Record<string, string>>;
}

export interface Said {
  readonly text: string;
  readonly failed: boolean;
  readonly undo: UndoForm | null;
  /** Selects what takes the focus; null: it stays where it is. */
  readonly focus: string | null;
}

/** Says what a form came to; an undo cannot be undone itself. */
export type Tell = (outcome: Outcome<Done>, isUndo?: boolean) => Promise<void>;

export const tellerOf =
  (say: (said: Said) => Promise<void>): Tell =>
  (outcome, isUndo = false) =>
    say(outcome.ok ? saidOf(outcome.answer, isUndo) : { text: outcome.message, failed: true, undo: null, focus: null });

function saidOf({ kind, id, before, after, loaded }: Done, isUndo: boolean): Said {
  const { name = '', form = '' } = after ?? before ?? {};
  const what = `${kind === 'asset' ? formName(form) : 'Milestone'} “${name}”`;
  const same = before !== null && after !== null && sameBody(before, after);
  const did = same
    ? 'is as it was'
    : after === null
      ? 'deleted'
      : isUndo
        ? 'is as before'
        : before === null
          ? 'added'
          : 'changed';
  return {
    text: `${what} ${did}.${loaded ? '' : ' It is kept, and will be seen in a moment.'}`,
    failed: false,
    undo: same || isUndo ? null : undoOf({ kind, id, before, after }),
    focus: after === null ? (isUndo ? `[data-add="${kind}"]` : '[data-undo]') : `[data-edit="${CSS.escape(id)}"]`,
  };
}

/** It names what it takes back, so that an edit of somebody else in between stays. */
function undoOf({ kind, id, before, after }: Omit<Done, 'loaded'>): UndoForm {
  const undo = JSON.stringify(after);
  if (before === null) return { action: kind === 'asset' ? 'removeAsset' : 'removeMilestone', fields: { undo, id } };
  const fields = Object.entries(before).map(([name, value]) => [name, (value as string | null) ?? '']);
  return { action: kind, fields: { undo, id, ...(Object.fromEntries(fields) as Record<string, string>) } };
}

const sameBody = (a: object, b: object) =>
  JSON.stringify(Object.entries(a).sort()) === JSON.stringify(Object.entries(b).sort());
