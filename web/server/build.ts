import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { PagesMissingError } from './errors.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** The built pages, as adapter-node writes them. */
export const BUILT_HANDLER = join(ROOT, 'web/build/handler.js');

/** All that a built page is made of. */
const SOURCES = [
  'web',
  'sql/queries',
  'sql/postgres',
  'sql/clickhouse',
  'sql/rollup',
  'sql/soundness',
  'workers/contract',
  'ingest/contract',
  'svelte.config.js',
  'vite.config.ts',
];
const NOT_SOURCES = new Set(['build', 'node_modules']);

const VITE = join(ROOT, 'node_modules/vite/bin/vite.js');

/** Two builds at once would write into each other's files: the second waits for the first, and then has nothing to do. */
const LOCK = join(ROOT, '.svelte-kit/building');
const LOOK_AGAIN_MS = 300;

/**
 * Builds the pages when they are missing or older than their sources, so that a fresh clone starts with one command.
 * `say` gets one plain line at a time. Throws {@link PagesMissingError} with the last lines of the build when it fails.
 */
export async function ensurePagesBuilt(say: (line: string) => void): Promise<void> {
  if (await isFresh()) return;
  if (!existsSync(VITE)) {
    // Installed without development packages: pages that were built elsewhere are all there can be.
    if (existsSync(BUILT_HANDLER)) return;
    throw new PagesMissingError('The pages are not built: run `npm install` and `npm run build`, then start again.');
  }
  const unlock = await lock(say);
  try {
    if (await isFresh()) return;
    const startedAtMs = Date.now();
    const first = !existsSync(BUILT_HANDLER);
    say(first ? 'Building the pages (the first time only, some 20 seconds)…' : 'Pages changed: building them…');
    await build();
    say(`Pages built in ${Math.round((Date.now() - startedAtMs) / 1000)} s.`);
  } finally {
    await unlock();
  }
}

async function isFresh(): Promise<boolean> {
  const builtMs = await changedAtMs(BUILT_HANDLER);
  return builtMs !== null && builtMs >= (await newestSourceMs());
}

/** Returns what gives the lock back. A lock whose process is gone is nobody's. */
async function lock(say: (line: string) => void): Promise<() => Promise<void>> {
  await mkdir(dirname(LOCK), { recursive: true });
  for (let waits = 0; ; waits += 1) {
    try {
      await writeFile(LOCK, String(process.pid), { flag: 'wx' });
      return () => rm(LOCK, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const holder = Number(await readFile(LOCK, 'utf8').catch(() => ''));
    // An empty file was made this moment by a process that has not written its number yet; much later it never will.
    const abandoned = holder === 0 ? waits > 10 : !isAlive(holder);
    if (abandoned) await rm(LOCK, { force: true });
    else await sleep(LOOK_AGAIN_MS);
    if (waits === 3) say('Another process is building the pages: waiting for it…');
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

async function newestSourceMs(): Promise<number> {
  const newest = await Promise.all(SOURCES.map((source) => newestUnder(join(ROOT, source))));
  return Math.max(0, ...newest);
}

/** The newest change of a file, or of a folder and all in it: a folder changes when a file of it is deleted. */
async function newestUnder(path: string): Promise<number> {
  const entries = await readdir(path, { withFileTypes: true, recursive: false }).catch(() => null);
  if (!entries) return (await changedAtMs(path)) ?? 0;
  const inner = entries
    // Tests are no part of a page.
    .filter((entry) => !NOT_SOURCES.has(entry.name) && !entry.name.endsWith('.test.ts'))
    .map(async (entry) =>
      entry.isDirectory() ? newestUnder(join(path, entry.name)) : changedAtMs(join(path, entry.name)),
    );
  return Math.max(0, ...(await Promise.all(inner)).map((ms) => ms ?? 0));
}

async function changedAtMs(path: string): Promise<number | null> {
  return stat(path).then(
    (found) => found.mtimeMs,
    () => null,
  );
}

/** In a process of its own: Vite keeps some 300 MB that the server must not carry. */
function build(): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [VITE, 'build', '--logLevel', 'warn'], {
      cwd: ROOT,
      stdio: ['ignore', 'pipe', 'pipe'],
      // Whoever builds, these are the pages that are served: under a test runner they would come out for development.
      env: { ...process.env, NODE_ENV: 'production', NO_COLOR: '1' },
    });
    const lines: string[] = [];
    const keep = (chunk: Buffer): void => {
      lines.push(...chunk.toString().split('\n').filter(Boolean));
      lines.splice(0, Math.max(0, lines.length - 20));
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.on('error', (error) => reject(new PagesMissingError('The build of the pages could not start.', error)));
    child.on('close', (code) => {
      if (code === 0) resolve();
      else
        reject(
          new PagesMissingError(`The pages could not be built (\`npm run build\` shows all):\n${lines.join('\n')}`),
        );
    });
  });
}
