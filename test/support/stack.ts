import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import { withStack } from '../../attach.ts';
import { readConfig } from '../../config.ts';
import { readRunFile, type RunFile } from '../../sql/data-folder/run-file.ts';
import { copyTemplate } from './template.ts';

const ROOT = join(import.meta.dirname, '../..');

export interface StackOptions {
  /** The data folder. */
  readonly folder: string;
  /** 0, the default: any free one. */
  readonly webPort?: number;
  readonly ingestPort?: number;
  /** The clock of all figures, held still. */
  readonly nowMs?: number;
  readonly env?: Readonly<Record<string, string>>;
  /** A process group of its own, as a shell in a terminal gives: `interruptGroup` then reaches its children too. */
  readonly ownGroup?: boolean;
}

/** The environment that a stack and the commands beside it run in. */
export function environmentOf({ folder, webPort = 0, ingestPort = 0, env = {} }: StackOptions): NodeJS.ProcessEnv {
  return {
    ...process.env,
    UV_THREADPOOL_SIZE: '16',
    LOG_LEVEL: 'warn',
    OVATION_DATA: folder,
    PORT: String(webPort),
    INGEST_PORT: String(ingestPort),
    ...env,
  };
}

/** A command line of its own: `ovation(options, 'start')`. Not waited for. */
export function ovation(options: StackOptions, ...args: string[]): Program {
  return new Program([join(ROOT, 'ovation.ts'), ...args], environmentOf(options), options.ownGroup);
}

/** What a process came to. */
export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A node process whose words are kept. */
export class Program {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  stdout = '';
  stderr = '';

  constructor(args: readonly string[], env: NodeJS.ProcessEnv, ownGroup = false) {
    this.child = spawn(process.execPath, [...args], {
      env,
      cwd: ROOT,
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: ownGroup,
    });
    this.child.stdout?.on('data', (chunk: Buffer) => (this.stdout += chunk.toString()));
    this.child.stderr?.on('data', (chunk: Buffer) => (this.stderr += chunk.toString()));
    // `exit`, not `close`: children that outlive it hold its pipes open, and must not look like it.
    this.ended = new Promise((resolve, reject) => {
      this.child.once('error', reject);
      this.child.once('exit', (code, signal) => {
        // What it wrote last is still in the pipe.
        setTimeout(() => resolve({ code, signal, stdout: this.stdout, stderr: this.stderr }), 50);
      });
    });
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  get running(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  /** What Ctrl-C in a terminal does. */
  interruptGroup(): Promise<Ended> {
    process.kill(-this.pid, 'SIGINT');
    return this.ended;
  }

  kill(signal: NodeJS.Signals): Promise<Ended> {
    this.child.kill(signal);
    return this.ended;
  }
}

/** A whole Ovation in processes of its own, as `npm start` runs it. */
export class Stack {
  readonly options: StackOptions;
  readonly program: Program;
  readonly run: RunFile;

  private constructor(options: StackOptions, program: Program, run: RunFile) {
    this.options = options;
    this.program = program;
    this.run = run;
  }

  /** Resolves once it takes events and answers; rejects with its last words when it ends before. */
  static async start(options: StackOptions): Promise<Stack> {
    copyTemplate('clickhouse', options.folder);
    copyTemplate('postgres', options.folder);
    const program =
      options.nowMs === undefined
        ? ovation(options, 'start')
        : new Program(
            [join(import.meta.dirname, 'held-clock.ts')],
            environmentOf({ ...options, env: { ...options.env, HELD_CLOCK_MS: String(options.nowMs) } }),
          );
    for (;;) {
      const run = readRunFile(options.folder);
      if (run?.pid === program.pid) return new Stack(options, program, run);
      if (!program.running) {
        const { stderr, code, signal } = await program.ended;
        throw new Error(`The stack did not start (${signal ?? code}): ${stderr}`);
      }
      await sleep(15);
    }
  }

  get ingestUrl(): string {
    return `http://127.0.0.1:${this.run.ingestPort}`;
  }

  /** The answer of the read API at a path such as `/titles`. */
  async get(path: string): Promise<unknown> {
    const response = await fetch(`http://127.0.0.1:${this.run.webPort}/api/v1${path}`, {
      headers: { authorization: `Bearer ${this.run.token}` },
    });
    if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`);
    return response.json();
  }

  /** Resolves once every store answers again, which it must within half a minute. */
  async untilReady(): Promise<void> {
    const url = `http://127.0.0.1:${this.run.webPort}/readyz`;
    const deadlineMs = performance.now() + 30_000;
    for (;;) {
      const answer = await fetch(url);
      const says = await answer.text();
      if (answer.ok) return;
      if (performance.now() > deadlineMs) throw new Error(`The stack does not get ready: ${says}`);
      await sleep(50);
    }
  }

  /** Resolves once all that was acknowledged is loaded and rolled up. */
  async drain(): Promise<void> {
    const config = readConfig({ OVATION_DATA: this.options.folder });
    const never = new AbortController().signal;
    const log = pino({ level: 'silent' });
    await withStack({ config, log, signal: never }, (stack) => stack.drain()).catch((error: unknown) => {
      throw new Error(`The stack could not be drained; it said: ${this.program.stderr}`, { cause: error });
    });
  }

  /** Ends it as Ctrl-C does. Rejects when it does not end well. */
  async stop(): Promise<void> {
    const { code, signal, stderr } = await this.program.kill('SIGINT');
    if (code !== 0) throw new Error(`The stack ended with ${signal ?? code}: ${stderr}`);
  }
}
