import { resolve } from 'node:path';
import { z } from 'zod';
import { SENDER_TAKES, senderOf } from './workers/reports/send/sender.ts';

/**
 * Every setting of the project, read once from the environment. One entry a variable: what it is for, what it takes and
 * what it is without being set; the README's table, `ovation doctor` and the parser below all read this list.
 */
export interface Variable<T> {
  readonly purpose: string;
  /** What a value must look like, as it follows "takes": `a port, 1 to 65535`. */
  readonly takes: string;
  /** The value when unset, as text. Absent: the setting is optional. */
  readonly fallback?: string;
  /** Never shown, neither in errors nor by `doctor`. */
  readonly secret?: boolean;
  readonly schema: z.ZodType<T>;
}

const integer = (min: number, max: number) =>
  z
    .string()
    .regex(/^\d{1,15}$/)
    .transform(Number)
    .pipe(z.number().int().min(min).max(max));

const url = (...protocols: string[]) =>
  z.string().refine((text) => URL.canParse(text) && protocols.includes(new URL(text).protocol.slice(0, -1)));

/** Whether what stands for user or password can be read: a percent sign of either is written %25. */
function decodes(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}

const port = (purpose: string, fallback: string): Variable<number> => ({
  purpose,
  takes: 'a port, 1 to 65535 (0: any free one)',
  fallback,
  schema: integer(0, 65535),
});

const bounded = (purpose: string, unit: string, fallback: number, min: number, max: number): Variable<number> => ({
  purpose,
  takes: `a whole number of ${unit}, ${min} to ${max}`,
  fallback: String(fallback),
  schema: integer(min, max),
});

const optional = <T>(
  variable: Omit<Variable<T>, 'schema' | 'fallback'> & { schema: z.ZodType<T> },
): Variable<T | undefined> => ({
  ...variable,
  schema: variable.schema.optional(),
});

export const VARIABLES = {
  PORT: port('Port of the pages, the read API and the live sockets.', '4000'),
  INGEST_PORT: port('Port that takes events.', '4001'),
  PUBLIC_URL: optional({
    purpose: 'Where people reach the pages, when that is not http://localhost:PORT.',
    takes: 'an http or https address',
    schema: url('http', 'https').transform((text) => new URL(text).origin),
  }),
  OVATION_DATA: {
    purpose: 'Folder of everything that is kept.',
    takes: 'a path',
    fallback: './.data',
    schema: z.string().min(1).max(4096),
  },
  OVATION_VIEWER_KEY: optional({
    purpose: 'Key that turns viewer ids into hashes. Made at first start (OVATION_DATA/viewer.key) when unset.',
    takes: '64 hexadecimal digits (32 bytes)',
    secret: true,
    schema: z.string().regex(/^[0-9a-fA-F]{64}$/),
  }),
  SENTIMENT_ONNX_DIR: optional({
    purpose:
      'A transformer that reads what people say, in every language. Unset: the models and lexicons that come along.',
    takes: 'a folder with model.onnx as Hugging Face exports it',
    schema: z.string().min(1).max(4096),
  }),
  CHROMIUM_PATH: optional({
    purpose: 'The browser that prints reports. Unset: the Chromium that comes along (Linux on x64).',
    takes: 'the path of a Chromium or Chrome',
    schema: z.string().min(1).max(4096),
  }),
  CLICKHOUSE_URL: optional({
    purpose: 'A ClickHouse server to use. Unset: the engine inside this process.',
    takes: 'an address such as http://user:password@host:8123/ovation',
    secret: true,
    schema: url('http', 'https'),
  }),
  DATABASE_URL: optional({
    purpose: 'A PostgreSQL server to use. Unset: one of our own, under OVATION_DATA.',
    takes: 'an address such as postgresql://user:password@host:5432/ovation',
    secret: true,
    schema: url('postgres', 'postgresql'),
  }),
  REDIS_URL: optional({
    purpose: 'A Redis server for the queues. Unset: the queues live in PostgreSQL.',
    takes: 'an address such as redis://:password@host:6379',
    secret: true,
    schema: url('redis', 'rediss'),
  }),
  SMTP_URL: optional({
    purpose: 'The mail server that sends weekly reports. Unset: no mails.',
    takes: 'an address such as smtps://user:password@host:465?from=ovation@host.example, with % in either written %25',
    secret: true,
    schema: url('smtp', 'smtps')
      .refine((text) => {
        const { hostname, username, password } = new URL(text);
        return hostname !== '' && decodes(username) && decodes(password);
      })
      .refine((text) => senderOf(text) !== null, { path: ['from'], error: `its from is not ${SENDER_TAKES}` }),
  }),
  LOG_LEVEL: {
    purpose: 'How much is logged.',
    takes: 'fatal, error, warn, info, debug, trace or silent',
    fallback: 'info',
    schema: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']),
  },
  CLICKHOUSE_MEMORY_MB: bounded('What the engine inside this process may hold.', 'MiB', 1500, 256, 1_048_576),
  SPOOL_MAX_MB: bounded(
    'Disk that accepted events not yet loaded may take; beyond it senders get 503.',
    'MiB',
    4096,
    16,
    1_048_576,
  ),
  SPOOL_MAX_ROWS: bounded(
    'Accepted records not yet loaded before senders get 503.',
    'records',
    2_000_000,
    1_000,
    1_000_000_000,
  ),
  DEAD_LETTERS_MAX_MB: bounded('Disk that rejected records may take.', 'MiB', 256, 1, 1_048_576),
  RECORDS_PER_SECOND_PER_KEY: bounded(
    'Records a second that one key may send; beyond it 429. 0: no limit.',
    'records',
    0,
    0,
    10_000_000,
  ),
  SEAL_MS: bounded(
    'Least time between two loads. Smaller is fresher and costs more CPU.',
    'milliseconds',
    60,
    10,
    60_000,
  ),
  TICK_MS: bounded('Least time between two live updates of the pages.', 'milliseconds', 100, 50, 60_000),
} satisfies Record<string, Variable<unknown>>;

