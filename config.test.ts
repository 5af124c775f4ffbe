import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ConfigError, readConfig, VARIABLES, type Variable } from './config.ts';

const errorOf = (env: Record<string, string>) => {
  try {
    readConfig(env, '/srv');
  } catch (error) {
    return error;
  }
  return undefined;
};

describe('readConfig', () => {
  it('has a working default for everything', () => {
    const config = readConfig({}, '/srv');
    expect(config).toMatchObject({ webPort: 4000, ingestPort: 4001, dataDir: '/srv/.data', host: '127.0.0.1' });
    expect(config.databaseUrl).toBeUndefined();
    expect(config.sentimentOnnxDir).toBeUndefined();
    expect(readConfig({ SENTIMENT_ONNX_DIR: 'model' }, '/srv').sentimentOnnxDir).toBe('/srv/model');
  });

  it('takes an empty variable as unset', () => {
    expect(readConfig({ PORT: '', DATABASE_URL: ' ' }, '/srv')).toEqual(readConfig({}, '/srv'));
  });

  it.each([
    [{ PORT: 'eighty' }, 'PORT is "eighty", but takes a port, 1 to 65535 (0: any free one).'],
    [{ PORT: '70000' }, 'PORT is "70000", but takes a port, 1 to 65535 (0: any free one).'],
    [{ SEAL_MS: '1e3' }, 'SEAL_MS is "1e3", but takes a whole number of milliseconds, 10 to 60000.'],
    [{ PUBLIC_URL: 'ovation.example' }, 'PUBLIC_URL is "ovation.example", but takes an http or https address.'],
    [{ LOG_LEVEL: 'loud' }, 'LOG_LEVEL is "loud", but takes fatal, error, warn, info, debug, trace or silent.'],
  ])('names the variable, what it got and what it takes: %o', (env, message) => {
    const error = errorOf(env);
    expect(error).toBeInstanceOf(ConfigError);
    expect((error as ConfigError).message).toBe(message);
  });

  it.each(['nonsense', 'a@x.example, b@x.example', '<a@x.example', 'Ovation <>', 'a@x.example%0D%0ABcc: b@x.example'])(
    'says that who mails are from is no address: %s',
    (from) => {
      expect((errorOf({ SMTP_URL: `smtp://me:hunter2@mail.example?from=${from}` }) as ConfigError).message).toBe(
        'SMTP_URL is (hidden), but its from is not one e-mail address, such as ovation@host.example or Weekly figures <ovation@host.example>.',
      );
    },
  );

  it('never shows a secret', () => {
    for (const name of ['OVATION_VIEWER_KEY', 'DATABASE_URL', 'CLICKHOUSE_URL', 'REDIS_URL', 'SMTP_URL']) {
      const error = errorOf({ [name]: 'wrong://user:hunter2@host' });
      expect((error as ConfigError).message).toContain(`${name} is (hidden), but takes`);
      expect((error as ConfigError).message).not.toContain('hunter2');
    }
  });

  it('refuses one port for both servers', () => {
    expect(errorOf({ PORT: '4001' })).toBeInstanceOf(ConfigError);
    expect(readConfig({ PORT: '0', INGEST_PORT: '0' }).webPort).toBe(0);
  });

  it('is told by the README as it is', () => {
    const readme = readFileSync(join(import.meta.dirname, 'README.md'), 'utf8');
    const table = Object.entries(VARIABLES).map(
      ([name, { purpose, takes, fallback }]: [string, Variable<unknown>]) =>
        `| \`${name}\` | ${fallback === undefined ? '' : `\`${fallback}\``} | ${purpose} Takes ${takes}. |`,
    );
    const told = /<!-- variables -->\n+\|.*\n\|.*\n([\s\S]*?)\n+<!-- \/variables -->/.exec(readme)?.[1]?.split('\n');
    // Columns may be padded.
    expect(told?.map((row) => row.replace(/ +/g, ' '))).toEqual(table.map((row) => row.replace(/ +/g, ' ')));
  });

  it('describes every variable', () => {
    for (const variable of Object.values(VARIABLES)) {
      expect(variable.purpose).toMatch(/\.$/);
      expect(variable.takes).not.toMatch(/\.$/);
    }
  });
});
