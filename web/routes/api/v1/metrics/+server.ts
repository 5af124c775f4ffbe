import { definitionsEndpoint } from '../../../../server/api/definitions-endpoint.ts';
import { answerWith } from '../../../../server/api/endpoint.ts';

export const GET = answerWith(definitionsEndpoint);
