import { answerWith } from '../../../../../../server/api/endpoint.ts';
import { receptionEndpoint } from '../../../../../../server/api/reception-endpoint.ts';

export const GET = answerWith(receptionEndpoint);
