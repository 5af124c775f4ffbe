import { readFileSync } from 'node:fs';

/** Tells a process from a later one that got the same number. */
export interface ProcessIdentity {
  readonly pid: number;
  /** When it started, in the kernel's ticks since boot; null where there is no /proc. */
  readonly startTicks: number | null;
  /** The boot these ticks count from. */
  readonly boot: string | null;
}

export function identityOf(pid: number): ProcessIdentity | null {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: it exists and belongs to someone else.
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return null;
  }
  try {
    // The second field, the name, may hold spaces and parentheses: count from the last parenthesis on.
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (fields[0] === 'Z') return null;
    return {
      pid,
      startTicks: Number(fields[19]),
      boot: readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim(),
    };
  } catch {
    return { pid, startTicks: null, boot: null };
  }
}

/** Whether the very process that wrote this identity still runs. */
export function stillRuns(written: ProcessIdentity): boolean {
  const now = identityOf(written.pid);
  return now !== null && now.startTicks === written.startTicks && now.boot === written.boot;
}
