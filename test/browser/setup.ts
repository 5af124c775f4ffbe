import chromium from '@sparticuz/chromium';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { runDemo } from '../../ingest/simulator/demo.ts';
import { ensurePagesBuilt } from '../../web/server/build.ts';
import { endProcessesOf } from '../support/processes.ts';
import { Stack } from '../support/stack.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Where the pages of the stack with the simulated audience are. */
    pagesUrl: string;
    ingestUrl: string;
    /** Key of that stack for sending and reading. */
    token: string;
  }
}

/** Some 30,000 records: every state of a page, a few seconds to tell, and small countries below the privacy floor. */
const SCALE = 0.02;

/**
 * Before the first browser test: build the pages, unpack Chromium (two processes unpacking it at once crashed one or two
 * of three starts), and start one Ovation with eight weeks of a simulated audience in it. Nobody of that audience comes
 * afterwards, so what changes on a page is what a test has sent.
 */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  await ensurePagesBuilt((line) => process.stdout.write(`${line}\n`));
  // The stacks of tests print with it too, instead of each unpacking its own.
  process.env.CHROMIUM_PATH ??= await chromium.executablePath();

  const folder = mkdtempSync(join(tmpdir(), 'ovation-browser-'));
  const clear = () => {
    endProcessesOf(folder);
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const stack = await Stack.start({ folder });
    const { token } = stack.run;
    const signal = new AbortController().signal;
    await runDemo({ ingestUrl: stack.ingestUrl, token, signal, anchorMs: Date.now(), scale: SCALE, live: false });
    await stack.drain();
    project.provide('pagesUrl', `http://127.0.0.1:${stack.run.webPort}`);
    project.provide('ingestUrl', stack.ingestUrl);
    project.provide('token', token);
    return async () => {
      try {
        await stack.stop();
      } finally {
        clear();
      }
    };
  } catch (error) {
    clear();
    throw error;
  }
}
