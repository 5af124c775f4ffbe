import { answerWith } from '../../../../../server/api/endpoint.ts';
import { reportEndpoint } from '../../../../../server/api/reports-endpoint.ts';

export const GET = answerWith(reportEndpoint);
