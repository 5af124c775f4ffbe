import { milestoneEdits, milestoneEndpoint } from '../../../../../server/api/milestones-endpoint.ts';
import { editWith } from '../../../../../server/api/edit-endpoint.ts';
import { answerWith } from '../../../../../server/api/endpoint.ts';

export const GET = answerWith(milestoneEndpoint);
export const PUT = editWith(milestoneEdits.put);
export const DELETE = editWith(milestoneEdits.remove);
