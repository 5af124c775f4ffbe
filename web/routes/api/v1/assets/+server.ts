import { answerWith } from '../../../../server/api/endpoint.ts';
import { assetsEndpoint } from '../../../../server/api/assets-endpoint.ts';

export const GET = answerWith(assetsEndpoint);
