import { accessSync, constants, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { withStack, type Attached } from './attach.ts';
import { note, requireData, untilDone, type CommandContext } from './commands.ts';
import { renderingsOf } from './sql/postgres/report-renderings.ts';
import { newestReport } from './sql/postgres/reports.ts';
import { REPORT_FORMATS, reportFileName, type ReportFormat } from './sql/queries/report/files.ts';
import { parseScope, type ReportScope } from './sql/queries/report/model.ts';
import { lastEndedMonday, reportWeek } from './sql/queries/report/week.ts';
import { chromiumFolder } from './start.ts';
import { zoneSpelling } from './web/lib/format/zone.ts';
import { renderReport, type RenderOptions } from './workers/reports/render/render.ts';

export interface ReportOptions extends CommandContext {
  /** The Monday; undefined: of the newest week that has ended. */
  readonly week: string | undefined;
  readonly scope: string;
  readonly zone: string;
  readonly out: string;
  /** None: all. */
  readonly formats: readonly string[];
}

/**
 * Makes and seals a week's report, and writes it to a folder. Returns the exit code: 0 when every file that was asked for was
 * written.
 */
export async function buildReportFiles(options: ReportOptions): Promise<number> {
  const { signal, say, out } = options;
  const formats = formatsOf(options.formats);
  const scope = scopeOf(options.scope);
  const zone = zoneOf(options.zone);
  const week = options.week ?? lastEndedMonday(zone, Date.now());
  requireWeek(week, zone);
  requireData(options.config);
  requireFolder(out);
  return withStack({ ...options, pages: formats.includes('pdf') }, async (stack) => {
    await requireTitle(scope, stack);
    const request = { scope: options.scope, week, zone };
    const known = await newestReport(stack.control, request);
    if (!known || known.provisional) {
      // What was sent before is in the report.
      await stack.drain((waits) => note(`Waiting for ${waits} …`));
      note(`Making the report of the week of ${week} …`);
      await untilDone(stack, signal, 'report.build', request, () => undefined);
    }
    const report = await newestReport(stack.control, request);
    if (!report) throw new Error('The report was not made; see the log.');
    if (report.provisional)
      note('The week has not ended: this is a draft. It is not sealed, and says how the week stands so far.');
    const files = await renderReport(rendering(options, stack), report, formats);
    for (const [format, bytes] of files) {
      const path = join(out, reportFileName(report, format));
      writeFileSync(path, bytes);
      say(path);
    }
    const made = report.createdAt.toISOString().slice(0, 16).replace('T', ' ');
    note(`${report.provisional ? 'Made' : 'Sealed'} ${made} UTC as ${report.id}, SHA-256 ${report.hash}.`);
    const states = (await renderingsOf(stack.control, [report.id], Date.now())).get(report.id) ?? [];
    const missing = states.filter(({ format }) => formats.includes(format) && !files.has(format));
    for (const { format, why } of missing) note(`No ${format}: ${why ?? 'the log says why.'}`);
    return missing.length === 0 ? 0 : 1;
  });
}

const rendering = ({ config, log, signal }: CommandContext, { control, webUrl }: Attached): RenderOptions => ({
  ...{ control, log, signal, pagesUrl: Promise.resolve(webUrl) },
  ...{ chromiumPath: config.chromiumPath, chromiumFolder: chromiumFolder(config.dataDir) },
});

function formatsOf(named: readonly string[]): ReportFormat[] {
  const formats = REPORT_FORMATS.filter((format) => named.length === 0 || named.includes(format));
  const unknown = named.filter((name) => !(REPORT_FORMATS as readonly string[]).includes(name));
  if (unknown.length > 0)
    throw new Error(`There is no format ${unknown.join(', ')}: choose of ${REPORT_FORMATS.join(', ')}.`);
  return formats;
}

function scopeOf(text: string): ReportScope {
  const scope = parseScope(text);
  if (scope) return scope;
  throw new Error(`--scope ${text} is none: give slate, title:ID or campaign:ID.`);
}

function zoneOf(text: string): string {
  const zone = zoneSpelling(text);
  if (zone !== null) return zone;
  throw new Error(`--zone ${text} is none: give an IANA name such as Europe/Lisbon.`);
}

function requireWeek(monday: string, zone: string): void {
  const week = reportWeek(monday, zone);
  if (!week) throw new Error(`--week ${monday} is no Monday: give the day that the week begins with, as 2026-11-16.`);
  if (week.range.fromMs > Date.now()) throw new Error(`The week of ${monday} has not begun.`);
}

/** Made, where it is not there: what can't be written must not be found out after all the work. */
function requireFolder(out: string): void {
  try {
    mkdirSync(out, { recursive: true });
    accessSync(out, constants.W_OK);
  } catch (error) {
    throw new Error(`--out ${out} can't be written to (${(error as Error).message}): name another folder.`, {
      cause: error,
    });
  }
}

async function requireTitle(scope: ReportScope, stack: Attached): Promise<void> {
  if (scope.kind === 'slate') return;
  const titles = await stack.titles();
  if (titles.some(({ id }) => id === scope.titleId)) return;
  throw new Error(
    `The catalogue does not know ${scope.titleId}. /api/v1/titles lists the ids; a series has one for each season.`,
  );
}
