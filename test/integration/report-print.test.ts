import Chromium from '@sparticuz/chromium';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { extractText } from 'unpdf';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RenderError } from '../../workers/reports/render/error.ts';
import { printPage } from '../../workers/reports/render/pdf.ts';

let server: Server;
let url: string;
let chromiumPath: string;
let chromiumFolder: string;
const asked: string[] = [];

beforeAll(async () => {
  chromiumPath = process.env.CHROMIUM_PATH ?? (await Chromium.executablePath());
  chromiumFolder = mkdtempSync(join(tmpdir(), 'ovation-chromium-'));
  server = createServer((request, response) => {
    asked.push(request.url ?? '');
    if (request.url === '/page') response.end('<!doctype html><title>Week</title><p>7,209 hours');
    // Whatever else is asked for gets no answer, or a bad one.
    else if (request.url === '/gone') response.writeHead(404).end('gone');
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
  rmSync(chromiumFolder, { recursive: true });
});

const print = (path: string, options: Partial<Parameters<typeof printPage>[1]> = {}) =>
  printPage(url + path, { chromiumPath, chromiumFolder, signal: undefined, ...options });

describe('printing', () => {
  it('makes a PDF of a page, while this thread stays free', async () => {
    let turns = 0;
    const ticking = setInterval(() => (turns += 1), 10);
    const pdf = await print('/page');
    clearInterval(ticking);
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
    expect((await extractText(new Uint8Array(pdf))).text).toEqual(['7,209 hours']);
    expect(turns).toBeGreaterThan(10);
  });

  it('says what to do where there is no browser, and which page was not there', async () => {
    await expect(print('/page', { chromiumPath: '/nowhere/chromium' })).rejects.toThrow(/set CHROMIUM_PATH/);
    await expect(print('/page', { chromiumPath: undefined, chromiumFolder: '/dev/null/here' })).rejects.toThrow(
      /could not be unpacked into \/dev\/null\/here .*: make room there, or set CHROMIUM_PATH/,
    );
    const gone = print('/gone');
    await expect(gone).rejects.toThrow(RenderError);
    await expect(gone).rejects.toThrow(`The report’s page answered 404 at ${url}/gone.`);
  });

  it('ends at once when the process stops, and the next one is not held up', async () => {
    const stopping = new AbortController();
    const held = print('/silent', { signal: stopping.signal });
    held.catch(() => undefined);
    while (!asked.includes('/silent')) await new Promise((wake) => setTimeout(wake, 20));
    const startedMs = performance.now();
    stopping.abort();
    await expect(held).rejects.toThrow(RenderError);
    expect(performance.now() - startedMs).toBeLessThan(5_000);
    await expect(print('/page', { signal: stopping.signal })).rejects.toThrow(/abort/i);
    expect((await print('/page')).length).toBeGreaterThan(1_000);
  });

  it('leaves nothing of a page behind, nor what a killed process has left', async () => {
    for (const [name, hours] of [
      ['profile-killed', 2],
      ['profile-another', 0.5],
    ] as const) {
      mkdirSync(join(chromiumFolder, name, 'Default'), { recursive: true });
      const then = new Date(Date.now() - hours * 3_600_000);
      utimesSync(join(chromiumFolder, name), then, then);
    }
    await print('/page');
    expect(readdirSync(chromiumFolder)).toEqual(['profile-another']);
  });
});
