import chromium from '@sparticuz/chromium';
import { ensurePagesBuilt } from '../../web/server/build.ts';

/**
 * Before the first browser test: build the pages, and unpack Chromium. Two processes unpacking it at once crashed one or
 * two of three starts.
 */
export default async function setUp(): Promise<void> {
  await ensurePagesBuilt((line) => process.stdout.write(`${line}\n`));
  if (process.env.CHROMIUM_PATH === undefined) await chromium.executablePath();
}
