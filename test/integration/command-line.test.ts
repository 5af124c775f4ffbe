import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { withStack } from '../../attach.ts';
import { readConfig } from '../../config.ts';
import { Store } from '../../sql/clickhouse/store.ts';
import { sealOf } from '../../sql/queries/report/canonical.ts';
import { lastEndedMonday } from '../../sql/queries/report/week.ts';
import { endProcessesOf, processesOf } from '../support/processes.ts';
import { ovation, Stack, type StackOptions } from '../support/stack.ts';

const folders: string[] = [];
const newFolder = (): StackOptions => {
  const folder = mkdtempSync(join(tmpdir(), 'ovation-cli-'));
  folders.push(folder);
  return { folder };
};
afterAll(() => {
  for (const folder of folders) {
    endProcessesOf(folder);
    rmSync(folder, { recursive: true, force: true });
  }
});

/** What a person reads of a failure: one line. */
const oneLine = (text: string) =>
  text
    .trim()
    .split('\n')
    .filter((line) => !line.startsWith('{'));

const play = JSON.stringify({
  type: 'playback',
  title_id: 'a-title',
  viewer_id: 'somebody',
  play_id: 'play-1',
  seq: 0,
  action: 'start',
  at: Date.now(),
  started_at: Date.now(),
  position_s: 0,
  played_s: 0,
});

async function send(stack: Stack, token: string, body = play): Promise<number> {
  const answer = await fetch(`${stack.ingestUrl}/v1/events`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/x-ndjson' },
    body,
  });
  await answer.text();
  return answer.status;
}

