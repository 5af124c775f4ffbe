/** What the page says of assets, milestones and edits. */
import type { PastEdit } from '../../../../sql/postgres/catalogue-edits.ts';
import { genreName } from '$lib/format/names.ts';
import { ruleParts, STEP_NAMES } from '$lib/format/view-rule.ts';

export const ASSET_FORMS = ['trailer', 'teaser', 'clip', 'poster', 'press', 'interview', 'screening'] as const;

const FORM_NAMES: Readonly<Record<string, string>> = { press: 'Press junket' };

/** `trailer` → Trailer; a word of a sender's own as it is, with a capital. */
export const formName = (form: string): string => FORM_NAMES[form] ?? (form === '' ? 'Asset' : genreName(form));

/** What milestones are often of. */
export const MILESTONE_FORMS = [
  'casting announcement',
  'filming start',
  'filming wrap',
  'teaser release',
  'trailer release',
  'festival',
  'press day',
  'premiere',
] as const;

/** What counts as a view, in a line. */
export function ruleSentence(rule: string): string {
  if (rule === '') return 'A view is a start: no rule is given.';
  const { step, words } = ruleParts(rule);
  const at = STEP_NAMES[step];
  return words === at ? `A view: ${at}.` : `A view: ${words}. Events count at ${at}.`;
}

const DID: Readonly<Record<PastEdit['did'], string>> = { add: 'added', change: 'changed', delete: 'deleted' };
const FIELD_NAMES: Readonly<Record<string, string>> = {
  title_id: 'title',
  name: 'name',
  form: 'kind',
  channel: 'channel',
  view_rule: 'view rule',
  live_at: 'time',
  at: 'time',
  note: 'note',
};

/** `Trailer “First look” changed: name, time`. */
export function editSentence({ kind, did, before, after }: PastEdit): string {
  const said = (after ?? before ?? {}) as Record<string, unknown>;
  const former = (before ?? {}) as Record<string, unknown>;
  const what = kind === 'asset' ? formName(String(said['form'] ?? '')) : 'Milestone';
  const changed = Object.keys(FIELD_NAMES).filter((name) => name in said && said[name] !== former[name]);
  const which = did === 'change' ? `: ${[...new Set(changed.map((name) => FIELD_NAMES[name]))].join(', ')}` : '';
  return `${what} “${String(said['name'] ?? '')}” ${DID[did]}${which}`;
}

/** Who did it, as the audit names them. */
export const actorName = (actor: string): string =>
  actor === 'pages' ? 'on this page' : actor === 'local' ? 'by a tool of this machine' : `by ${actor}`;
