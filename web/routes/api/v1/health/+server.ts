import { answerWith } from '../../../../server/api/endpoint.ts';
import { healthEndpoint } from '../../../../server/api/health-endpoint.ts';

export const GET = answerWith(healthEndpoint);
