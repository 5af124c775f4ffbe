import { access, constants } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
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
