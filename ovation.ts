#!/usr/bin/env node
// Each running ClickHouse query holds a thread of this pool, and so do file writes: the default of 4 would make them wait
// for each other. It must be set before anything takes a thread.
process.env.UV_THREADPOOL_SIZE ??= '16';

import { Command, InvalidArgumentError, Option } from 'commander';
import { readFileSync } from 'node:fs';
import { enableCompileCache } from 'node:module';
import { join } from 'node:path';
import { readConfig } from './config.ts';
import type { TableFlags } from './ingest/importers/table-imports.ts';
import { createLog } from './log.ts';
import type { Role } from './start.ts';

// What one start has compiled the next need not: a third of the processor time until a command begins. Kept beside the code that it is
// made of, as whoever may write there decides what runs anyway; where this process may not, it goes without. Children are told.
process.env.NODE_COMPILE_CACHE ??= join(import.meta.dirname, 'node_modules/.cache/ovation');
enableCompileCache(process.env.NODE_COMPILE_CACHE);

const { version } = JSON.parse(readFileSync(join(import.meta.dirname, 'package.json'), 'utf8')) as { version: string };

const integer = (text: string): number => {
  if (!/^\d{1,12}$/.test(text)) throw new InvalidArgumentError('It must be a whole number.');
  return Number(text);
};
const positive = (text: string): number => {
  const value = Number(text);
  if (!Number.isFinite(value) || value <= 0) throw new InvalidArgumentError('It must be a number above 0.');
  return value;
};
const collect = (value: string, before: readonly string[]): string[] => [
  ...before,
  ...value.split(',').filter(Boolean),
];

const say = (text: string): void => console.log(text);

/** Configuration, log and the signal that Ctrl-C and `kill` give: what every command begins with. */
function begin() {
  const config = readConfig(process.env);
  const log = createLog(config.logLevel);
  const stop = new AbortController();
  let stoppingSinceMs = 0;
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(name, () => {
      if (stop.signal.aborted) {
        // npm passes on what the terminal has already sent; a person who insists presses again later. What is left undone
        // is on disk, and the next start ends what still runs.
        if (Date.now() - stoppingSinceMs > 1_000) process.exit(1);
        return;
      }
      stoppingSinceMs = Date.now();
      stop.abort(new Error(`stopped by ${name}`));
    });
  }
  return { config, log, signal: stop.signal, abort: (reason: Error) => stop.abort(reason) };
}

const program = new Command('ovation')
  .description('See, live, how audiences receive a streaming original.')
  .version(version)
  .showHelpAfterError('(--help shows what there is)')
  .addHelpText(
    'after',
    `
First steps:
  npm run demo                               a simulated audience, to look around
  npm start                                  an empty Ovation, ready for events
  npm run ovation -- key create --scope ingest --name player
  npm run ovation -- import netflix-viewing ViewingActivity.csv

Settings are environment variables; \`ovation doctor\` lists what is set and the README explains them.`,
  );

program
  .command('start')
  .description('Start Ovation and keep it running until Ctrl-C')
  .addOption(
    new Option('--role <role>', 'run one part only, beside others on the same servers').choices([
      'ingest',
      'workers',
      'web',
    ]),
  )
  .action(async ({ role }: { role?: Role }) => {
    const { serve } = await import('./serve.ts');
    await serve({ ...begin(), say, ...(role && { roles: [role] }) });
  });

program
  .command('dev', { hidden: true })
  .description('Start Ovation with pages that reload as their sources change')
  .action(async () => {
    const { serve } = await import('./serve.ts');
    await serve({ ...begin(), say, development: true });
  });

program
  .command('demo')
  .description('Start Ovation with a simulated audience: eight weeks of history, then live')
  .option('--scale <number>', 'size of the audience; 1 is about 1.5 million records', positive, 1)
  .option('--rate <events>', 'live events a second', integer)
  .option('--no-live', 'tell the history only, then keep running')
  .action(async (options: { scale: number; rate?: number; live: boolean }) => {
    const { demo } = await import('./serve.ts');
    await demo({
      ...begin(),
      say,
      scale: options.scale,
      live: options.live,
      ...(options.rate && { eventsPerSecond: options.rate }),
    });
  });

