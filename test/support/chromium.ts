import Chromium from '@sparticuz/chromium';
import type { Browser } from 'playwright-core';
import * as render from '../../workers/reports/render/browser.ts';

/** The Chromium that comes along (unpacked once, into the system's folder for temporary files), or CHROMIUM_PATH. */
export const launchBrowser = async (): Promise<Browser> =>
  render.launchBrowser(process.env.CHROMIUM_PATH ?? (await Chromium.executablePath()));
