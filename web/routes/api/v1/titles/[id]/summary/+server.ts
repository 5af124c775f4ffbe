import { answerWith } from '../../../../../../server/api/endpoint.ts';
import { summaryEndpoint } from '../../../../../../server/api/summary-endpoint.ts';

export const GET = answerWith(summaryEndpoint);
