import { answerWith } from '../../../../../server/api/endpoint.ts';
import { deliveriesEndpoint } from '../../../../../server/api/reports-endpoint.ts';

export const GET = answerWith(deliveriesEndpoint);
