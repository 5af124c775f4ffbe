import { createHash } from 'node:crypto';
import type { RequestHandler } from './$types';
import { EDIT_ENDPOINTS, ENDPOINTS } from '../../../../server/api/endpoints.ts';
import { openApi } from '../../../../server/api/openapi.ts';

const body = JSON.stringify(openApi(ENDPOINTS, EDIT_ENDPOINTS));
const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`;

/** Open to everyone who reaches the server: it describes the API and holds no number. */
export const GET: RequestHandler = ({ request }) => {
  const headers = { etag, 'cache-control': 'no-cache', 'content-type': 'application/json' };
  if (request.headers.get('if-none-match') === etag) return new Response(null, { status: 304, headers });
  return new Response(body, { headers });
};
