import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PagesMissingError } from './errors.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** The built pages, as adapter-node writes them. */
export const BUILT_HANDLER = join(ROOT, 'web/build/handler.js');

/** All that a built page is made of. */
const SOURCES = [
  'web',
  'sql/queries',
  'sql/clickhouse',
  'workers/contract',
  'ingest/contract',
  'svelte.config.js',
  'vite.config.ts',
];
const NOT_SOURCES = new Set(['build', 'node_modules']);

const VITE = join(ROOT, 'node_modules/vite/bin/vite.js');

/**
 * Builds the pages when they are missing or older than their sources, so that a fresh clone starts with one command.
 * `say` gets one plain line at a time. Throws {@link PagesMissingError} with the last lines of the build when it fails.
 */
export async function ensurePagesBuilt(say: (line: string) => void): Promise<void> {
  const built = await changedAtMs(BUILT_HANDLER);
  if (built !== null && built >= (await newestSourceMs())) return;
  if (!existsSync(VITE)) {
    // Installed without development packages: pages that were built elsewhere are all there can be.
    if (built !== null) return;
    throw new PagesMissingError('The pages are not built: run `npm install` and `npm run build`, then start again.');
  }
  const startedAtMs = Date.now();
  say(built === null ? 'Building the pages (the first time only, some 20 seconds)…' : 'Pages changed: building them…');
  await build();
  say(`Pages built in ${Math.round((Date.now() - startedAtMs) / 1000)} s.`);
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
      env: { ...process.env, NO_COLOR: '1' },
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
