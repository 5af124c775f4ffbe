import { answerWith } from '../../../../../../server/api/endpoint.ts';
import { launchEndpoint } from '../../../../../../server/api/launch-endpoint.ts';

export const GET = answerWith(launchEndpoint);
