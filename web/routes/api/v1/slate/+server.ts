import { answerWith } from '../../../../server/api/endpoint.ts';
import { slateEndpoint } from '../../../../server/api/slate-endpoint.ts';

export const GET = answerWith(slateEndpoint);