describe('a running stack', () => {
  const options = newFolder();
  let stack: Stack;
  beforeAll(async () => {
    stack = await Stack.start(options);
  }, 180_000);
  afterAll(() => stack.stop());

  it('has its folder to itself', async () => {
    const { code, stderr } = await ovation(options, 'start').ended;
    expect(code).toBe(1);
    expect(oneLine(stderr)).toEqual([
      `${options.folder} is in use by a running Ovation (process ${stack.run.pid}): stop that one, or set OVATION_DATA to another folder.`,
    ]);
  });

  it('takes events with a key made beside it, and no longer once that is revoked', async () => {
    const made = await ovation(options, 'key', 'create', '--scope', 'ingest', '--name', 'player').ended;
    expect(made.code).toBe(0);
    const token = made.stdout.trim();
    const id = /key_[0-9a-f]+/.exec(made.stderr)?.[0] ?? '';
    expect(await send(stack, 'ovk_made-up')).toBe(401);
    expect(await send(stack, token)).toBe(202);
    expect((await ovation(options, 'key', 'list').ended).stdout).toContain(id);
    expect((await ovation(options, 'key', 'revoke', id).ended).code).toBe(0);
    await sleep(2_000);
    expect(await send(stack, token)).toBe(401);
  });

  it('recomputes when asked', async () => {
    const { code, stdout, stderr } = await ovation(options, 'recompute').ended;
    // How far it is stands beside what it answers.
    expect(oneLine(stderr).every((line) => / titles recomputed$/.test(line))).toBe(true);
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'Recomputed every title.\n' });
  });

  it('recomputes no title that the catalogue does not know', async () => {
    const { code, stdout, stderr } = await ovation(options, 'recompute', '--title', 'nope').ended;
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(oneLine(stderr)).toEqual([
      expect.stringMatching(/^The catalogue does not know nope: nothing was recomputed/),
    ]);
  });

  it('sends dead letters again by a reason that some have', async () => {
    expect(await send(stack, stack.run.token, play.replace('"at":', '"at":-'))).toBe(202);
    for (const command of ['list', 'replay']) {
      const { code, stdout, stderr } = await ovation(options, 'dead-letters', command, '--reason', 'nope').ended;
      expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
      expect(oneLine(stderr)).toEqual([
        expect.stringMatching(/^No dead letter waits with the reason nope\. There are: \w+ \(1\)\.$/),
      ]);
    }
  });

  it('audits when asked', async () => {
    const { code, stdout } = await ovation(options, 'audit').ended;
    expect(code).toBe(0);
    expect(stdout).toMatch(/^0 numbers of 0 titles compared in .* s: all hold\.\n$/);
  });

  it('seals the report of a week once, and writes it where it is told to', async () => {
    const out = join(options.folder, 'reports', 'weekly');
    const week = lastEndedMonday('UTC', Date.now());
    const build = (...more: string[]) => ovation(options, 'report', 'build', '--out', out, ...more).ended;
    const path = join(out, `ovation-slate-${week}.json`);
    const first = await build('--week', week, '--scope', 'slate', '--format', 'json,xlsx');
    expect(first).toMatchObject({ code: 0, stdout: `${path.replace('.json', '.xlsx')}\n${path}\n` });
    const text = readFileSync(path, 'utf8');
    expect(JSON.parse(text)).toMatchObject({ scope: { kind: 'slate' }, week: { monday: week }, provisional: false });
    expect(first.stderr).toContain(`SHA-256 ${sealOf(text)}.`);
    // The newest week that has ended, when none is named.
    expect((await build('--format', 'json')).stderr).toContain(/Sealed .*$/m.exec(first.stderr)?.[0]);
    const open = new Date(Date.parse(week) + 7 * 86_400_000).toISOString().slice(0, 10);
    const draft = await build('--week', open, '--zone', 'UTC', '--format', 'csv');
    expect(draft.code).toBe(0);
    expect(draft.stderr).toContain('The week has not ended: this is a draft.');
    for (const [flags, says] of [
      [
        ['--week', '2026-11-17'],
        '--week 2026-11-17 is no Monday: give the day that the week begins with, as 2026-11-16.',
      ],
      [['--week', '2099-01-05'], 'The week of 2099-01-05 has not begun.'],
      [['--scope', 'nope'], '--scope nope is none: give slate, title:ID or campaign:ID.'],
      [['--zone', 'Mars/Olympus'], '--zone Mars/Olympus is none: give an IANA name such as Europe/Lisbon.'],
      [
        ['--out', join(options.folder, 'run.json')],
        expect.stringMatching(/^--out .*run\.json can't be written to \(EEXIST.*\): name another folder\.\n$/),
      ],
      [['--format', 'doc'], 'There is no format doc: choose of pdf, xlsx, csv, json.'],
      [
        ['--scope', 'title:nope'],
        'The catalogue does not know nope. /api/v1/titles lists the ids; a series has one for each season.',
      ],
    ] as const)
      expect(await build(...flags)).toMatchObject({
        ...{ code: 1, stdout: '', stderr: typeof says === 'string' ? `${says}\n` : (says as unknown) },
      });
  });

  it('says to a command that works with it that it was stopped', async () => {
    const attached = { config: readConfig({ OVATION_DATA: options.folder }), log: pino({ level: 'silent' }) };
    const waiting = withStack({ ...attached, signal: new AbortController().signal }, async (running) => {
      expect(running.wasRunning).toBe(true);
      await stack.stop();
      await running.drain();
    });
    await expect(waiting).rejects.toThrow('The running Ovation was stopped meanwhile: start it, and run this again.');
    stack = await Stack.start(options);
  });

  it('leaves nothing running when its main process is killed and started again, and stops within ten seconds', async () => {
    await stack.program.kill('SIGKILL');
    stack = await Stack.start(options);
    expect(processesOf(options.folder).map(({ what }) => what)).toEqual(
      expect.arrayContaining(['main', 'collector', 'postgres']),
    );
    const startedMs = Date.now();
    await stack.stop();
    expect(Date.now() - startedMs).toBeLessThan(10_000);
    expect(processesOf(options.folder)).toEqual([]);
    expect(existsSync(join(options.folder, 'run.json'))).toBe(false);
    expect(existsSync(join(options.folder, 'lock'))).toBe(false);
    stack = await Stack.start(options);
  });

  it('shows how it read reviews, and takes nothing before somebody agrees', async () => {
    const title = { type: 'catalog', kind: 'title', id: 'peat', name: 'A Year of Peat', form: 'film', at: Date.now() };
    expect(await send(stack, stack.run.token, JSON.stringify(title))).toBe(202);
    await stack.drain();
    const file = join(mkdtempSync(join(options.folder, 'reviews-')), 'reviews.csv');
    writeFileSync(file, 'film,stars,review,date\nA Year of Peat,4,Lovely,2026-05-02\npeat,5,Great,2026-05-03');
    const shown = await ovation(options, 'import', 'reviews', file).ended;
    expect(shown.stdout).toContain("rating   from 'stars', on a scale of 1 to 5 (the files have 4 to 5)");
    expect(oneLine(shown.stderr)).toEqual([expect.stringContaining('run it again with --yes')]);
    expect(shown.code).toBe(1);
    const taken = await ovation(options, 'import', 'reviews', file, '--yes').ended;
    expect(taken.stdout).toMatch(/taken +2/);
    expect(taken.code).toBe(0);
  });

  it('takes daily counts of an asset, once it is known', async () => {
    const asset = {
      ...{ type: 'catalog', kind: 'asset', id: 'peat-teaser', title_id: 'peat', name: 'Peat: teaser' },
      ...{ channel: 'youtube', at: Date.now() },
    };
    expect(await send(stack, stack.run.token, JSON.stringify(asset))).toBe(202);
    await stack.drain();
    const file = join(mkdtempSync(join(options.folder, 'promo-')), 'youtube.csv');
    writeFileSync(file, 'date,video,views,likes\n2026-05-02,Peat: Teaser,"1,200",31\n2026-05-03,peat-teaser,900,\n');
    const asked = await ovation(options, 'import', 'promo', file).ended;
    expect(asked.stdout).toContain('2026-05-02  peat-teaser on youtube  views 1,200, likes 31');
    expect(oneLine(asked.stderr)).toEqual([expect.stringContaining('run it again with --yes')]);
    expect(asked.code).toBe(1);
    const taken = await ovation(options, 'import', 'promo', file, '--yes').ended;
    expect(taken.stdout).toMatch(/taken +2/);
    expect(taken.code).toBe(0);
  });
});

