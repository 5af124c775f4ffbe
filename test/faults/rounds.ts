import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { between, chance, pick, randomOf, type Random } from '../../ingest/simulator/random.ts';
import { createSender } from '../../ingest/simulator/sender.ts';
import { postmasterPid } from '../../sql/postgres/leftover.ts';
import { freePort } from '../support/free-port.ts';
import { endProcessesOf, processesOf } from '../support/processes.ts';
import { ovation, Stack, type StackOptions } from '../support/stack.ts';
import { catalogueLines, Load } from './load.ts';
import { reckon, type Reckoning } from './reckoning.ts';

type Victim = 'collector' | 'main' | 'postgres' | 'all';
const VICTIMS: readonly Victim[] = ['all', 'collector', 'main', 'postgres'];

export interface FaultRoundsOptions {
  readonly rounds: number;
  readonly seed: number;
  readonly eventsPerSecond: number;
  /** Told as it goes. */
  readonly say?: (line: string) => void;
}

export interface FaultRounds extends Reckoning {
  readonly rounds: number;
  readonly acknowledged: number;
  /** The longest time from a kill to the next acknowledged record, s. */
  readonly recoverySeconds: number;
  /** Requests whose outcome the sender did not learn, and answers that no fault excuses. */
  readonly cut: number;
  readonly wrong: readonly string[];
  /** Processes that were still there after everything was stopped. */
  readonly orphans: readonly string[];
}

/**
 * Ovation as it is started by hand, under load: in every round one of its processes, or all, is killed at a random moment
 * and, where nobody else does it, started again. Then the books are made up through the stopped folder.
 */
export async function faultRounds(options: FaultRoundsOptions): Promise<FaultRounds> {
  const { rounds, say = () => undefined } = options;
  const random = randomOf(options.seed, 91);
  const folder = mkdtempSync(join(tmpdir(), 'ovation-faults-'));
  const stackOptions: StackOptions = { folder, webPort: await freePort(random), ingestPort: await freePort(random) };
  let load: Load | null = null;
  try {
    const key = await makeKey(stackOptions);
    let stack = await Stack.start(stackOptions);
    const signal = new AbortController().signal;
    await createSender({ ingestUrl: stack.ingestUrl, token: stack.run.token, signal })(catalogueLines());
    load = new Load({
      ...{ url: stack.ingestUrl, key, connections: 4, batch: 200 },
      eventsPerSecond: options.eventsPerSecond,
    });
    let recoveryMs = 0;
    for (let round = 0; round < rounds; round += 1) {
      await load.nextAcknowledgement(performance.now());
      await sleep(between(random, 200, 1_500));
      const victim = VICTIMS[round % VICTIMS.length] ?? 'all';
      let killedMs = performance.now();
      kill(folder, victim);
      if (victim === 'main' || victim === 'all') {
        await stack.program.ended;
        killedMs = (await killWhileStarting(stackOptions, random)) ?? killedMs;
        stack = await Stack.start(stackOptions);
      }
      const tookMs = (await load.nextAcknowledgement(killedMs)) - killedMs;
      recoveryMs = Math.max(recoveryMs, tookMs);
      say(`round ${round + 1}: killed ${victim}, ${Math.round(tookMs)} ms, ${load.acknowledged} acknowledged`);
    }
    await sleep(500);
    await load.stop();
    await stack.untilReady();
    await stack.drain();
    await stack.stop();
    const orphans = processesOf(folder).map(({ what, pid }) => `${what} ${pid}`);
    say('stopped; comparing');
    return {
      rounds,
      acknowledged: load.acknowledged,
      recoverySeconds: recoveryMs / 1_000,
      cut: load.cut,
      wrong: load.wrong,
      orphans,
      ...(await reckon(folder, load)),
    };
  } finally {
    load?.abandon();
    endProcessesOf(folder);
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function makeKey(options: StackOptions): Promise<string> {
  const { code, stdout, stderr } = await ovation(options, 'key', 'create', '--scope', 'ingest').ended;
  if (code !== 0) throw new Error(`No key could be made: ${stderr}`);
  return stdout.trim();
}

/** Of PostgreSQL the postmaster alone, as the kernel's memory killer would: its children hold on for a moment. */
function kill(folder: string, victim: Victim): void {
  const postmaster = postmasterPid(join(folder, 'postgres'));
  const pids = processesOf(folder)
    .filter(({ what, pid }) => (victim === 'all' || what === victim) && (what !== 'postgres' || pid === postmaster))
    .map(({ pid }) => pid);
  if (pids.length === 0) throw new Error(`There is no ${victim} to kill.`);
  for (const pid of pids) process.kill(pid, 'SIGKILL');
}

/** In three of ten cases the start that follows a kill is killed as well, all of it; when, or null. */
async function killWhileStarting(options: StackOptions, random: Random): Promise<number | null> {
  if (!chance(random, 0.3)) return null;
  const program = ovation(options, 'start');
  await sleep(pick(random, [150, 400, 700, 1_000]));
  const killedMs = performance.now();
  await program.kill('SIGKILL');
  return killedMs;
}
