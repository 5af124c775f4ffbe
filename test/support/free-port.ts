import { createServer } from 'node:net';
import { wholeBetween, type Random } from '../../ingest/simulator/random.ts';

/**
 * A port nobody listens on, below those that the system gives to outgoing connections: it is still free when a killed
 * process wants it back.
 */
export async function freePort(random: Random): Promise<number> {
  for (;;) {
    const port = wholeBetween(random, 15_000, 32_000);
    if (await isFree(port)) return port;
  }
}

function isFree(port: number): Promise<boolean> {
  const server = createServer();
  return new Promise((resolve) => {
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
