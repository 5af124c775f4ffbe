import Chromium from '@sparticuz/chromium';
import { chromium, type Browser } from 'playwright-core';

/** The Chromium that comes along (unpacked once, into the system's folder for temporary files), or CHROMIUM_PATH. */
export async function launchBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env.CHROMIUM_PATH ?? (await Chromium.executablePath()),
    // Without the second it looks for updates, which takes CPU and a network.
    args: ['--no-sandbox', '--disable-background-networking'],
  });
}
