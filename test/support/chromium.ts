import type { Browser } from 'playwright-core';
import * as browser from '../../workers/reports/render/browser.ts';

/** The browser that reports are printed with, or CHROMIUM_PATH. */
export const launchBrowser = (): Promise<Browser> => browser.launchBrowser(process.env.CHROMIUM_PATH);