program
  .command('import')
  .description('Import files and wait until they are loaded and counted')
  .argument('<kind>', 'netflix-viewing, netflix-titles, netflix-profiles, reviews, assets, milestones or promo')
  .argument('<files...>', 'CSV files; reviews, assets, milestones and promo also as TSV or JSON')
  .option('--account <name>', 'keeps profiles of the same name in two accounts apart')
  .option('--dry-run', 'read and report, send nothing', false)
  .option('--title <id>', 'reviews, assets, milestones: the title that all of them are of')
  .option('--asset <id>', 'promo: the asset that all counts are of')
  .option('--channel <name>', 'promo: the channel they are from')
  .option('--media <kind>', 'promo: whether they are paid, owned or earned')
  .option('--map <field=column>', 'which column is the text, rating, date, views …; several with commas', collect, [])
  .option('--scale <range>', 'reviews: the lowest and highest rating, as 1..5')
  .option('--date <style>', 'how dates are written (ymd, dmy, mdy), or the day of reviews without one')
  .option('--decimal <mark>', 'promo: what stands before parts of a whole, . or ,')
  .option('--lang <tag>', 'reviews: the language of those that name none')
  .option('--source <name>', 'the site or system they are from')
  .option('--lines', 'reviews: the file has no columns, each line is a text')
  .option('--yes', 'reviews, assets, milestones, promo: take them without asking', false)
  .action(
    async (
      kind: string,
      files: string[],
      options: TableFlags & { account?: string; dryRun: boolean; yes: boolean },
    ) => {
      const { importFiles, importTable } = await import('./commands.ts');
      const { TABLE_IMPORTS } = await import('./ingest/importers/table-imports.ts');
      const { account, dryRun, yes, ...flags } = options;
      const table = TABLE_IMPORTS.find((candidate) => candidate.kind === kind);
      process.exitCode =
        table === undefined
          ? await importFiles({ ...begin(), say, kind, files, dryRun, ...(account !== undefined && { account }) })
          : await importTable({ ...begin(), say, table, files, flags, dryRun, yes });
    },
  );

const key = program.command('key').description('API keys: who may send events and read figures');
key
  .command('create')
  .description('Make a key; it is shown this once')
  .requiredOption(
    '--scope <scopes>',
    'ingest (send events), import (also old ones), read (the API), edit (the catalogue); several with commas',
    collect,
    [],
  )
  .option('--name <name>', 'what it is for', 'unnamed')
  .action(async ({ scope, name }: { scope: string[]; name: string }) => {
    const { makeKey } = await import('./commands.ts');
    await makeKey({ ...begin(), say, scopes: scope, name });
  });
key
  .command('list')
  .description('Show all keys')
  .action(async () => {
    const { showKeys } = await import('./commands.ts');
    await showKeys({ ...begin(), say });
  });
key
  .command('revoke')
  .description('End a key; within two seconds nobody can use it')
  .argument('<id>', 'as `key list` shows it')
  .action(async (id: string) => {
    const { endKey } = await import('./commands.ts');
    await endKey({ ...begin(), say, id });
  });

program
  .command('recompute')
  .description('Compute every figure anew from the events')
  .option('--title <ids>', 'only these titles; several with commas', collect, [])
  .option('--anew', 'begin again where an interrupted one would go on', false)
  .action(async ({ title, anew }: { title: string[]; anew: boolean }) => {
    const { recompute } = await import('./commands.ts');
    await recompute({ ...begin(), say, anew, titles: title.length > 0 ? title : null });
  });

program
  .command('audit')
  .description('Compute a sample of served numbers again from raw records; exit code 1 when any differs')
  .action(async () => {
    const { auditNow } = await import('./commands.ts');
    process.exitCode = await auditNow({ ...begin(), say });
  });

