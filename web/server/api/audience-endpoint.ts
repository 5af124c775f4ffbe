import { z } from 'zod';
import { slateAudience } from '../../../sql/queries/audience-slate.ts';
import { titleAudience } from '../../../sql/queries/audience.ts';
import {
  SEGMENT_DIMENSIONS,
  slateAudienceAnswer,
  slateAudienceSchema,
  titleAudienceAnswer,
  titleAudienceSchema,
} from './audience-answer.ts';
import { endpoint } from './endpoint.ts';
import { titleIdParameter, weekParameter } from './parameters.ts';
import { titleNotFound } from './titles-endpoint.ts';

export const titleAudienceEndpoint = endpoint({
  path: '/titles/{id}/audience',
  summary: 'Who a title is for: its viewers by segment against all viewers, and the titles it shares them with',
  pathParameters: z.object({ id: titleIdParameter }),
  query: z.object({
    dimension: z
      .enum(SEGMENT_DIMENSIONS)
      .describe(`one of ${SEGMENT_DIMENSIONS.join(', ')} (all if not given)`)
      .optional(),
    week: weekParameter.optional(),
  }),
  answer: titleAudienceSchema,
  async read({ store, now }, { id, dimension, week }) {
    const audience = await titleAudience(store, id, now(), { dimension, weekMs: week });
    if (!audience) throw titleNotFound(id);
    return titleAudienceAnswer(audience);
  },
});

export const slateAudienceEndpoint = endpoint({
  path: '/audience',
  summary: 'What the audience of the slate wants: preferences by country and age band, gaps, and what surfaces take',
  pathParameters: z.object({}),
  query: z.object({}),
  answer: slateAudienceSchema,
  async read({ store, now }) {
    return slateAudienceAnswer(await slateAudience(store, now()));
  },
});
