import Chromium from '@sparticuz/chromium';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
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
let programs: string;
const asked: string[] = [];

beforeAll(async () => {
  chromiumPath = process.env.CHROMIUM_PATH ?? (await Chromium.executablePath());
  programs = mkdtempSync(join(tmpdir(), 'ovation-programs-'));
  chromiumFolder = mkdtempSync(join(tmpdir(), 'ovation-chromium-'));
  server = createServer((request, response) => {
    asked.push(request.url ?? '');
    if (request.url === '/page') response.end('<!doctype html><title>Week</title><p>7,209 hours');
    // Not whole before its picture is there.
    else if (request.url === '/half') response.end('<!doctype html><p>7,209 hours<img src="/picture">');
    // Whatever else is asked for gets no answer, or a bad one.
    else if (request.url === '/gone') response.writeHead(404).end('gone');
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
  for (const folder of [chromiumFolder, programs]) rmSync(folder, { recursive: true });
});

const print = (path: string, options: Partial<Parameters<typeof printPage>[1]> = {}) =>
  printPage(url + path, { chromiumPath, chromiumFolder, signal: undefined, ...options });

/** Processes that run whose command line matches, or those that one of them has begun. Linux only. */
function running(pattern: RegExp, children?: RegExp): number[] {
  const all = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => ({
      pid,
      // Empty of one that is gone.
      command: read(pid, 'cmdline').replaceAll('\0', ' '),
      parent: /^PPid:\s+(\d+)/m.exec(read(pid, 'status'))?.[1],
    }));
  const found = all.filter(({ command }) => pattern.test(command));
  const begun = children && all.filter(({ parent }) => found.some(({ pid }) => pid === parent));
  return (begun?.filter(({ command }) => children?.test(command)) ?? found).map(({ pid }) => Number(pid));
}

function read(pid: string, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return '';
  }
}

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

  it('is over at its deadline whatever the browser does, and nothing of it is left', async () => {
    const program = (name: string, script: string) => {
      const path = join(programs, name);
      writeFileSync(path, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
      return path;
    };
    const silent = print('/page', { chromiumPath: program('silent', 'exec sleep 600.1'), deadlineMs: 300 });
    await expect(silent).rejects.toThrow(/took longer than 0.3 s/);
    const gone = program('gone', 'sleep 600.2 & echo no such library >&2; exit 3');
    await expect(print('/page', { chromiumPath: gone })).rejects.toThrow(
      /could not be started \(it ended with 3: no such library\): set CHROMIUM_PATH/,
    );
    const other = program('other', `printf 'hello\\0' >&4; exec sleep 600.3`);
    await expect(print('/page', { chromiumPath: other })).rejects.toThrow(
      /could not be started \(it does not speak the DevTools protocol\)/,
    );
    expect(running(/sleep 600/)).toEqual([]);
    expect(readdirSync(chromiumFolder)).toEqual([]);
  });

  it('says at once that a page has crashed', async () => {
    const crashing = print('/half');
    crashing.catch(() => undefined);
    while (!asked.includes('/picture')) await new Promise((wake) => setTimeout(wake, 20));
    const renderers = running(new RegExp(`user-data-dir=${chromiumFolder}`), /type=renderer/);
    expect(renderers.length).toBeGreaterThan(0);
    for (const pid of renderers) process.kill(pid, 'SIGKILL');
    await expect(crashing).rejects.toThrow(/could not be printed \(its page crashed: memory may have run out\)/);
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
