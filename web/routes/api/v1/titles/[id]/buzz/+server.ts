import { titleBuzzEndpoint } from '../../../../../../server/api/buzz-endpoint.ts';
import { answerWith } from '../../../../../../server/api/endpoint.ts';

export const GET = answerWith(titleBuzzEndpoint);
