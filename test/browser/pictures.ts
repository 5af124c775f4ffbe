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
/** A machine of two cores has counted the history by then. */
const COUNTED_WITHIN_MS = 600_000;

interface Picture {
  readonly name: string;
  readonly path: string;
  /** A link that leads on to what is to be seen. */
  readonly follow?: string;
  readonly scheme: 'dark' | 'light';
  readonly width: number;
  readonly height: number;
}

const PICTURES: readonly Picture[] = [
  { name: 'slate-dark', path: '/', scheme: 'dark', width: 1440, height: 900 },
  { name: 'launch-dark', path: LAUNCH, scheme: 'dark', width: 1440, height: 1120 },
  { name: 'completion-light', path: `${LAUNCH}/completion`, scheme: 'light', width: 1440, height: 1120 },
  // Of a part of the audience, as it is published.
  {
    name: 'completion-segment-light',
    path: `${LAUNCH}/completion?plan=standard`,
    scheme: 'light',
    width: 1440,
    height: 1120,
  },
  { name: 'reception-light', path: `${LAUNCH}/reception`, scheme: 'light', width: 1440, height: 1120 },
  { name: 'buzz-dark', path: `${LAUNCH}/buzz`, scheme: 'dark', width: 1440, height: 1120 },
  { name: 'campaigns-light', path: '/buzz', scheme: 'light', width: 1440, height: 1120 },
  { name: 'audience-dark', path: `${LAUNCH}/audience`, scheme: 'dark', width: 1440, height: 1120 },
  {
    name: 'report-light',
    path: '/reports',
    follow: 'Read the whole report',
    scheme: 'light',
    width: 1440,
    height: 1120,
  },
];

async function takeAll(browser: Browser, url: string): Promise<void> {
  mkdirSync(FOLDER, { recursive: true });
  for (const { name, path, follow, scheme, width, height } of PICTURES) {
    const page = await browser.newPage({ viewport: { width, height }, colorScheme: scheme, reducedMotion: 'reduce' });
    await page.goto(url + path);
    if (follow !== undefined) await page.getByRole('link', { name: follow }).click();
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
    const url = `http://127.0.0.1:${run.webPort}`;
    await counted(url, run.token);
    // The last hour is drawn by the minute: a few of them are lived through.
    await sleep(LIVED_MS);
    const out = join(folder, 'reports');
    await ovation({ folder }, 'report', 'build', '--out', out, '--format', 'json').ended;
    await work(url);
  } finally {
    if (program.running) await program.kill('SIGINT');
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Until the launch, its audience, its campaign and what they say are counted as deeply as the pictures show them. */
async function counted(url: string, token: string): Promise<void> {
  const answerOf = async (part: string) =>
    (await fetch(`${url}/api/v1${LAUNCH}/${part}`, { headers: { authorization: `Bearer ${token}` } })).json();
  for (const deadlineMs = Date.now() + COUNTED_WITHIN_MS; Date.now() < deadlineMs; await sleep(2_000)) {
    const [completion, segment, audience, reception, buzz] = (await Promise.all(
      ['completion', 'completion?plan=standard', 'audience', 'reception', 'buzz'].map(answerOf),
    )) as [
      { average_watched: { value: unknown } },
      { average_watched: { value: unknown } },
      { viewers: { value: unknown } },
      { all: { voices: number } },
      { views: { value: unknown } },
    ];
    const left = completion.average_watched.value && segment.average_watched.value;
    if (left && audience.viewers.value && reception.all.voices && buzz.views.value) return;
  }
  throw new Error('The demo was not counted in time.');
}

const url = process.argv[2];
const browser = await launchBrowser();
try {
  await (url === undefined ? withDemo((own) => takeAll(browser, own)) : takeAll(browser, url));
} finally {
  await browser.close();
}
