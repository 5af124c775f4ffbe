import { readdirSync, readFileSync } from 'node:fs';

/** What a process is to Ovation. */
export type Part = 'main' | 'collector' | 'postgres' | 'chromium';
export const PARTS: readonly Part[] = ['main', 'collector', 'postgres', 'chromium'];

interface Running {
  readonly pid: number;
  readonly part: Part;
}

/** Clock ticks a second in /proc; 100 on every Linux of today. */
const TICKS_A_SECOND = 100;

/** The processes of a running Ovation: its main one and all that descend from it. Linux only. */
export function processesOf(mainPid: number): Running[] {
  const parents = new Map<number, number>();
  for (const name of readdirSync('/proc')) {
    const pid = Number(name);
    const stat = Number.isInteger(pid) ? statOf(pid) : null;
    if (stat) parents.set(pid, Number(stat[1]));
  }
  const found: Running[] = [];
  const visit = (pid: number, part: Part) => {
    found.push({ pid, part });
    for (const [child, parent] of parents) if (parent === pid) visit(child, partOf(child, part));
  };
  visit(mainPid, 'main');
  return found;
}

function partOf(pid: number, ofParent: Part): Part {
  const command = read(pid, 'cmdline');
  if (command.includes('collector/main.ts')) return 'collector';
  if (command.includes('postgres')) return 'postgres';
  if (command.includes('chromium')) return 'chromium';
  return ofParent;
}

/** CPU a part has taken so far, milliseconds, of ended children too. */
export function cpuMs(processes: readonly Running[]): Record<Part, number> {
  return byPart(processes, ({ pid }) => {
    const stat = statOf(pid);
    return stat === null ? 0 : (sum(stat.slice(11, 15).map(Number)) * 1_000) / TICKS_A_SECOND;
  });
}

/** Parts of processes that share memory, which each of them counts as its own: buffers, or a program. */
const SHARING: readonly Part[] = ['postgres', 'chromium'];

/**
 * Memory a part holds, MB: resident, but of those that share theirs the proportional share. To ask a large process for that is
 * to walk all of its memory, and to hold it up meanwhile.
 */
export function memoryMb(processes: readonly Running[]): Record<Part, number> {
  return byPart(processes, ({ pid, part }) =>
    SHARING.includes(part)
      ? kilobytes(read(pid, 'smaps_rollup'), 'Pss') / 1_000
      : kilobytes(read(pid, 'status'), 'VmRSS') / 1_000,
  );
}

/** In words: all together, and each part that runs. */
export function memoryText(mb: Record<Part, number>): string {
  const parts = PARTS.filter((part) => mb[part] > 0).map((part) => `${part} ${Math.round(mb[part])}`);
  return `${Math.round(totalOf(mb))} MB (${parts.join(', ')})`;
}

export const totalOf = (each: Record<Part, number>): number => sum(PARTS.map((part) => each[part]));

function kilobytes(text: string, name: string): number {
  return Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(text)?.[1] ?? 0) * 1.024;
}

/** The fields of /proc/PID/stat behind the command's name: state, parent, …; null when the process is gone. */
function statOf(pid: number): string[] | null {
  const text = read(pid, 'stat');
  return text === '' ? null : text.slice(text.lastIndexOf(')') + 2).split(' ');
}

function read(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return '';
  }
}

function byPart(processes: readonly Running[], value: (one: Running) => number): Record<Part, number> {
  const totals: Record<Part, number> = { main: 0, collector: 0, postgres: 0, chromium: 0 };
  for (const one of processes) totals[one.part] += value(one);
  return totals;
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
