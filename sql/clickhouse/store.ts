import { createClient, type ClickHouseClient } from '@clickhouse/client';
import { Session } from 'chdb';
import { createChdbConnection } from 'chdb/connection';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { queryParams, setStatements, type Params } from './bind.ts';
import { StoreError } from './errors.ts';

/**
 * The one way to ClickHouse: an engine in this process (chDB) or a server. One connection runs one query at a time, so
 * each kind of work has lanes of its own and a page never queues behind a roll-up.
 */
export type Lane = 'load' | 'jobs' | 'pages' | 'tick';

/** Jobs: one for the roll-up, the deep metrics, the audience and what people say each; ticks: one for who watches now, one for the rest. */
const LANES: Readonly<Record<Lane, number>> = { load: 1, jobs: 4, pages: 3, tick: 2 };

/** Background work runs at this nice value where the system lets us (as root; the engine ignores it elsewhere). */
const BACKGROUND_NICE = 15;

/** What a statement of a lane may take. Pages fail fast and small; jobs may be long, and let the others have the processor first. */
const LIMITS: Readonly<Record<Lane, { seconds: number; memoryMb: number; threads: number; nice: number }>> = {
  load: { seconds: 120, memoryMb: 1500, threads: 1, nice: 0 },
  jobs: { seconds: 300, memoryMb: 1500, threads: 2, nice: BACKGROUND_NICE },
  pages: { seconds: 10, memoryMb: 500, threads: 2, nice: 0 },
  tick: { seconds: 5, memoryMb: 300, threads: 1, nice: 0 },
};

export interface Statement {
  /** Who asks, for logs and errors: `slate.ranking`. */
  name: string;
  text: string;
  params?: Params;
  lane?: Lane;
  /** It writes what nothing is served from: what pages have read stays true. */
  scratch?: true;
  /** Further settings, appended as a SETTINGS clause (settings given to the client would stick to the connection). */
  settings?: Readonly<Record<string, string | number>>;
}

export interface StoreOptions {
  /** Folder of the embedded engine. Ignored with `url`. */
  path: string;
  /** A ClickHouse server (`http://user:password@host:8123/database`); absent: embedded. */
  url?: string | undefined;
  /** What the whole embedded engine may hold, MiB. */
  memoryMb: number;
}

export interface LaneState {
  lane: Lane;
  running: number;
  waiting: number;
  statements: number;
  failures: number;
  /** Milliseconds that finished statements ran, since the start. */
  busyMs: number;
}

interface Connection {
  client: ClickHouseClient;
  /** Tail of the promise chain: the statements of one connection run one after the other. */
  tail: Promise<unknown>;
  depth: number;
}

export class Store {
  readonly embedded: boolean;
  readonly path: string;
  readonly #url: string | undefined;
  readonly #holder: Session | null;
  readonly #lanes = new Map<Lane, Connection[]>();
  readonly #counts = new Map<Lane, { statements: number; failures: number; busyMs: number }>();
  readonly #asked = new Map<string, Promise<unknown[]>>();
  readonly #own = new Map<string, unknown>();
  #changes = 0;
  #loads = 0;
  readonly #loadsOf = new Map<string, { begun: number; ended: number }>();
  #closed = false;

