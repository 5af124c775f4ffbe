import type { WebContext } from '../context.ts';
import { ApiError } from '../errors.ts';
import { isOwnLocalPage } from '../origins.ts';

const MAKE_A_KEY =
  'Make a key with `npm run ovation -- key create --scope read` and send it as "Authorization: Bearer ovk_…".';

/**
 * Who may read: a key with the scope `read`, or a page of this server on this machine. A key that is sent must be valid,
 * wherever it comes from. Throws 401, 403, or 503 when keys cannot be checked now.
 */
export async function authorize(request: Request, web: Pick<WebContext, 'keys' | 'origins' | 'log'>): Promise<void> {
  const header = request.headers.get('authorization');
  if (header === null) {
    if (isOwnLocalPage(request.headers, web.origins)) return;
    throw new ApiError(401, 'key_missing', 'The read API needs a key.', MAKE_A_KEY);
  }
  const token = /^Bearer ([\x21-\x7e]{1,256})$/i.exec(header)?.[1];
  if (token === undefined) {
    throw new ApiError(401, 'key_malformed', 'The Authorization header is not a bearer key.', MAKE_A_KEY);
  }
  const key = await checked(token, web);
  if (!key) throw new ApiError(401, 'key_unknown', 'This key is unknown or revoked.', MAKE_A_KEY);
  if (!key.scopes.has('read')) {
    throw new ApiError(403, 'scope_missing', 'This key may not read.', MAKE_A_KEY);
  }
}

async function checked(token: string, web: Pick<WebContext, 'keys' | 'log'>) {
  try {
    return await web.keys.check(token);
  } catch (error) {
    web.log.error({ err: error }, 'an API key could not be checked');
    throw new ApiError(503, 'keys_unavailable', 'Keys cannot be checked just now.', 'Try again in a moment.');
  }
}
