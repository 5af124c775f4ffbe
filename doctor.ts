import { existsSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { availableParallelism, totalmem } from 'node:os';
import pg from 'pg';
import { readConfig, VARIABLES, type Config } from './config.ts';
import { portTrouble } from './ports.ts';
import { readRunFile } from './sql/data-folder/run-file.ts';
import { mailsAreFrom, tryMail } from './workers/reports/send/mail.ts';
import { readTransformerFolder } from './workers/sentiment/transformer/folder.ts';
import { loadRuntime } from './workers/sentiment/transformer/runtime.ts';

export interface Finding {
  readonly ok: boolean;
  readonly what: string;
  /** What was found, and what to do when it is not well. */
  readonly says: string;
}

const NODE_MAJOR = 24;
/** Below this an hour of a busy day may fill the disk. */
const FREE_GB = 2;

/** Look at everything a start needs, without starting anything. Never throws: what fails is a finding. */
export async function examine(env: NodeJS.ProcessEnv): Promise<Finding[]> {
  const findings: Finding[] = [runtime(), machine()];
  let config: Config;
  try {
    config = readConfig(env);
    findings.push({ ok: true, what: 'configuration', says: setVariables(env) });
  } catch (error) {
    return [...findings, { ok: false, what: 'configuration', says: (error as Error).message }];
  }
  const run = readRunFile(config.dataDir);
  findings.push(await disk(config.dataDir));
  if (run) {
    findings.push({ ok: true, what: 'running', says: `process ${run.pid} has ${config.dataDir}` });
    if (run.webPort !== null) findings.push(await ready('pages', `http://127.0.0.1:${run.webPort}/readyz`));
    if (run.ingestPort !== null) findings.push(await ready('collector', `http://127.0.0.1:${run.ingestPort}/readyz`));
  } else {
    findings.push({ ok: true, what: 'running', says: `nothing runs on ${config.dataDir}` });
    findings.push(
      await port('PORT', config.webPort, config.host),
      await port('INGEST_PORT', config.ingestPort, config.host),
    );
  }
  findings.push(await postgres(config), await clickhouse(config));
  if (config.chromiumPath !== undefined) findings.push(browser(config.chromiumPath));
  if (config.sentimentOnnxDir !== undefined) findings.push(await transformer(config.sentimentOnnxDir));
  if (config.smtpUrl !== undefined) findings.push(await mailServer(config.smtpUrl));
  return findings;
}

function runtime(): Finding {
  const major = Number(process.versions.node.split('.')[0]);
  const says = `${process.versions.node} at ${process.execPath}`;
  return major >= NODE_MAJOR
    ? { ok: true, what: 'Node', says }
    : {
        ok: false,
        what: 'Node',
        says: `${says}; it must be ${NODE_MAJOR}: start through npm (npm run ovation -- doctor)`,
      };
}

function machine(): Finding {
  const gb = totalmem() / 2 ** 30;
  const says = `${availableParallelism()} cores, ${gb.toFixed(1)} GB of memory`;
  return gb >= 3.5
    ? { ok: true, what: 'machine', says }
    : { ok: false, what: 'machine', says: `${says}; with less than 4 GB set CLICKHOUSE_MEMORY_MB to a quarter of it` };
}

function setVariables(env: NodeJS.ProcessEnv): string {
  const set = Object.keys(VARIABLES).filter((name) => env[name]?.trim());
  return set.length === 0 ? 'nothing is set; all defaults' : `set: ${set.join(', ')}`;
}

async function disk(dataDir: string): Promise<Finding> {
  let folder = dataDir;
  while (!existsSync(folder) && dirname(folder) !== folder) folder = dirname(folder);
  const { bavail, bsize } = await statfs(folder);
  const freeGb = (bavail * bsize) / 1e9;
  const says = `${freeGb.toFixed(1)} GB free for ${dataDir}`;
  return freeGb >= FREE_GB
    ? { ok: true, what: 'disk', says }
    : { ok: false, what: 'disk', says: `${says}; free some, or set OVATION_DATA to a larger disk` };
}

async function port(variable: string, number: number, host: string): Promise<Finding> {
  const error = await portTrouble(number, host);
  if (!error) return { ok: true, what: variable, says: `port ${number} is free` };
  const reason = error.code === 'EADDRINUSE' ? 'is in use by another program' : `can't be used (${error.message})`;
  return { ok: false, what: variable, says: `port ${number} ${reason}: set ${variable} to a free one` };
}

async function ready(what: string, url: string): Promise<Finding> {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(5_000) });
    if (answer.ok) return { ok: true, what, says: 'ready' };
    return { ok: false, what, says: `not ready (status ${answer.status}): ${(await answer.text()).slice(0, 200)}` };
  } catch (error) {
    return { ok: false, what, says: `does not answer: ${(error as Error).message}` };
  }
}

function browser(path: string): Finding {
  const ok = existsSync(path);
  return { ok, what: 'browser', says: ok ? `reports are printed with ${path}` : `CHROMIUM_PATH ${path} is not there` };
}

/** Looks at the folder and for the packages; the model itself is opened by a start. */
async function transformer(folder: string): Promise<Finding> {
  try {
    const { name, classes, maxTokens } = readTransformerFolder(folder);
    await loadRuntime();
    return { ok: true, what: 'transformer', says: `${name}: ${classes.join(', ')}; ${maxTokens} tokens` };
  } catch (error) {
    return { ok: false, what: 'transformer', says: (error as Error).message };
  }
}

async function mailServer(smtpUrl: string): Promise<Finding> {
  try {
    await tryMail(smtpUrl);
    const { name, address } = mailsAreFrom(smtpUrl);
    return {
      ok: true,
      what: 'mail server',
      says: `${new URL(smtpUrl).host} lets us in; mails are from ${name} <${address}>`,
    };
  } catch (error) {
    return { ok: false, what: 'mail server', says: (error as Error).message };
  }
}

async function postgres(config: Config): Promise<Finding> {
  if (config.databaseUrl === undefined) return { ok: true, what: 'PostgreSQL', says: 'our own, in the data folder' };
  const client = new pg.Client({ connectionString: config.databaseUrl, connectionTimeoutMillis: 5_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<{ version: string }>('SHOW server_version');
    return { ok: true, what: 'PostgreSQL', says: `version ${rows[0]?.version ?? 'unknown'} at DATABASE_URL` };
  } catch (error) {
    return { ok: false, what: 'PostgreSQL', says: `DATABASE_URL can't be reached: ${(error as Error).message}` };
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function clickhouse(config: Config): Promise<Finding> {
  if (config.clickhouseUrl === undefined)
    return { ok: true, what: 'ClickHouse', says: 'inside the process, in the data folder' };
  const url = new URL(config.clickhouseUrl);
  const headers = {
    'x-clickhouse-user': decodeURIComponent(url.username || 'default'),
    'x-clickhouse-key': decodeURIComponent(url.password),
  };
  try {
    const answer = await fetch(`${url.origin}/?query=SELECT%20version()`, {
      headers,
      signal: AbortSignal.timeout(5_000),
    });
    const text = (await answer.text()).trim().slice(0, 120);
    if (answer.ok) return { ok: true, what: 'ClickHouse', says: `version ${text} at CLICKHOUSE_URL` };
    return {
      ok: false,
      what: 'ClickHouse',
      says: `CLICKHOUSE_URL refuses (status ${answer.status}): check user and password`,
    };
  } catch (error) {
    return { ok: false, what: 'ClickHouse', says: `CLICKHOUSE_URL can't be reached: ${(error as Error).message}` };
  }
}
