import { z } from 'zod';
import { titleSummary } from '../../../sql/queries/summary.ts';
import { titleDetail } from '../../../sql/queries/titles.ts';
import { endpoint } from './endpoint.ts';
import { FILTER_PARAMETERS, filterOf } from './filter-parameters.ts';
import { fromParameter, rangeOf, titleIdParameter, toParameter, zoneParameter } from './parameters.ts';
import { summaryAnswer, summarySchema } from './summary-answer.ts';
import { titleNotFound } from './titles-endpoint.ts';

const HOUR_MS = 3_600_000;

/** A title whose premiere is not known, or still to come, has lived since before anything was measured. */
const BEFORE_ALL_MS = 0;

export const summaryEndpoint = endpoint({
  path: '/titles/{id}/summary',
  summary: 'The figures of a title in a range (its life, if none is given), for everybody or a segment',
  pathParameters: z.object({ id: titleIdParameter }),
  query: z.object({
    from: fromParameter.optional(),
    to: toParameter.optional(),
    ...FILTER_PARAMETERS,
    zone: zoneParameter.optional(),
  }),
  answer: summarySchema,
  async read({ store, now }, { id, from, to, zone, ...given }) {
    const title = await titleDetail(store, id);
    if (!title) throw titleNotFound(id);
    const nowMs = now();
    const { premiereMs } = title;
    const life = {
      fromMs: premiereMs !== null && premiereMs <= nowMs ? premiereMs : BEFORE_ALL_MS,
      toMs: Math.ceil((nowMs + 1) / HOUR_MS) * HOUR_MS,
    };
    const range = rangeOf({ from, to, zone }, life);
    const summary = await titleSummary(store, id, range, filterOf(given), nowMs);
    if (!summary) throw titleNotFound(id);
    return summaryAnswer(summary);
  },
});
