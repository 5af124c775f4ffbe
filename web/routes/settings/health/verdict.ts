/** Is the data sound? The first sentences of the page. */
import type { Health } from '../../../../sql/queries/read-model.ts';
import { percent, plural } from '../../../lib/format/numbers.ts';
import { span } from '../../../lib/format/time.ts';
import type { Part, ProcessHealth } from '../../../server/health.ts';

export interface Concern {
  tone: 'bad' | 'warn';
  text: string;
}

/** A loader waits for the spool to seal; records older than this are stuck, not on their way. */
const STUCK_AFTER_MS = 10_000;
/** A player that misses every tenth beat loses watch time: the numbers say less than was watched. */
const MANY_GAPS = 0.1;
const LITTLE_SPACE = 0.1;
/** Roll-ups follow the events within seconds; a minute means that they don't keep up. */
const BEHIND_AFTER_MS = 60_000;

/** What is wrong, worst first; nothing when all is well. */
export function concerns(store: Part<Health>, processes: ProcessHealth, nowMs: number): Concern[] {
  const found: Concern[] = [];
  const bad = (text: string) => found.push({ tone: 'bad', text });
  const warn = (text: string) => found.push({ tone: 'warn', text });

  if (!store.ok) bad(store.message);
  const { disk: diskPart, ...parts } = processes;
  for (const part of Object.values(parts)) if (!part.ok) bad(part.message);
  // A disk that is slow to be measured is busy; where it cannot be written to, collector and loader say so.
  if (!diskPart.ok) warn(diskPart.message);

  const collector = valueOf(processes.collector);
  if (collector && collector.state !== 'running')
    bad('The collector is not running: players are told to send again later.');
  if (collector?.spoolOldestMs != null && nowMs - collector.spoolOldestMs > STUCK_AFTER_MS) {
    bad(
      `Records wait in the spool since ${span(nowMs - collector.spoolOldestMs)}: they are safe, and not yet counted.`,
    );
  }
  const loader = valueOf(processes.loader);
  if (loader && (loader.state === 'retrying' || loader.state === 'stopped')) {
    bad(
      `The loader ${loader.state === 'retrying' ? 'is trying again' : 'has stopped'}${loader.lastError === null ? '.' : `: ${loader.lastError}`}`,
    );
  }
  const disk = valueOf(diskPart);
  if (disk && disk.totalBytes > 0 && disk.freeBytes / disk.totalBytes < LITTLE_SPACE) {
    bad(`The disk has ${percent(disk.freeBytes / disk.totalBytes, 0)} left: when it is full, records are refused.`);
  }
  const failed = (valueOf(processes.queues) ?? []).reduce((sum, queue) => sum + queue.failed, 0);
  if (failed > 0) warn(`${plural(failed, 'job')} failed and ${failed === 1 ? 'waits' : 'wait'} for a repair.`);
  const refused = (valueOf(processes.deadLetters) ?? []).reduce((sum, group) => sum + group.count, 0);
  if (refused > 0) warn(`${plural(refused, 'record')} ${refused === 1 ? 'was' : 'were'} refused.`);
  if (store.ok) {
    const { unmatched, claimedTwice, heartbeat, rollup, audit } = store.value;
    if (audit !== null && audit.differing > 0) {
      bad(
        `${plural(audit.differing, 'number')} of the last audit ${audit.differing === 1 ? 'differs' : 'differ'} from the records: \`npm run ovation -- recompute\` computes every figure anew.`,
      );
    }
    const waitingSinceMs = Math.min(...rollup.map((one) => one.oldestWaitingMs ?? nowMs));
    if (nowMs - waitingSinceMs > BEHIND_AFTER_MS) {
      warn(`The pages are ${span(nowMs - waitingSinceMs)} behind the events; live figures are not.`);
    }
    if (unmatched.length > 0) {
      warn(
        `${plural(unmatched.length, 'title id')} ${unmatched.length === 1 ? 'is' : 'are'} not in the catalogue: their plays are kept and not shown.`,
      );
    }
    const [claim] = claimedTwice;
    if (claim) {
      warn(
        `${plural(claimedTwice.length, 'episode id')} ${claimedTwice.length === 1 ? 'was' : 'were'} given to more than one title, and each counts for one only: ${claim.episodeId} of ${claim.titleIds.join(' and ')}${claimedTwice.length > 1 ? ', …' : ''}`,
      );
    }
    if (heartbeat.plays > 0 && heartbeat.withGaps / heartbeat.plays > MANY_GAPS) {
      warn(
        `${percent(heartbeat.withGaps / heartbeat.plays, 0)} of plays miss heartbeats: their hours may be understated.`,
      );
    }
  }
  return found;
}

/** What a part says; null when it does not run here or did not answer. */
export function valueOf<T>(part: Part<T | null>): T | null {
  return part.ok ? part.value : null;
}