  private constructor(options: StoreOptions, holder: Session | null) {
    this.embedded = options.url === undefined;
    this.path = options.path;
    this.#url = options.url;
    this.#holder = holder;
    for (const [lane, count] of Object.entries(LANES) as [Lane, number][]) {
      this.#counts.set(lane, { statements: 0, failures: 0, busyMs: 0 });
      this.#lanes.set(
        lane,
        Array.from({ length: count }, () => ({ client: this.#connect(lane), tail: Promise.resolve(), depth: 0 })),
      );
    }
  }

  /** Opens the store. One process may open an embedded folder; a second gets the engine's own error. */
  static open(options: StoreOptions): Store {
    if (options.url !== undefined) return new Store(options, null);
    mkdirSync(options.path, { recursive: true });
    return new Store(options, openCapped(options.path, options.memoryMb));
  }

  /**
   * What belongs to this store under a name, made when it is first asked for. The pages are built apart from the rest, with
   * modules of their own: of what is kept in those there would be two, and only the store is the same.
   */
  own<T>(name: string, make: () => T): T {
    if (!this.#own.has(name)) this.#own.set(name, make());
    return this.#own.get(name) as T;
  }

  /**
   * Rows of a SELECT, one object each. 64-bit integers come as JSON numbers: cast to String what may exceed 2^53.
   * Of pages, a statement that is being answered is not asked again: the parts of a page want the same things (4 ms each). One that
   * was asked before something was written is: its answer would stay with those who keep what is true since then.
   */
  async query<Row>(statement: Statement): Promise<Row[]> {
    const lane = statement.lane ?? 'pages';
    if (lane !== 'pages') return this.#select<Row>(lane, statement);
    const key = JSON.stringify([this.writes, statement.text, statement.params, statement.settings]);
    const asked = (this.#asked.get(key) ?? this.#select<Row>(lane, statement)) as Promise<Row[]>;
    this.#asked.set(key, asked);
    try {
      return [...(await asked)];
    } finally {
      this.#asked.delete(key);
    }
  }

  #select<Row>(lane: Lane, statement: Statement): Promise<Row[]> {
    return this.#run(lane, statement, async (client) => {
      const result = await client.query({
        query: this.#text(lane, statement, true),
        format: 'JSONEachRow',
        ...this.#binding(statement),
      });
      return result.json<Row>();
    });
  }

  /** The first row of a SELECT that always has one. */
  async one<Row>(statement: Statement): Promise<Row> {
    const [row] = await this.query<Row>(statement);
    if (row === undefined) throw new StoreError(statement.name, 'no-row', 'the query returned no row');
    return row;
  }

  /** An INSERT … SELECT: limits are appended as settings. */
  async insertSelect(statement: Statement): Promise<void> {
    const lane = statement.lane ?? 'jobs';
    await this.#write(lane, statement, (client) =>
      client.command({ query: this.#text(lane, statement, true), ...this.#binding(statement) }),
    );
  }

  /** DDL and the like: the text as it is. */
  async command(statement: Statement): Promise<void> {
    const lane = statement.lane ?? 'jobs';
    await this.#write(lane, statement, (client) =>
      client.command({ query: this.#text(lane, statement, false), ...this.#binding(statement) }),
    );
  }

  /** Small rows made by our own code. Values are our own numbers and identifiers, never unparsed input. */
  async insertRows(
    name: string,
    table: string,
    rows: readonly Record<string, unknown>[],
    lane: Lane = 'jobs',
  ): Promise<void> {
    if (rows.length === 0) return;
    await this.#write(lane, { name, text: '' }, (client) =>
      client.insert({ table, values: rows, format: 'JSONEachRow' }),
    );
  }

  /** The client of a lane's first connection, for what the wrapper has no word for (a file as the body of an insert). */
  async withClient<T>(lane: Lane, name: string, run: (client: ClickHouseClient) => Promise<T>): Promise<T> {
    return this.#run(lane, { name, text: '' }, run);
  }

  /** Running and waiting statements a lane, for Data health and metrics. */
  lanes(): LaneState[] {
    return [...this.#lanes].map(([lane, connections]) => {
      const depth = connections.map((c) => c.depth);
      const counts = this.#counts.get(lane);
      return {
        lane,
        running: depth.filter((d) => d > 0).length,
        waiting: depth.reduce((sum, d) => sum + Math.max(0, d - 1), 0),
        statements: counts?.statements ?? 0,
        failures: counts?.failures ?? 0,
        busyMs: counts?.busyMs ?? 0,
      };
    });
  }

  /** Grows with every statement of this process that has written something, but for loads: those serve nothing. */
  get changes(): number {
    return this.#changes;
  }

  /**
   * Somebody has read what a statement wrote that has not returned yet, which on a busy machine takes its time: what was kept before is
   * not what is served any more.
   */
  noteSeen(): void {
    this.#changes += 1;
  }

  /** The same, loads among them. */
  get writes(): number {
    return this.#changes + this.#loads;
  }

  /**
   * Grows with every load of this process under a name. Null while one goes on: what is read then may be of before it, and stand
   * beside what it has brought.
   */
  loadsOf(name: string): number | null {
    const { begun, ended } = this.#loadsOf.get(name) ?? NO_LOADS;
    return begun === ended ? ended : null;
  }

  /** Waits for what runs, then closes every lane: an engine that is cut off while it works may crash the process. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    for (const connections of this.#lanes.values()) {
      for (const connection of connections) {
        await connection.tail.catch(() => undefined);
        await connection.client.close();
      }
    }
    this.#holder?.close();
  }

  #connect(lane: Lane): ClickHouseClient {
    if (this.#url === undefined) {
      // The adapter implements the client's interface, typed against its own copy of it.
      const connection = createChdbConnection({ path: this.path }) as unknown as NonNullable<
        NonNullable<Parameters<typeof createClient>[0]>['connection']
      >;
      return createClient({ connection });
    }
    return createClient({
      url: this.#url,
      application: `ovation-${lane}`,
      request_timeout: LIMITS[lane].seconds * 1000 + 5000,
      max_open_connections: LANES[lane],
      clickhouse_settings: { date_time_input_format: 'best_effort' },
    });
  }

  #text(lane: Lane, statement: Statement, withSettings: boolean): string {
    const limits = LIMITS[lane];
    const settings = {
      max_execution_time: limits.seconds,
      max_memory_usage: limits.memoryMb * 1024 * 1024,
      max_threads: limits.threads,
      os_threads_nice_value_query: limits.nice,
      output_format_json_quote_64bit_integers: 0,
      // As in standard SQL: `sum(ms) AS ms` beside another use of the column ms means the column.
      prefer_column_name_to_alias: 1,
      // Compiling a statement costs more (0.1–0.5 s of CPU at its third run) than it ever saves on rows this few.
      compile_expressions: 0,
      compile_aggregate_expressions: 0,
      compile_sort_description: 0,
      // Looking for a < b AND b < 5, which no statement here has, took half of the time that long ones are planned in.
      optimize_and_compare_chain: 0,
      log_comment: statement.name,
      ...statement.settings,
    };
    const clause = Object.entries(settings)
      .map(([key, value]) => `${key} = ${typeof value === 'number' ? value : `'${value}'`}`)
      .join(', ');
    const binding = this.embedded ? setStatements(statement.params ?? {}) : '';
    return `${binding}${statement.text}${withSettings ? `\nSETTINGS ${clause}` : ''}`;
  }

  #binding(statement: Statement): { query_params?: Record<string, unknown> } {
    return this.embedded || statement.params === undefined ? {} : { query_params: queryParams(statement.params) };
  }

  async #write<T>(
    lane: Lane,
    statement: Pick<Statement, 'name' | 'text' | 'scratch'>,
    work: (client: ClickHouseClient) => Promise<T>,
  ): Promise<T> {
    try {
      return await this.#run(lane, statement, work);
    } finally {
      if (lane !== 'load' && !statement.scratch) this.#changes += 1;
    }
  }

  #countLoad(name: string, what: 'begun' | 'ended'): void {
    const known = this.#loadsOf.get(name) ?? NO_LOADS;
    this.#loadsOf.set(name, { ...known, [what]: known[what] + 1 });
  }

  async #run<T>(
    lane: Lane,
    statement: Pick<Statement, 'name' | 'text'>,
    work: (client: ClickHouseClient) => Promise<T>,
  ): Promise<T> {
    if (this.#closed) throw new StoreError(statement.name, 'closed', 'the store is closed');
    const connections = this.#lanes.get(lane) ?? [];
    const connection = connections.reduce((best, c) => (c.depth < best.depth ? c : best));
    const counts = this.#counts.get(lane);
    if (counts) counts.statements += 1;
    connection.depth += 1;
    if (lane === 'load') this.#countLoad(statement.name, 'begun');
    let startedMs = performance.now();
    const result = connection.tail.then(() => {
      startedMs = performance.now();
      return work(connection.client);
    });
    connection.tail = result.catch(() => undefined);
    try {
      return await result;
    } catch (error) {
      if (counts) counts.failures += 1;
      throw toStoreError(statement.name, error);
    } finally {
      connection.depth -= 1;
      if (lane === 'load') {
        this.#loads += 1;
        this.#countLoad(statement.name, 'ended');
      }
      if (counts) counts.busyMs += performance.now() - startedMs;
    }
  }
}

const NO_LOADS = { begun: 0, ended: 0 };

/** Keep the engine's own words, but never the statement: it may be long, and nothing of a person may stand in a log. */
function toStoreError(name: string, error: unknown): StoreError {
  if (error instanceof StoreError) return error;
  const message = error instanceof Error ? error.message : String(error);
  // By shape, not by class: the engine's adapter brings a copy of the client's error class of its own.
  const given: unknown = error instanceof Error && 'code' in error ? error.code : undefined;
  const code = typeof given === 'string' && given !== '' ? given : (/Code: (\d+)/.exec(message)?.[1] ?? 'unavailable');
  const brief = message.replace(/:? ?(in scope|while executing|before: ')[\s\S]*$/i, '').slice(0, 500);
  return new StoreError(name, code, brief);
}

/** The embedded engine believes it owns the machine (22.7 GB of 24): cap it before the first connection opens the folder. */
function openCapped(path: string, memoryMb: number): Session {
  const configPath = join(path, 'engine.xml');
  writeFileSync(
    configPath,
    `<clickhouse>
  <max_server_memory_usage>${memoryMb * 1024 * 1024}</max_server_memory_usage>
  <mark_cache_size>${64 * 1024 * 1024}</mark_cache_size>
  <uncompressed_cache_size>0</uncompressed_cache_size>
  <index_mark_cache_size>${16 * 1024 * 1024}</index_mark_cache_size>
  <background_pool_size>2</background_pool_size>
  <background_schedule_pool_size>4</background_schedule_pool_size>
  <os_threads_nice_value_merge_mutate>${BACKGROUND_NICE}</os_threads_nice_value_merge_mutate>
  <merge_tree>
    <max_bytes_to_merge_at_max_space_in_pool>8589934592</max_bytes_to_merge_at_max_space_in_pool>
  </merge_tree>
</clickhouse>\n`,
  );
  return new Session(path, { connectionArgs: [`--config-file=${configPath}`] });
}
