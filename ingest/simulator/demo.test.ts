import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, it } from 'vitest';
import { DAY_MS } from './clock.ts';
import { runDemo, type DemoProgress } from './demo.ts';
import { runDemoAside } from './demo-aside.ts';
import { EndpointRefusedError } from './sender.ts';

let server: Server | undefined;

afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

/** An endpoint that answers as the contract says; `statusOf` may turn a request away first. */
async function endpoint(statusOf: (request: number) => number = () => 202) {
  const lines: string[] = [];
  let requests = 0;
  server = createServer((request: IncomingMessage, response) => {
    void text(request).then((body) => {
      requests += 1;
      const status = statusOf(requests);
      const sent = body.trimEnd().split('\n');
      if (status === 202) lines.push(...sent);
      response.writeHead(status, { 'content-type': 'application/json', ...(status === 503 && { 'retry-after': '0' }) });
      response.end(
        JSON.stringify(
          status === 202
            ? { accepted: sent.length, rejected: [] }
            : { error: { code: 'no', message: 'The key is unknown.' } },
        ),
      );
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { lines, ingestUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

const small = { token: 'ovk_test', anchorMs: Date.now() - 3 * DAY_MS, scale: 0.003, historyDays: 14, live: false };

describe('the demo', () => {
  it('sends every record once an overloaded endpoint takes it, and the same records again when started again', async () => {
    const { lines, ingestUrl } = await endpoint((request) => (request % 3 === 0 ? 503 : 202));
    const seen: DemoProgress[] = [];
    const signal = new AbortController().signal;
    const progress = await runDemo({ ...small, ingestUrl, signal, onProgress: (each) => seen.push(each) });
    const first = lines.splice(0);
    expect(progress.sent).toBe(first.length);
    expect(progress.acceptedUntilMs).toBeGreaterThan(Date.now() - DAY_MS);
    expect(new Set(seen.map((each) => each.phase))).toEqual(new Set(['catalogue', 'history']));
    await runDemo({ ...small, ingestUrl, signal });
    const again = new Set(lines);
    expect(first.filter((line) => !again.has(line))).toEqual([]);
  });

  it('streams live until it is stopped', async () => {
    const { lines, ingestUrl } = await endpoint();
    const stop = new AbortController();
    const progress = await runDemo({
      ...small,
      ingestUrl,
      signal: stop.signal,
      live: true,
      eventsPerSecond: 400,
      onProgress: (each) => {
        if (each.phase === 'live' && each.perSecond > 0) stop.abort();
      },
    });
    expect(progress).toMatchObject({ phase: 'live', total: null, rejected: 0 });
    expect(lines.length).toBeGreaterThanOrEqual(progress.sent);
  });

  it('runs on a thread of its own, with progress, until it is stopped', async () => {
    const { lines, ingestUrl } = await endpoint();
    const stop = new AbortController();
    const phases = new Set<string>();
    const progress = await runDemoAside({
      ...small,
      ingestUrl,
      signal: stop.signal,
      live: true,
      eventsPerSecond: 400,
      onProgress(each) {
        phases.add(each.phase);
        if (each.phase === 'live') stop.abort();
      },
    });
    expect(phases).toContain('live');
    expect(progress.sent).toBeGreaterThan(1_000);
    expect(progress.sent).toBeLessThanOrEqual(lines.length);
    const refused = runDemoAside({ ...small, ingestUrl: 'http://127.0.0.1:1', signal: AbortSignal.abort() });
    await expect(refused).resolves.toMatchObject({ sent: 0 });
  });

  it('says in one sentence why it was refused', async () => {
    const { ingestUrl } = await endpoint(() => 401);
    const refused = runDemo({ ...small, ingestUrl, signal: new AbortController().signal });
    await expect(refused).rejects.toThrow(EndpointRefusedError);
    await expect(refused).rejects.toThrow('The ingest endpoint answered 401: The key is unknown.');
  });
});
