import { slateAudienceEndpoint } from '../../../../server/api/audience-endpoint.ts';
import { answerWith } from '../../../../server/api/endpoint.ts';

export const GET = answerWith(slateAudienceEndpoint);
