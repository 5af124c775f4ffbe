import { answerWith } from '../../../../server/api/endpoint.ts';
import { compareEndpoint } from '../../../../server/api/compare-endpoint.ts';

export const GET = answerWith(compareEndpoint);
