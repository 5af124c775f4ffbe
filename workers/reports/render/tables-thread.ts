import { constants, setPriority } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import { csvZipOf } from './csv.ts';
import type { WholeReport } from './tables.ts';
import { xlsxOf } from './xlsx.ts';

/** What the thread is to write. */
export interface TablesTask {
  readonly report: WholeReport;
  readonly format: 'xlsx' | 'csv';
}

if (!parentPort) throw new Error('tables-thread.ts runs as a worker thread.');
// Of this thread: pages go first. Elsewhere it would be the whole process.
if (process.platform === 'linux') setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
const { report, format } = workerData as TablesTask;
parentPort.postMessage(format === 'xlsx' ? await xlsxOf(report) : csvZipOf(report));
