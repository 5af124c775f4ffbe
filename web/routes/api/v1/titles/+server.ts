import { answerWith } from '../../../../server/api/endpoint.ts';
import { titlesEndpoint } from '../../../../server/api/titles-endpoint.ts';

export const GET = answerWith(titlesEndpoint);
