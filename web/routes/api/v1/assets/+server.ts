import { assetEdits, assetsEndpoint } from '../../../../server/api/assets-endpoint.ts';
import { editWith } from '../../../../server/api/edit-endpoint.ts';
import { answerWith } from '../../../../server/api/endpoint.ts';

export const GET = answerWith(assetsEndpoint);
export const POST = editWith(assetEdits.make);
