import { readConfig } from '../../config.ts';
import { createLog } from '../../log.ts';
import { serve } from '../../serve.ts';

/** `ovation start`, with the clock of all figures held at HELD_CLOCK_MS: what matures or is open then stands still. */
const nowMs = Number(process.env.HELD_CLOCK_MS);
const config = readConfig(process.env);
const stop = new AbortController();
for (const name of ['SIGINT', 'SIGTERM'] as const) process.on(name, () => stop.abort(new Error(`stopped by ${name}`)));
await serve({
  config,
  log: createLog(config.logLevel),
  signal: stop.signal,
  abort: (reason) => stop.abort(reason),
  say: () => undefined,
  now: () => nowMs,
});
process.exit();
