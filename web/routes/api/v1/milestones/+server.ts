import { milestoneEdits, milestonesEndpoint } from '../../../../server/api/milestones-endpoint.ts';
import { editWith } from '../../../../server/api/edit-endpoint.ts';
import { answerWith } from '../../../../server/api/endpoint.ts';

export const GET = answerWith(milestonesEndpoint);
export const POST = editWith(milestoneEdits.make);
