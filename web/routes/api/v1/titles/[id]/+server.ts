import { answerWith } from '../../../../../server/api/endpoint.ts';
import { titleEndpoint } from '../../../../../server/api/titles-endpoint.ts';

export const GET = answerWith(titleEndpoint);
