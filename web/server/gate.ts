import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { ApiError } from './errors.ts';
import { methodsOf, wrongMethod } from './methods.ts';
import { refusal, schemeOf, type Origins } from './origins.ts';

/** The header in which the pages read the scheme; always written by us, whatever a client sent. */
export const SCHEME_HEADER = 'x-forwarded-proto';

/** The policy for scripts and styles is the pages' own (svelte.config.js): it needs a nonce for each answer. */
const SECURITY_HEADERS = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), microphone=(), geolocation=()',
} as const;

type UpgradeListener = (request: IncomingMessage, socket: Duplex, head: Buffer) => void;

/**
 * Puts the Host and Origin checks in front of everything that listens on `server` by now: pages, probes, live
 * connections of either transport, and in development Vite. Call it last.
 */
export function gate(server: Server, origins: () => Origins): void {
  const requests = server.listeners('request') as RequestListener[];
  const upgrades = server.listeners('upgrade') as UpgradeListener[];
  server.removeAllListeners('request');
  server.removeAllListeners('upgrade');

  server.on('request', (request, response) => {
    for (const [name, value] of Object.entries(SECURITY_HEADERS)) response.setHeader(name, value);
    const refused = refusal(request.headers, origins()) ?? malformed(request) ?? wrongMethod(request);
    if (refused) {
      if (refused.status === 405) response.setHeader('allow', methodsOf(request.url ?? '/').join(', '));
      sendError(response, refused);
      // The body of a refused request is not read.
      request.resume();
      return;
    }
    request.headers[SCHEME_HEADER] = schemeOf(request.headers, origins());
    for (const listener of requests) listener.call(server, request, response);
  });

  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const refused = refusal(request.headers, origins());
    if (refused) {
      refuseUpgrade(socket, refused);
      return;
    }
    for (const listener of upgrades) listener.call(server, request, socket, head);
  });
}

/** Writes an error in the one shape. */
export function sendError(response: ServerResponse, error: ApiError): void {
  const body = JSON.stringify(error.body);
  response.writeHead(error.status, {
    'content-type': 'application/json',
    'cache-control': 'no-store',
    'content-length': Buffer.byteLength(body),
  });
  response.end(body);
}

function malformed(request: IncomingMessage): ApiError | null {
  try {
    decodeURI(request.url ?? '/');
    return null;
  } catch {
    return new ApiError(
      400,
      'malformed_address',
      'The address holds a percent sign that encodes nothing.',
      'Encode each part of the address with encodeURIComponent (a percent sign itself is %25).',
    );
  }
}

function refuseUpgrade(socket: Duplex, error: ApiError): void {
  const body = JSON.stringify(error.body);
  socket.on('error', () => socket.destroy());
  socket.end(
    `HTTP/1.1 ${error.status} Forbidden\r\nContent-Type: application/json\r\nConnection: close\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
}
