import type { RequestEvent } from '@sveltejs/kit';
import { newestReport } from '../../../sql/postgres/reports.ts';
import { parseScope, scopeText } from '../../../sql/queries/report/model.ts';
import { lastEndedMonday } from '../../../sql/queries/report/week.ts';
import { titlesById } from '../../../sql/queries/titles.ts';
import { zoneSpelling } from '../../lib/format/zone.ts';
import { refused, written, type Refused } from '../form.ts';

/** What asking for a report came to: it is on its way, or it is there. */
export interface Asked {
  readonly scope: string;
  readonly week: string;
  readonly zone: string;
  /** The sealed one. */
  readonly id: string | null;
  /** When, ms since the epoch on the server's own clock: what failed before is none of it. */
  readonly askedMs: number;
}

/** The form that asks for last week's report of a scope: fields `kind`, `title` (of a title or its campaign) and `zone`. */
export async function buildNow({
  locals,
  request,
}: Pick<RequestEvent, 'locals' | 'request'>): Promise<Asked | Refused> {
  const { control, store, reports, now, log } = locals.web;
  const form = await request.formData();
  const field = (name: string) => String(form.get(name) ?? '');
  const kind = field('kind');
  const scope = parseScope(kind === 'slate' ? kind : `${kind}:${field('title')}`);
  if (!scope) return refused(400, 'Choose the title that the report is to be about.');
  const zone = zoneSpelling(field('zone'));
  if (zone === null) return refused(400, 'That is no time zone.');
  return written(log, async () => {
    if (scope.kind !== 'slate' && (await titlesById(store, [scope.titleId])).length === 0)
      return refused(404, 'There is no such title: it is not known yet, or not any more.');
    const order = { scope: scopeText(scope), week: lastEndedMonday(zone, now()), zone };
    const askedMs = Date.now();
    const there = await newestReport(control, order);
    const id = there && !there.provisional ? there.id : null;
    if (id === null) await reports.build(order);
    return { ...order, id, askedMs };
  });
}
