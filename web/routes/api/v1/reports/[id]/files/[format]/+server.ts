import { answerWith } from '../../../../../../../server/api/endpoint.ts';
import { reportFileEndpoint } from '../../../../../../../server/api/reports-endpoint.ts';

export const GET = answerWith(reportFileEndpoint);
