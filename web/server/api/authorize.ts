import type { WebContext } from '../context.ts';
import { ApiError } from '../errors.ts';
import { isOwnLocalPage } from '../origins.ts';
import { ACTOR } from '../saved/actor.ts';

/** What a request wants to do. */
export type ApiScope = 'read' | 'edit';

const makeAKey = (scope: ApiScope) =>
  `Make a key with \`npm run ovation -- key create --scope ${scope}\` and send it as "Authorization: Bearer ovk_…".`;

/**
 * Who may read or edit: a key with the scope for it, or a page of this server on this machine. A key that is sent must be
 * valid, wherever it comes from. Resolves with who it is, for the audit.
 *
 * @throws ApiError 401, 403, or 503 when keys cannot be checked now.
 */
export async function authorize(
  request: Request,
  web: Pick<WebContext, 'keys' | 'origins' | 'log'>,
  scope: ApiScope = 'read',
): Promise<string> {
  const header = request.headers.get('authorization');
  if (header === null) {
    if (isOwnLocalPage(request.headers, web.origins)) return ACTOR;
    throw new ApiError(401, 'key_missing', 'The API needs a key.', makeAKey(scope));
  }
  const token = /^Bearer ([\x21-\x7e]{1,256})$/i.exec(header)?.[1];
  if (token === undefined) {
    throw new ApiError(401, 'key_malformed', 'The Authorization header is not a bearer key.', makeAKey(scope));
  }
  const key = await checked(token, web);
  if (!key) throw new ApiError(401, 'key_unknown', 'This key is unknown or revoked.', makeAKey(scope));
  if (!key.scopes.has(scope)) {
    throw new ApiError(403, 'scope_missing', `This key may not ${scope}.`, makeAKey(scope));
  }
  return key.id;
}

async function checked(token: string, web: Pick<WebContext, 'keys' | 'log'>) {
  try {
    return await web.keys.check(token);
  } catch (error) {
    web.log.error({ err: error }, 'an API key could not be checked');
    throw new ApiError(503, 'keys_unavailable', 'Keys cannot be checked just now.', 'Try again in a moment.');
  }
}
