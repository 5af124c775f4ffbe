import type { RequestEvent } from '@sveltejs/kit';
import { z } from 'zod';
import { askForFile, MADE_FORMATS } from '../../../sql/postgres/report-renderings.ts';
import { reportIdParameter } from '../api/reports-endpoint.ts';
import { refused, written, type Refused } from '../form.ts';

const form = z.object({ id: reportIdParameter, format: z.enum(MADE_FORMATS) });

/** The form that has a file of an old report made: fields `id` and `format`. The workers look for what was asked for. */
export async function makeFile({
  locals,
  request,
}: Pick<RequestEvent, 'locals' | 'request'>): Promise<{ asked: true } | Refused> {
  const { control, now, log } = locals.web;
  const asked = form.safeParse(Object.fromEntries(await request.formData()));
  if (!asked.success) return refused(400, 'There is no such file of a report.');
  return written(log, async () => {
    await askForFile(control, asked.data.id, asked.data.format, now());
    return { asked: true };
  });
}
