import { json, type RequestEvent } from '@sveltejs/kit';
import { z } from 'zod';
import { newestReport } from '../../../sql/postgres/reports.ts';
import { inOneShape, NOT_STORED } from '../api/endpoint.ts';
import { parseParameters, zoneParameter } from '../api/parameters.ts';
import { mondayParameter, scopeParameter } from '../api/reports-endpoint.ts';
import type { OrderProgress } from '../../../workers/contract/reports.ts';

/** What became of a report that was asked for. */
export type Built = { state: 'sealed'; id: string } | OrderProgress;

const query = z.object({
  scope: scopeParameter,
  week: mondayParameter,
  zone: zoneParameter,
  since: z.coerce.number().min(0).describe('when it was asked for, in milliseconds since the epoch'),
});

/** Answers with {@link Built}, to the page that has asked. */
export const askedReport = (event: RequestEvent): Promise<Response> =>
  inOneShape(event, async () => {
    const { control, reports } = event.locals.web;
    const { since, ...order } = parseParameters(query, event.url.searchParams);
    // In this order: a report that is sealed in between is found.
    const progress = await reports.progress(order, since);
    const report = await newestReport(control, order);
    const built: Built = report && !report.provisional ? { state: 'sealed', id: report.id } : progress;
    return json(built, { headers: NOT_STORED });
  });
