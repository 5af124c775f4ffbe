import { titleAudienceEndpoint } from '../../../../../../server/api/audience-endpoint.ts';
import { answerWith } from '../../../../../../server/api/endpoint.ts';

export const GET = answerWith(titleAudienceEndpoint);
