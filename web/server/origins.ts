import type { IncomingHttpHeaders } from 'node:http';
import { ApiError } from './errors.ts';

/**
 * Which names this server answers to, and from which pages. A page of another site must not read a dashboard that runs
 * on somebody's own machine: neither by a cross-origin request (Origin) nor by making its own name point here (Host).
 */
export interface Origins {
  readonly hosts: ReadonlySet<string>;
  readonly origins: ReadonlySet<string>;
  /** Hosts of this machine itself. */
  readonly localHosts: ReadonlySet<string>;
  readonly publicUrl: URL | undefined;
}

const LOCAL_NAMES = ['localhost', '127.0.0.1', '[::1]'];

/** Names with their port: a browser leaves out only the default one of its scheme. */
export function allowedOrigins(port: number, publicAddress: string | undefined): Origins {
  const publicUrl = publicAddress === undefined ? undefined : new URL(publicAddress);
  const localHosts = new Set(LOCAL_NAMES.flatMap((name) => (port === 80 ? [name, `${name}:80`] : [`${name}:${port}`])));
  const hosts = new Set(localHosts);
  const origins = new Set([...localHosts].map((host) => `http://${host}`));
  if (publicUrl) {
    hosts.add(publicUrl.host);
    origins.add(publicUrl.origin);
  }
  return { hosts, origins, localHosts, publicUrl };
}

/** Why a request must not be answered, or null. Both headers are compared as a browser writes them, in lower case. */
export function refusal(headers: IncomingHttpHeaders, allowed: Origins): ApiError | null {
  const host = headers.host?.toLowerCase();
  if (host === undefined || !allowed.hosts.has(host)) {
    return new ApiError(
      403,
      'host_not_allowed',
      `This server does not answer to the name ${quoted(host)}.`,
      `Open it at one of ${[...allowed.hosts].join(', ')}, or set PUBLIC_URL to the address that people use.`,
    );
  }
  const origin = headers.origin?.toLowerCase();
  if (origin !== undefined && !allowed.origins.has(origin)) {
    return new ApiError(
      403,
      'origin_not_allowed',
      `Pages of ${quoted(origin)} may not use this server.`,
      'Call the API from a server with a key, or set PUBLIC_URL to the address that people use.',
    );
  }
  return null;
}

/** The request comes from a page of this very server on this machine (browsers set these headers, pages cannot). */
export function isOwnLocalPage(headers: Headers, allowed: Origins): boolean {
  const host = headers.get('host')?.toLowerCase() ?? '';
  const site = headers.get('sec-fetch-site');
  // `none`: typed into the address bar by the person at this machine.
  return allowed.localHosts.has(host) && (site === 'same-origin' || site === 'none');
}

/** The scheme a person sees: the proxy's in front of PUBLIC_URL, plain http on this machine. */
export function schemeOf(headers: IncomingHttpHeaders, allowed: Origins): 'http' | 'https' {
  return headers.host?.toLowerCase() === allowed.publicUrl?.host && allowed.publicUrl?.protocol === 'https:'
    ? 'https'
    : 'http';
}

/** Header text in a message: short and without control characters. */
function quoted(text: string | undefined): string {
  if (text === undefined) return '(none)';
  // eslint-disable-next-line no-control-regex -- the very characters to take out
  return `"${text.replace(/[\u0000-\u001f\u007f]/g, '').slice(0, 100)}"`;
}
