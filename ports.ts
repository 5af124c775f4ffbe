import { createServer } from 'node:net';

/** Why a port can't be listened on: EADDRINUSE, EACCES …; null when it can. */
export function portTrouble(port: number, host: string): Promise<NodeJS.ErrnoException | null> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', resolve);
    server.listen(port, host, () => server.close(() => resolve(null)));
  });
}
