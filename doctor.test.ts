import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { examine } from './doctor.ts';
import { MailServer } from './test/support/mail-server.ts';
import { exportModel } from './test/support/onnx-folder.ts';

const folder = mkdtempSync(join(tmpdir(), 'ovation-doctor-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const env = { OVATION_DATA: folder, PORT: '0', INGEST_PORT: '0' };

it('finds nothing wrong where nothing is', async () => {
  const findings = await examine(env);
  expect(findings.filter(({ ok, what }) => !ok && what !== 'machine' && what !== 'disk')).toEqual([]);
  expect(findings.map(({ what }) => what)).toEqual(
    expect.arrayContaining(['Node', 'disk', 'PORT', 'PostgreSQL', 'ClickHouse']),
  );
});

it('names a port that is taken, and what to do', async () => {
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  const { port } = other.address() as AddressInfo;
  const findings = await examine({ ...env, PORT: String(port) });
  other.close();
  expect(findings).toContainEqual({
    ok: false,
    what: 'PORT',
    says: `port ${port} is in use by another program: set PORT to a free one`,
  });
});

it('says what is wrong with the configuration and looks no further', async () => {
  const findings = await examine({ ...env, SEAL_MS: 'soon' });
  expect(findings.at(-1)).toMatchObject({ ok: false, what: 'configuration' });
  const mails = await examine({ ...env, SMTP_URL: 'smtp://127.0.0.1:1?from=nonsense' });
  expect(mails.at(-1)).toMatchObject({ ok: false, what: 'configuration' });
  expect(mails.at(-1)?.says).toContain('its from is not one e-mail address');
});

it('looks for the browser that prints reports', async () => {
  const findings = await examine({ ...env, CHROMIUM_PATH: '/nowhere/chromium' });
  expect(findings).toContainEqual({ ok: false, what: 'browser', says: 'CHROMIUM_PATH /nowhere/chromium is not there' });
});

it('looks into the folder of a transformer', async () => {
  const SENTIMENT_ONNX_DIR = join(folder, 'tiny');
  exportModel(SENTIMENT_ONNX_DIR);
  const finding = async () =>
    (await examine({ ...env, SENTIMENT_ONNX_DIR })).find(({ what }) => what === 'transformer');
  expect(await finding()).toMatchObject({ ok: true, says: 'tiny: negative, neutral, positive; 16 tokens' });
  rmSync(join(SENTIMENT_ONNX_DIR, 'tokenizer.json'));
  expect(await finding()).toMatchObject({ ok: false });
  expect((await finding())?.says).toMatch(/tiny lacks tokenizer\.json/);
});

it('tries the mail server, and does not tell its password', async () => {
  const server = await MailServer.start();
  const finding = async (SMTP_URL: string) =>
    (await examine({ ...env, SMTP_URL })).find(({ what }) => what === 'mail server');
  const well = await finding(server.url);
  expect(well).toMatchObject({ ok: true });
  expect(well?.says).toContain('Ovation <ovation@reports.example>');
  await server.close();
  const missing = await finding('smtp://me:hunter2@127.0.0.1:1');
  expect(missing).toMatchObject({ ok: false });
  expect(missing?.says).toMatch(/ECONNREFUSED.*Look at SMTP_URL\./);
  expect(missing?.says).not.toContain('hunter2');
});

it('tells of a database that is not there without telling its password', async () => {
  const findings = await examine({ ...env, DATABASE_URL: 'postgresql://me:hunter2@127.0.0.1:1/x' });
  const finding = findings.find(({ what }) => what === 'PostgreSQL');
  expect(finding?.ok).toBe(false);
  expect(JSON.stringify(findings)).not.toContain('hunter2');
});
