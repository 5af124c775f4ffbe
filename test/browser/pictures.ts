/**
 * Takes the pictures of the README: `npm run pictures`, or `npm run pictures -- http://localhost:4000` of an Ovation that
 * runs already with a simulated audience.
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Browser } from 'playwright-core';
import { readRunFile } from '../../sql/data-folder/run-file.ts';
import { launchBrowser } from '../support/chromium.ts';
import { ovation } from '../support/stack.ts';

const FOLDER = join(import.meta.dirname, '../pictures');
/** Ten days old, with six older dramas to be compared with. */
const LAUNCH = '/titles/nine-paper-lanterns-s1';

const LIVED_MS = 90_000;

const PICTURES = [
  { name: 'slate-dark', path: '/', scheme: 'dark', width: 1440, height: 900 },
  { name: 'slate-light', path: '/', scheme: 'light', width: 1440, height: 900 },
  { name: 'launch-dark', path: LAUNCH, scheme: 'dark', width: 1440, height: 1120 },
  { name: 'launch-light', path: LAUNCH, scheme: 'light', width: 1440, height: 1120 },
  { name: 'health-dark', path: '/settings/health', scheme: 'dark', width: 1440, height: 1120 },
  { name: 'health-light', path: '/settings/health', scheme: 'light', width: 1440, height: 1120 },
  { name: 'slate-390-dark', path: '/', scheme: 'dark', width: 390, height: 844 },
  { name: 'launch-390-light', path: LAUNCH, scheme: 'light', width: 390, height: 844 },
] as const;

async function takeAll(browser: Browser, url: string): Promise<void> {
  mkdirSync(FOLDER, { recursive: true });
  for (const { name, path, scheme, width, height } of PICTURES) {
    const page = await browser.newPage({ viewport: { width, height }, colorScheme: scheme, reducedMotion: 'reduce' });
    await page.goto(url + path);
    await page.locator('.pulse.live').first().waitFor();
    // Fonts, the first patches, and a chart that has found its width.
    await sleep(2_000);
    await page.screenshot({ path: join(FOLDER, `${name}.png`) });
    process.stdout.write(`${name}.png\n`);
    await page.close();
  }
}

/** A demo of its own, until its history is told and counted and its audience is live. */
async function withDemo(work: (url: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'ovation-pictures-'));
  const program = ovation({ folder }, 'demo');
  try {
    while (!program.stdout.includes('Live from now on')) {
      if (!program.running) throw new Error(`The demo ended: ${program.stderr}`);
      await sleep(500);
    }
    const run = readRunFile(folder);
    if (!run) throw new Error('The demo runs without saying where.');
    // The last hour is drawn by the minute: a few of them are lived through.
    await sleep(LIVED_MS);
    await work(`http://127.0.0.1:${run.webPort}`);
  } finally {
    if (program.running) await program.kill('SIGINT');
    rmSync(folder, { recursive: true, force: true });
  }
}

const url = process.argv[2];
const browser = await launchBrowser();
try {
  await (url === undefined ? withDemo((own) => takeAll(browser, own)) : takeAll(browser, url));
} finally {
  await browser.close();
}