describe('a start that fails says why in one line, and leaves nothing running', () => {
  let options: StackOptions;
  afterEach(() => expect(processesOf(options.folder)).toEqual([]));

  it.each(['webPort', 'ingestPort'] as const)('%s in use', async (which) => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as AddressInfo;
    options = { ...newFolder(), [which]: port };
    const { code, stderr } = await ovation(options, 'start').ended;
    other.close();
    expect(code).toBe(1);
    expect(oneLine(stderr)).toEqual([expect.stringContaining(`Port ${port} is in use by another program`)]);
    // Found out before anything was made that a start with another port would have to take over.
    expect(readdirSync(options.folder)).toEqual([]);
  });

  it('a data folder where none can be', async () => {
    options = { ...newFolder(), folder: '/proc/ovation' };
    const { code, stderr } = await ovation(options, 'start').ended;
    expect(code).toBe(1);
    expect(oneLine(stderr)).toEqual([expect.stringMatching(/^\/proc\/ovation can't be made .* set OVATION_DATA/)]);
  });

  it('a wrong setting', async () => {
    options = { ...newFolder(), env: { TICK_MS: 'often' } };
    const { code, stderr } = await ovation(options, 'start').ended;
    expect(code).toBe(1);
    expect(oneLine(stderr)).toEqual(['TICK_MS is "often", but takes a whole number of milliseconds, 50 to 60000.']);
  });

  it('a role without shared stores', async () => {
    options = newFolder();
    const { code, stderr } = await ovation(options, 'start', '--role', 'web').ended;
    expect(code).toBe(1);
    expect(oneLine(stderr)).toEqual([
      'A process for web alone shares its stores with others: set CLICKHOUSE_URL and DATABASE_URL.',
    ]);
  });

  it.each([50, 400, 900, 1_500])('a signal %i ms after its begin', async (ms) => {
    options = newFolder();
    const program = ovation(options, 'start');
    await sleep(ms);
    const { signal, code } = await program.kill('SIGTERM');
    // Before the first line of ours has run, the signal simply ends it.
    expect(signal === 'SIGTERM' || code === 0).toBe(true);
  });
});

describe('without a running stack', () => {
  const options = newFolder();

  it.each(['recompute', 'audit', 'report build', 'dead-letters list', 'dead-letters replay'])(
    'makes nothing where nothing is kept: %s',
    async (command) => {
      const empty = newFolder();
      const { code, stdout, stderr } = await ovation(empty, ...command.split(' ')).ended;
      expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
      expect(oneLine(stderr)).toEqual([
        `There is no data of Ovation in ${empty.folder}: set OVATION_DATA to the folder that has it.`,
      ]);
      expect(readdirSync(empty.folder)).toEqual([]);
    },
  );

  it('imports a file: every row accounted for, and nothing left running', async () => {
    const file = join(import.meta.dirname, '../fixtures/netflix-viewing.csv');
    const first = await ovation(options, 'import', 'netflix-viewing', file).ended;
    expect(first).toMatchObject({ code: 0 });
    expect(first.stdout).toMatch(/rows +\d+/);
    expect(processesOf(options.folder)).toEqual([]);
  });

  it('takes reviews of a title it knows, each once however often they are imported', async () => {
    const file = join(mkdtempSync(join(options.folder, 'reviews-')), 'reviews.csv');
    const reviews =
      'film,stars,review,date,user\nAnnabelle,4,Lovely,2026-05-02,anna\nAnabelle,5,Great,2026-05-02,ben\n';
    for (const text of [reviews, reviews.replace('Lovely', 'Lovely still')]) {
      writeFileSync(file, text);
      const { code, stdout } = await ovation(options, 'import', 'reviews', file, '--yes').ended;
      expect(stdout).toContain("'Anabelle' (1 row); the nearest: Annabelle");
      expect(stdout).toMatch(/taken +1\n +skipped +1\n +1 {2}the catalogue has no such title/);
      expect(code).toBe(0);
    }
    const store = Store.open({ path: join(options.folder, 'clickhouse'), memoryMb: 600 });
    try {
      const text = 'SELECT title, text, rating FROM raw_review FINAL';
      const stored = await store.query({ name: 'test.reviews', lane: 'jobs', text });
      expect(stored).toEqual([{ title: 'nf-annabelle', text: 'Lovely still', rating: 4 }]);
    } finally {
      await store.close();
    }
  });

  it('takes milestones and daily counts, each once however often they are imported', async () => {
    const folder = mkdtempSync(join(options.folder, 'campaign-'));
    const [milestones, counts] = [join(folder, 'milestones.csv'), join(folder, 'counts.csv')];
    const rows: [kind: string, file: string, text: string][] = [
      ['milestones', milestones, 'film;when;what\nAnnabelle;13.05.2026 20:00;talk show\nAnabelle;14.05.2026;wrap\n'],
      ['milestones', milestones, 'film;when;what\nAnnabelle;15.05.2026 20:00;talk show\n'],
      ['promo', counts, 'date,asset,views,likes\n2026-05-02,Trailer: Carter,"1,200",31\n2026-05-02,Carter,1,1\n'],
      ['promo', counts, 'date,asset,views,likes\n2026-05-02,Trailer: Carter,"1,100",31\n'],
    ];
    for (const [kind, file, text] of rows) {
      writeFileSync(file, text);
      const flags = kind === 'promo' ? ['--channel', 'YouTube', '--yes'] : ['--yes'];
      const { code, stdout } = await ovation(options, 'import', kind, file, ...flags).ended;
      expect(stdout).toMatch(/taken +1/);
      expect(code).toBe(0);
    }
    const store = Store.open({ path: join(options.folder, 'clickhouse'), memoryMb: 600 });
    try {
      const stored = (text: string) => store.query({ name: 'test.campaign', lane: 'jobs', text });
      expect(
        await stored("SELECT title, form, toString(premiere) AS at FROM raw_catalog FINAL WHERE kind = 'milestone'"),
      ).toEqual([{ title: 'nf-annabelle', form: 'talk show', at: '2026-05-15 20:00:00.000' }]);
      expect(
        await stored('SELECT asset, channel, date, metric, value FROM raw_promo_daily FINAL ORDER BY metric'),
      ).toEqual([
        { asset: 'nf-asset-trailer-carter', channel: 'youtube', date: '2026-05-02', metric: 'likes', value: 31 },
        { asset: 'nf-asset-trailer-carter', channel: 'youtube', date: '2026-05-02', metric: 'views', value: 1100 },
      ]);
    } finally {
      await store.close();
    }
  });

  it('writes a report without pages that run', async () => {
    const out = mkdtempSync(join(options.folder, 'reports-'));
    const flags = ['--scope', 'title:nf-annabelle', '--out', out, '--zone', 'Asia/Kolkata', '--format', 'json'];
    const { code, stdout } = await ovation(options, 'report', 'build', ...flags).ended;
    expect(code).toBe(0);
    expect(JSON.parse(readFileSync(stdout.trim(), 'utf8'))).toMatchObject({
      subject: 'Annabelle',
      week: { zone: 'Asia/Kolkata' },
    });
    expect(processesOf(options.folder)).toEqual([]);
  });

  it('says what is wrong with a file', async () => {
    const { code, stderr } = await ovation(options, 'import', 'netflix-viewing', '/no/such/file.csv').ended;
    expect(code).toBe(1);
    expect(oneLine(stderr)).toHaveLength(1);
  });

  it('makes keys that the next start knows', async () => {
    const { stdout } = await ovation(options, 'key', 'create', '--scope', 'ingest').ended;
    const stack = await Stack.start(options);
    expect(await send(stack, stdout.trim())).toBe(202);
    await stack.stop();
  });
});
