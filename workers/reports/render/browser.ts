import { chromium, type Browser } from 'playwright-core';

/**
 * The Chromium that comes along (unpacked once, into the system's folder for temporary files), or one of this machine. Each has
 * a profile of its own, and looks nowhere for updates: that takes CPU and a network.
 */
export async function launchBrowser(chromiumPath?: string): Promise<Browser> {
  const { default: ours } = await import('@sparticuz/chromium');
  return chromium.launch({
    executablePath: chromiumPath ?? (await ours.executablePath()),
    args: [
      '--no-sandbox',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-quic',
      '--disable-sync',
      '--no-first-run',
    ],
  });
}