program
  .command('report')
  .description('Weekly reports')
  .command('build')
  .description('Make and seal the report of a week, and write it to a folder; without pages running too')
  .option('--week <monday>', 'the day that the week begins with, as 2026-11-16; the newest that has ended if not given')
  .option('--scope <scope>', 'slate, title:ID or campaign:ID', 'slate')
  .option('--zone <name>', 'the IANA time zone that the week is one of', 'UTC')
  .option('--out <folder>', 'where the files go; it is made', '.')
  .option('--format <formats>', 'of pdf, xlsx, csv and json, with commas; all if not given', collect, [])
  .action(async (options: { week?: string; scope: string; zone: string; out: string; format: string[] }) => {
    const { buildReportFiles } = await import('./report-command.ts');
    const { week, scope, zone, out, format } = options;
    process.exitCode = await buildReportFiles({ ...begin(), say, week, scope, zone, out, formats: format });
  });

const letters = program.command('dead-letters').description('Records that were rejected');
letters
  .command('list')
  .description('Show the newest, one JSON object a line')
  .option('--reason <code>', 'only of this reason')
  .option('--limit <count>', 'how many', integer, 20)
  .action(async (options: { reason?: string; limit: number }) => {
    const { showDeadLetters } = await import('./commands.ts');
    await showDeadLetters({ ...begin(), say, ...options });
  });
letters
  .command('replay')
  .description('Send them again, for instance after a title was added or a rule changed')
  .option('--reason <code>', 'only of this reason')
  .action(async (options: { reason?: string }) => {
    const { replay } = await import('./commands.ts');
    await replay({ ...begin(), say, ...options });
  });

const sentiment = program.command('sentiment').description('Models that tell whether a text is positive or negative');
sentiment
  .command('train')
  .description('Learn from texts with known sentiment; the next start uses what was learnt')
  .requiredOption(
    '--data <folder>',
    'LANGUAGE.csv or .jsonl with text and label, or review sets as the README lists them',
  )
  .option('--out <folder>', 'where the weights go, instead of OVATION_DATA/sentiment')
  .option('--shipping', 'make the weights that come along: only from sets whose licence allows it', false)
  .action(async (options: { data: string; out?: string; shipping: boolean }) => {
    const { trainSentiment } = await import('./commands.ts');
    await trainSentiment({ ...begin(), say, ...options, out: options.out });
  });
sentiment
  .command('evaluate')
  .description('Train from training rows alone and measure on others; the last line is one JSON object')
  .requiredOption('--data <folder>', 'as for train')
  .action(async ({ data }: { data: string }) => {
    const { evaluateSentiment } = await import('./commands.ts');
    await evaluateSentiment({ ...begin(), say, data });
  });

program
  .command('bench')
  .description('Measure; the last line is one JSON object')
  .argument('[name]', 'leave it out to see which there are')
  .argument('[args...]', 'passed on')
  .allowUnknownOption()
  .action(async (name: string | undefined, args: string[]) => {
    const { bench } = await import('./commands.ts');
    process.exitCode = await bench({ say, name, args });
  });

program
  .command('doctor')
  .description('Check that everything a start needs is well')
  .action(async () => {
    const { examine } = await import('./doctor.ts');
    const findings = await examine(process.env);
    for (const { ok, what, says } of findings) say(`${ok ? 'ok  ' : 'FAIL'}  ${what.padEnd(14)} ${says}`);
    process.exitCode = findings.every((finding) => finding.ok) ? 0 : 1;
  });

try {
  await program.parseAsync();
} catch (error) {
  // One sentence for a person; LOG_LEVEL=debug shows where it came from.
  const shown = process.env.LOG_LEVEL === 'debug' ? error : error instanceof Error ? error.message : String(error);
  console.error(shown);
  process.exitCode = 1;
}
// Nothing of ours is left running: timers of libraries must not keep the process.
process.exit();
