import {
  keepRestatement,
  noteChecked,
  readReport,
  reportsToCheck,
  TamperedReportError,
  type SealedReport,
} from '../../sql/postgres/reports.ts';
import { parseScope, type ReportChange } from '../../sql/queries/report/model.ts';
import { changesBetween } from '../../sql/queries/report/restatement.ts';
import { dayText } from '../../sql/queries/report/week.ts';
import { pluralText } from '../../sql/queries/report/words.ts';
import { WEEK_MS } from '../../sql/queries/time.ts';
import { NotYetError } from '../queues/not-yet.ts';
import { ReportError } from './error.ts';
import { snapshotOf, type ReportDeps, type Standing } from './seal.ts';

/** Weeks whose sealed reports are held against the data; what comes later than that changes no report. */
const WEEKS = 8;

/**
 * Makes the newest reports anew, and where later data changed one beyond the threshold keeps a correction that lists what
 * changed: at most one a day of a report. Returns the ids of the corrections.
 *
 * @param uncheckedSince only reports that were not looked at since then
 * @throws NotYetError while records wait to be counted
 * @throws AggregateError of those that could not be made anew, when all the others are looked at
 */
export async function restateReports(deps: ReportDeps, uncheckedSince?: Date): Promise<string[]> {
  const corrections: string[] = [];
  const failures: unknown[] = [];
  for (const id of await reportsToCheck(deps.control, dayText(deps.now() - (WEEKS + 1) * WEEK_MS), uncheckedSince)) {
    const kept = await restateReport(deps, id).catch((error: unknown) => {
      // The same is true of all others.
      if (error instanceof NotYetError) throw error;
      failures.push(error);
      return null;
    });
    if (kept !== null) corrections.push(kept);
  }
  if (failures.length > 0)
    throw new AggregateError(
      failures,
      `${pluralText(failures.length, 'sealed report')} could not be held against the data.`,
    );
  return corrections;
}

/**
 * Holds one report against the data, and notes that it did, unless it has to wait for the next day with what it found. Returns
 * the id of what corrects it, null where nothing does.
 *
 * @throws NotYetError while records wait to be counted
 * @throws TamperedReportError where it is not what was sealed
 */
export async function restateReport(deps: ReportDeps, id: string): Promise<string | null> {
  const lookedMs = deps.now();
  const checked = (at: Date) => noteChecked(deps.control, id, at);
  const found = await standingOf(deps, id).catch(async (error: unknown) => {
    // Looking again at once finds the same.
    if (error instanceof TamperedReportError) await checked(new Date(lookedMs));
    throw error;
  });
  // The data says something else: nobody is to take it for true as of now.
  const hasChanged = found !== null && found.changes.length > 0;
  if (hasChanged && isCorrectionOfDay(found.sealed, lookedMs)) return null;
  const { control, now } = deps;
  const corrected = hasChanged
    ? await keepRestatement(control, { restates: id, ...found, createdAt: new Date(now()) })
    : null;
  await checked(found?.trueAt ?? new Date(lookedMs));
  return corrected;
}

/** Whether a report is the one correction that a day (of UTC) may bring. */
export const isCorrectionOfDay = ({ restates, createdAt }: Correction, atMs: number): boolean =>
  restates !== null && dayText(createdAt.getTime()) === dayText(atMs);

type Correction = Pick<SealedReport, 'restates' | 'createdAt'>;

interface Found extends Standing {
  readonly sealed: Correction;
  readonly changes: readonly ReportChange[];
}

/** A sealed report as it stands now. Null where it cannot be made anew. */
async function standingOf(deps: ReportDeps, id: string): Promise<Found | null> {
  const sealed = await readReport(deps.control, id);
  const scope = sealed && parseScope(sealed.scope);
  if (!sealed || !scope) return null;
  const { week, zone } = sealed;
  const standing = await snapshotOf(deps, { scope, week, zone }).catch((error: unknown) => {
    // A title may leave the catalogue: its reports stand.
    if (error instanceof ReportError) return null;
    throw error;
  });
  const changes = standing ? changesBetween(sealed.snapshot, standing.snapshot) : [];
  await deps.pause();
  return standing && { ...standing, sealed, changes };
}
