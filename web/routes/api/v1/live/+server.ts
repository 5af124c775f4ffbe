import { answerWith } from '../../../../server/api/endpoint.ts';
import { liveEndpoint } from '../../../../server/api/live-endpoint.ts';

export const GET = answerWith(liveEndpoint);
