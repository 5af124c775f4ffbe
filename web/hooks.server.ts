import type { Handle, HandleServerError } from '@sveltejs/kit';
import { getContext } from './server/context.ts';

/** Gives every route the context and times the answer. */
export const handle: Handle = async ({ event, resolve }) => {
  const startedAt = performance.now();
  const web = getContext();
  event.locals.web = web;
  const response = await resolve(event);
  const route = event.route.id ?? 'unknown';
  web.metrics.observeRequest(route, event.request.method, response.status, (performance.now() - startedAt) / 1000);
  return response;
};

/** What a person reads when something broke that no code expected; the log has the rest. */
export const handleError: HandleServerError = ({ error, event, status }) => {
  if (status === 404) {
    return { message: 'There is no such page.', code: 'not_found', hint: 'Go back to the slate.' };
  }
  // Nothing may be thrown here: the request would never be answered. Without a context the first hook has failed.
  const { web } = event.locals as Partial<App.Locals>;
  web?.log.error({ err: error, route: event.route.id }, 'a page could not be answered');
  return {
    message: 'The numbers of this page could not be read.',
    code: 'internal',
    hint: 'Try again in a moment; `npm run ovation -- doctor` says what is wrong.',
  };
};