/** Until people can sign in, nobody beyond this machine is listened to. */
const LOOPBACK = '127.0.0.1';

type VariableName = keyof typeof VARIABLES;

export interface Config {
  readonly webPort: number;
  readonly ingestPort: number;
  /** Address both ports listen on. */
  readonly host: string;
  /** Origin without a trailing slash. */
  readonly publicUrl: string | undefined;
  /** Absolute path. */
  readonly dataDir: string;
  /** 64 hexadecimal digits. */
  readonly viewerKey: string | undefined;
  /** Absolute path. */
  readonly sentimentOnnxDir: string | undefined;
  readonly chromiumPath: string | undefined;
  readonly clickhouseUrl: string | undefined;
  readonly databaseUrl: string | undefined;
  readonly redisUrl: string | undefined;
  readonly smtpUrl: string | undefined;
  readonly logLevel: z.infer<(typeof VARIABLES)['LOG_LEVEL']['schema']>;
  readonly clickhouseMemoryMb: number;
  readonly spoolMaxMb: number;
  readonly spoolMaxRows: number;
  readonly deadLettersMaxMb: number;
  /** 0: no limit. */
  readonly recordsPerSecondPerKey: number;
  readonly sealMs: number;
  readonly tickMs: number;
}

/** A variable's value cannot be used. The message is one line: which variable, what it got, and what it takes or what of it is wrong. */
export class ConfigError extends Error {
  readonly variable: string;

  constructor(variable: VariableName, got: string, wrong?: string) {
    const { takes, secret } = VARIABLES[variable] as Variable<unknown>;
    const shown = secret ? '(hidden)' : JSON.stringify(got.length > 80 ? `${got.slice(0, 80)}…` : got);
    super(`${variable} is ${shown}, but ${wrong ?? `takes ${takes}`}.`);
    this.name = 'ConfigError';
    this.variable = variable;
  }
}

/**
 * Read the configuration from an environment. An empty variable counts as unset.
 *
 * @throws ConfigError for the first value that cannot be used.
 */
export function readConfig(env: Readonly<Record<string, string | undefined>>, cwd: string = process.cwd()): Config {
  const read = <N extends VariableName>(name: N): z.infer<(typeof VARIABLES)[N]['schema']> => {
    const variable = VARIABLES[name] as Variable<z.infer<(typeof VARIABLES)[N]['schema']>>;
    const text = env[name]?.trim() || variable.fallback;
    const parsed = variable.schema.safeParse(text);
    if (!parsed.success) {
      const [issue] = parsed.error.issues;
      // A part of it that has a name has a sentence of its own.
      throw new ConfigError(name, text ?? '', issue && issue.path.length > 0 ? issue.message : undefined);
    }
    return parsed.data;
  };
  const onnxDir = read('SENTIMENT_ONNX_DIR');
  const config: Config = {
    webPort: read('PORT'),
    ingestPort: read('INGEST_PORT'),
    host: LOOPBACK,
    publicUrl: read('PUBLIC_URL'),
    dataDir: resolve(cwd, read('OVATION_DATA')),
    viewerKey: read('OVATION_VIEWER_KEY'),
    sentimentOnnxDir: onnxDir && resolve(cwd, onnxDir),
    chromiumPath: read('CHROMIUM_PATH'),
    clickhouseUrl: read('CLICKHOUSE_URL'),
    databaseUrl: read('DATABASE_URL'),
    redisUrl: read('REDIS_URL'),
    smtpUrl: read('SMTP_URL'),
    logLevel: read('LOG_LEVEL'),
    clickhouseMemoryMb: read('CLICKHOUSE_MEMORY_MB'),
    spoolMaxMb: read('SPOOL_MAX_MB'),
    spoolMaxRows: read('SPOOL_MAX_ROWS'),
    deadLettersMaxMb: read('DEAD_LETTERS_MAX_MB'),
    recordsPerSecondPerKey: read('RECORDS_PER_SECOND_PER_KEY'),
    sealMs: read('SEAL_MS'),
    tickMs: read('TICK_MS'),
  };
  if (config.webPort !== 0 && config.webPort === config.ingestPort)
    throw new ConfigError('INGEST_PORT', String(config.ingestPort));
  return config;
}
