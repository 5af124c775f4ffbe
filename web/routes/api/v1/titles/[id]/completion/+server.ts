import { completionEndpoint } from '../../../../../../server/api/completion-endpoint.ts';
import { answerWith } from '../../../../../../server/api/endpoint.ts';

export const GET = answerWith(completionEndpoint);
