import { readdirSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { COMPARED_MOST, titlesText } from '../../../web/lib/ui/comparison-url.ts';
import { ENDPOINTS } from '../../../web/server/api/endpoints.ts';
import { Latencies } from './latencies.ts';
import type { Stack } from './stack.ts';

const ROUTES = join(import.meta.dirname, '../../../web/routes');
const CALLS = 60;
const WARM_UP = 5;

/** What one page or API call took: each is asked for several titles. */
export interface Asked {
  readonly name: string;
  readonly p50_ms: number;
  readonly p95_ms: number;
}

/** The load of every page, as the router asks for it, with all that its layouts load. */
export async function askPages(stack: Stack, titles: readonly string[]): Promise<Asked[]> {
  const routes = readdirSync(ROUTES, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('+page.server.ts'))
    .map((file) => `/${relative('.', dirname(file)) || ''}`)
    .filter(isOfTitles)
    .sort();
  return askAll(stack, routes, titles, (path) => `${path === '/' ? '' : path}/__data.json`);
}

/** Every resource of the read API, without parameters where there need be none. */
export function askApi(stack: Stack, titles: readonly string[]): Promise<Asked[]> {
  return askAll(
    stack,
    // One of a report is not made of a title's id.
    ENDPOINTS.filter(({ path }) => !path.startsWith('/reports/')).map(({ path }) =>
      path.replaceAll(/\{\w+\}/g, '[id]'),
    ),
    titles,
    (path) => `/api/v1${path}`,
  );
}

/** No week is sealed of what is built here: sealed reports have a bench of their own. */
const isOfTitles = (route: string) => !route.startsWith('/reports/[id]');

/** What a route that names one thing is asked for. */
function idFor(route: string, title: string): string {
  if (route.startsWith('/assets/')) return `${title}-trailer`;
  return route.startsWith('/milestones/') ? `${title}-at-trailer` : title;
}

async function askAll(
  stack: Stack,
  routes: readonly string[],
  titles: readonly string[],
  pathOf: (route: string) => string,
): Promise<Asked[]> {
  const asked: Asked[] = [];
  // Compare without titles leads on to some: what it costs to tell of the most is what is asked for.
  const compared = `?${new URLSearchParams({ titles: titlesText(titles.slice(0, COMPARED_MOST)) }).toString()}`;
  for (const route of routes) {
    const latencies = new Latencies();
    for (let call = -WARM_UP; call < CALLS; call += 1) {
      const title = titles[Math.abs(call) % titles.length] ?? '';
      const url = `${stack.webUrl}${pathOf(route).replace('[id]', idFor(route, title))}${route === '/compare' ? compared : ''}`;
      const startedMs = performance.now();
      const answer = await fetch(url, { headers: { authorization: `Bearer ${stack.ingest.token}` } });
      const text = await answer.text();
      if (!answer.ok || /"type":"(error|redirect)"/.test(text))
        throw new Error(`${url} answered ${answer.status}: ${text.slice(0, 300)}`);
      if (call >= 0) latencies.add(performance.now() - startedMs);
    }
    asked.push({ name: route, p50_ms: latencies.quantile(0.5) ?? NaN, p95_ms: latencies.quantile(0.95) ?? NaN });
  }
  return asked;
}

/** The slowest of some. */
export const worstP95 = (asked: readonly Asked[]): number => Math.max(...asked.map(({ p95_ms }) => p95_ms));
