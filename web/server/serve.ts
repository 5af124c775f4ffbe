import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Logger } from 'pino';
import type { Pool } from 'pg';
import type { Config } from '../../config.ts';
import type { Store } from '../../sql/clickhouse/store.ts';
import type { LiveFeed } from '../../workers/contract/live.ts';
import type { ReportDesk } from '../../workers/contract/reports.ts';
import { setContext, type CatalogueWriter, type ReadKeys } from './context.ts';
import { PortBusyError } from './errors.ts';
import { gate } from './gate.ts';
import type { HealthSource } from './health.ts';
import { createWebMetrics } from './metrics.ts';
import { allowedOrigins, type Origins } from './origins.ts';
import { builtPages, developmentPages } from './pages.ts';
import { probes } from './probes.ts';
import { attachSockets } from './sockets.ts';

export interface WebOptions {
  readonly config: Pick<Config, 'webPort' | 'host' | 'publicUrl'>;
  readonly store: Store;
  readonly control: Pool;
  readonly live: LiveFeed;
  readonly health: HealthSource;
  readonly reports: ReportDesk;
  readonly keys: ReadKeys;
  readonly writer?: CatalogueWriter | null;
  readonly log: Logger;
  /** Serve the pages from their sources and reload them as they change (`npm run dev`). */
  readonly development?: boolean;
  /** Gets a line when the pages are built first, which takes a while. */
  readonly say?: (line: string) => void;
  readonly now?: () => number;
}

export interface WebServer {
  readonly port: number;
  /** Ends live connections, lets requests finish for a moment, then cuts what is left. */
  close(): Promise<void>;
}

/** How long a request may go on once the server closes. */
const CLOSE_DEADLINE_MS = 2_000;

/**
 * Pages, read API, live connections, probes and metrics on one port. Throws {@link PortBusyError} when the
 * port is taken and PagesMissingError when the pages cannot be built. One per process: the pages find their context
 * through a process-wide name.
 */
export async function serveWeb(options: WebOptions): Promise<WebServer> {
  const { config, store, control, live, health, reports, keys, writer = null, log, now = Date.now } = options;
  const metrics = createWebMetrics(store, health);
  const probe = probes({ store, control, metrics });
  const server = createServer();

  const pages = options.development
    ? await developmentPages(server)
    : await builtPages(options.say ?? ((line) => log.info(line)));
  server.on('request', (request, response) => {
    if (!probe(request, response)) pages.handle(request, response);
  });
  const sockets = attachSockets(server, { live, metrics, log, destroyUpgrade: !options.development });

  let forget = (): void => undefined;
  async function close(): Promise<void> {
    const deadline = setTimeout(() => server.closeAllConnections(), CLOSE_DEADLINE_MS);
    await sockets.close();
    clearTimeout(deadline);
    await pages.close();
    forget();
  }

  let origins: Origins = allowedOrigins(config.webPort, config.publicUrl);
  gate(server, () => origins);
  try {
    const port = await listen(server, config.webPort, config.host);
    origins = allowedOrigins(port, config.publicUrl);
    forget = setContext({ store, control, live, health, reports, keys, writer, metrics, origins, log, now });
    return { port, close };
  } catch (error) {
    await close();
    throw error;
  }
}

function listen(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(error.code === 'EADDRINUSE' ? new PortBusyError(port) : error),
    );
    server.listen(port, host, () => resolve((server.address() as AddressInfo).port));
  });
}
