import type { RequestEvent } from '@sveltejs/kit';
import { z } from 'zod';
import { MADE_FORMATS } from '../../../sql/postgres/report-renderings.ts';
import { reportIdParameter } from '../api/reports-endpoint.ts';
import { refused, written, type Refused } from '../form.ts';
import { wantFile } from './want-file.ts';

const form = z.object({ id: reportIdParameter, format: z.enum(MADE_FORMATS) });

/** The form that has a file of an old report made: fields `id` and `format`. */
export async function makeFile({
  locals,
  request,
}: Pick<RequestEvent, 'locals' | 'request'>): Promise<{ asked: true } | Refused> {
  const asked = form.safeParse(Object.fromEntries(await request.formData()));
  if (!asked.success) return refused(400, 'There is no such file of a report.');
  return written(locals.web.log, async () => {
    await wantFile(locals.web, asked.data.id, asked.data.format);
    return { asked: true };
  });
}
