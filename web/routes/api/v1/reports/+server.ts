import { answerWith } from '../../../../server/api/endpoint.ts';
import { reportsEndpoint } from '../../../../server/api/reports-endpoint.ts';

export const GET = answerWith(reportsEndpoint);
