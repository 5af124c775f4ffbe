import { assetEdits, assetEndpoint } from '../../../../../server/api/assets-endpoint.ts';
import { editWith } from '../../../../../server/api/edit-endpoint.ts';
import { answerWith } from '../../../../../server/api/endpoint.ts';

export const GET = answerWith(assetEndpoint);
export const PUT = editWith(assetEdits.put);
export const DELETE = editWith(assetEdits.remove);
