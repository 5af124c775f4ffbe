import { spawn, type ChildProcess } from 'node:child_process';
import { access, constants, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { removeOld } from './remove-old.ts';

/** It ends within half a second; the rest is for a machine that is busy. */
const END_PATIENCE_MS = 3_000;
/** So long after its end somebody else may still hold its pipes. */
const PIPE_PATIENCE_MS = 500;
const PROFILE = 'profile-';
const BEHIND = fileURLToPath(new URL('./behind.sh', import.meta.url));

const FLAGS = [
  '--headless',
  '--no-sandbox',
  // Commands come in by descriptor 3, answers go out by 4: a port could be opened by anybody on the machine.
  '--remote-debugging-pipe',
  '--no-startup-window',
  // It prints one page, without scripts of its own: what else would be processes are threads, nothing is kept to be faster next time,
  // and what is done with is freed early. Together they spare a quarter of its memory.
  '--no-zygote',
  '--in-process-gpu',
  '--disable-gpu',
  '--disable-software-rasterizer',
  '--enable-features=NetworkServiceInProcess2',
  '--enable-low-end-device-mode',
  '--js-flags=--lite-mode,--single-threaded,--initial-old-space-size=4',
  // Looking for updates and the like takes CPU and a network.
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-quic',
  '--disable-sync',
  '--no-first-run',
  // Containers give it 64 MB, too little for a long page.
  '--disable-dev-shm-usage',
  '--mute-audio',
  '--lang=en-GB',
  // Lines break by the typeface and not by the machine's screen.
  '--font-render-hinting=none',
  '--force-color-profile=srgb',
];

/** What is asked of a browser, and what it answers, by the names of https://chromedevtools.github.io/devtools-protocol/. */
interface Commands {
  'Target.setDiscoverTargets': [{ discover: true }, unknown];
  'Target.createTarget': [{ url: string }, { targetId: string }];
  'Target.attachToTarget': [{ targetId: string; flatten: true }, { sessionId: string }];
  'Page.enable': [Record<string, never>, unknown];
  'Page.navigate': [{ url: string }, { errorText?: string }];
  'Page.printToPDF': [Readonly<Record<string, boolean | string>>, { stream: string }];
  'Emulation.setEmulatedMedia': [{ media: string; features: { name: string; value: string }[] }, unknown];
  'Page.addScriptToEvaluateOnNewDocument': [{ source: string }, unknown];
  'Runtime.evaluate': [
    { expression: string; awaitPromise?: boolean; returnByValue?: boolean },
    { result: { value?: unknown }; exceptionDetails?: { text: string; exception?: { description?: string } } },
  ];
  'IO.read': [{ handle: string; size: number }, { data: string; base64Encoded?: boolean; eof: boolean }];
}

/** What a browser says: an answer to the command of an id, or an event. */
interface Said {
  readonly id?: number;
  readonly result?: unknown;
  readonly error?: { readonly message: string };
  readonly method?: string;
}

interface Waiting {
  resolve(value: unknown): void;
  reject(error: Error): void;
}

/** A Chromium of its own, driven by what it is made for: a library that drives every browser holds 90 MB while it prints. */
export class Browser {
  readonly #child: ChildProcess;
  readonly #commands: Writable;
  readonly #profile: string;
  /** Resolves once it is gone. */
  readonly #closed: Promise<void>;
  readonly #answers = new Map<number, Waiting>();
  readonly #events = new Map<string, Waiting>();
  #asked = 0;
  #told = '';
  #complaint = '';
  /** Why it answers no more. */
  #fault: Error | null = null;

  /**
   * Starts one that lets pages go first.
   *
   * @param folder of ours, for its profile: what it keeps of a page is nobody else's, and goes with it
   * @param stop ends it, whatever it does
   * @throws where the path has no program, or one that does not start
   */
  static async launchBehind(executablePath: string, folder: string, stop: AbortSignal): Promise<Browser> {
    await access(executablePath, constants.X_OK);
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await removeOld(folder, PROFILE);
    const profile = await mkdtemp(join(folder, PROFILE));
    const browser = new Browser(executablePath, profile, stop);
    try {
      // Of a page that crashes only who asked for that is told.
      await browser.send('Target.setDiscoverTargets', { discover: true });
      return browser;
    } catch (error) {
      await browser.end();
      throw error;
    }
  }

  private constructor(executablePath: string, profile: string, stop: AbortSignal) {
    this.#profile = profile;
    this.#child = spawn(BEHIND, [...FLAGS, `--user-data-dir=${profile}`], {
      stdio: ['ignore', 'ignore', 'pipe', 'pipe', 'pipe'],
      env: { ...process.env, OVATION_CHROMIUM: executablePath },
      // Of its own group, which is ended as a whole; and a stop of ours by Ctrl-C is not one of it, in the midst of a page.
      detached: true,
    });
    const [, , complaints, commands, answers] = this.#child.stdio as [null, null, Readable, Writable, Readable];
    this.#commands = commands;
    complaints.setEncoding('utf8').on('data', (text: string) => {
      this.#complaint = (this.#complaint + text).slice(-2_000);
    });
    answers.setEncoding('utf8').on('data', (text: string) => this.#take(text));
    // A browser that ends while it is written to: its exit says so.
    commands.on('error', () => undefined);
    this.#closed = new Promise((resolve) => {
      this.#child.once('error', (error) => {
        this.#fail(error);
        resolve();
      });
      this.#child.once('exit', () => {
        // What it has left running, which holds its pipes, and whoever else does: what it said last is read before that.
        this.#kill();
        const closing = setTimeout(() => {
          for (const pipe of [complaints, commands, answers]) pipe.destroy();
        }, PIPE_PATIENCE_MS);
        this.#child.once('close', () => clearTimeout(closing));
      });
      this.#child.once('close', (code, signal) => {
        this.#fail(new Error(this.#endedWith(code, signal)));
        resolve();
      });
    });
    const end = () => void this.end();
    stop.addEventListener('abort', end, { once: true });
    void this.#closed.then(() => stop.removeEventListener('abort', end));
    if (stop.aborted) end();
  }

  /** @param session of a page; without it the browser itself. Rejects with what the browser says against it, or when it has ended. */
  async send<M extends keyof Commands>(method: M, params: Commands[M][0], session?: string): Promise<Commands[M][1]> {
    if (this.#fault) throw this.#fault;
    const id = (this.#asked += 1);
    const answer = new Promise<unknown>((resolve, reject) => this.#answers.set(id, { resolve, reject }));
    this.#write({ id, method, params, sessionId: session });
    return answer;
  }

  /** Resolves with the next event of a name. */
  async next(method: 'Page.loadEventFired'): Promise<void> {
    if (this.#fault) throw this.#fault;
    await new Promise<unknown>((resolve, reject) => this.#events.set(method, { resolve, reject }));
  }

  /** Ends it, and removes what it left. Never rejects. */
  async end(): Promise<void> {
    // By itself it leaves no process behind; what hangs is killed with all that belongs to it, and what has failed too.
    if (this.#fault) this.#kill();
    else this.#write({ id: 0, method: 'Browser.close' });
    const killing = setTimeout(() => this.#kill(), END_PATIENCE_MS);
    await this.#closed;
    clearTimeout(killing);
    // What cannot be removed is old some day.
    await rm(this.#profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 }).catch(() => undefined);
  }

  #write(command: object): void {
    if (this.#commands.writable) this.#commands.write(`${JSON.stringify(command)}\0`);
  }

  #kill(): void {
    try {
      if (this.#child.pid !== undefined) process.kill(-this.#child.pid, 'SIGKILL');
    } catch {
      // Nobody of the group is left.
    }
  }

  #take(text: string): void {
    const whole = (this.#told + text).split('\0');
    this.#told = whole.pop() ?? '';
    for (const one of whole) {
      const said = parsed(one);
      if (said === null) return this.#fail(new Error('it does not speak the DevTools protocol'));
      const { id, result, error, method } = said;
      if (method === 'Target.targetCrashed') return this.#fail(new Error('its page crashed: memory may have run out'));
      const waiting = id === undefined ? take(this.#events, method ?? '') : take(this.#answers, id);
      if (error) waiting?.reject(new Error(error.message));
      else waiting?.resolve(result);
    }
  }

  #fail(error: Error): void {
    this.#fault ??= error;
    for (const waiting of [...this.#answers.values(), ...this.#events.values()]) waiting.reject(this.#fault);
    this.#answers.clear();
    this.#events.clear();
  }

  #endedWith(code: number | null, signal: NodeJS.Signals | null): string {
    const lastLine = this.#complaint.trim().split('\n').at(-1);
    return `it ended with ${code ?? signal}${lastLine ? `: ${lastLine}` : ''}`;
  }
}

function parsed(text: string): Said | null {
  try {
    return JSON.parse(text) as Said;
  } catch {
    return null;
  }
}

function take<K, V>(from: Map<K, V>, key: K): V | undefined {
  const value = from.get(key);
  from.delete(key);
  return value;
}
