import { readdir } from 'node:fs/promises';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { BUILT_HANDLER, ensurePagesBuilt } from './build.ts';
import { SCHEME_HEADER } from './gate.ts';

/** Answers everything that is a page, an API route or a file of the pages. */
export interface Pages {
  handle(request: IncomingMessage, response: ServerResponse): void;
  close(): Promise<void>;
}

/** Pages from `web/build`, built first when that is needed. */
export async function builtPages(say: (line: string) => void): Promise<Pages> {
  await ensurePagesBuilt(say);
  // adapter-node believes in https unless a header says otherwise; ours always does. Its prefix is in svelte.config.js.
  process.env.OVATION_PAGES_PROTOCOL_HEADER = SCHEME_HEADER;
  const { handler } = (await import(pathToFileURL(BUILT_HANDLER).href)) as {
    handler: (request: IncomingMessage, response: ServerResponse) => void;
  };
  const warm = loadAll(join(dirname(BUILT_HANDLER), 'server'));
  // What cannot be loaded now says so when somebody asks for its page.
  warm.catch(() => undefined);
  return { handle: handler, close: () => warm.catch(() => undefined) };
}

/**
 * Loads every page's code at start instead of at its first visit: that one comes some 300 ms earlier, and a build that
 * replaces the files leaves a running server whole.
 */
async function loadAll(folder: string): Promise<void> {
  const files = await readdir(folder, { recursive: true });
  for (const file of files.filter((name) => name.endsWith('.js'))) await import(pathToFileURL(join(folder, file)).href);
}

/** Pages from their sources through Vite, reloading in the browser as they change. For work on the project only. */
export async function developmentPages(server: Server): Promise<Pages> {
  const { createServer } = await import('vite');
  const vite = await createServer({
    appType: 'custom',
    // Our own gate has checked the Host by then.
    server: { middlewareMode: true, hmr: { server }, allowedHosts: true },
  });
  return { handle: (request, response) => vite.middlewares(request, response), close: () => vite.close() };
}
