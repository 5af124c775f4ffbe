import { createReadStream, createWriteStream } from 'node:fs';
import { access, constants, mkdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { createBrotliDecompress } from 'node:zlib';
import { chromium, type Browser } from 'playwright-core';

const BEHIND = fileURLToPath(new URL('./behind.sh', import.meta.url));

/** A browser that lets pages go first. Rejects where the path has no program. */
export async function launchBehind(executablePath: string): Promise<Browser> {
  await access(executablePath, constants.X_OK);
  return launchBrowser(BEHIND, { ...process.env, OVATION_CHROMIUM: executablePath });
}

/** Each browser has a profile of its own, and looks nowhere for updates: that takes CPU and a network. */
export async function launchBrowser(executablePath: string, env: NodeJS.ProcessEnv = process.env): Promise<Browser> {
  return chromium.launch({
    ...{ executablePath, env },
    // It would end the whole process at once, in the midst of its own orderly end.
    ...{ handleSIGINT: false, handleSIGTERM: false, handleSIGHUP: false },
    args: [
      '--no-sandbox',
      '--disable-background-networking',
      '--disable-component-update',
      // Containers give it 64 MB, too little for a long page.
      '--disable-dev-shm-usage',
      '--disable-quic',
      '--disable-sync',
      '--no-first-run',
    ],
  });
}

/**
 * The Chromium that comes along, unpacked once into a folder of ours (180 MB). Its own package would take the system's folder for
 * temporary files, where anybody may have put another program under its name, and where half of one stays after a crash.
 */
export function unpackedChromium(folder: string): Promise<string> {
  let own = unpacking.get(folder);
  if (!own) unpacking.set(folder, (own = unpack(folder).finally(() => unpacking.delete(folder))));
  return own;
}

/** By folder: whoever asks for one that is being unpacked waits for it. */
const unpacking = new Map<string, Promise<string>>();

async function unpack(folder: string): Promise<string> {
  const packed = fileURLToPath(new URL('../../bin/chromium.br', import.meta.resolve('@sparticuz/chromium')));
  const { size } = await stat(packed);
  // Another version has another size.
  const path = join(folder, `chromium-${size}`);
  if (await isThere(path)) return path;
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const draft = `${path}.${process.pid}`;
  try {
    await pipeline(createReadStream(packed), createBrotliDecompress(), createWriteStream(draft, { mode: 0o700 }));
    await rename(draft, path);
  } finally {
    await rm(draft, { force: true });
  }
  return path;
}

const isThere = (path: string) =>
  stat(path).then(
    () => true,
    () => false,
  );
