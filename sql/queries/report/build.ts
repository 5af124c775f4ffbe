import type { Store } from '../../clickhouse/store.ts';
import { METRICS, type MetricId } from '../definitions.ts';
import { shelf } from '../shelf.ts';
import { campaignSections } from './campaign-sections.ts';
import { findingsOf } from './findings.ts';
import type { ReportContext, ReportFrame } from './frame.ts';
import type { ReportScope, ReportSection, ReportSnapshot, ReportWeek } from './model.ts';
import { slateSections } from './slate-sections.ts';
import { titleSections } from './title-sections.ts';
import { comparedWith, reportWeek } from './week.ts';
import { titleText } from './words.ts';

export interface ReportRequest {
  readonly scope: ReportScope;
  /** The Monday, `YYYY-MM-DD`. */
  readonly week: string;
  /** IANA. */
  readonly zone: string;
}

/**
 * A week's report, made from what pages and the read API are answered with, so that they say the same.
 * Null when the catalogue does not know the title.
 *
 * @throws RangeError where the week is none.
 */
export async function buildReport(
  store: Store,
  request: ReportRequest,
  nowMs: number,
  context: ReportContext = {},
): Promise<ReportSnapshot | null> {
  const week = reportWeek(request.week, request.zone);
  if (!week) throw new RangeError(`${request.week} is no Monday.`);
  const { scope } = request;
  const frame: ReportFrame = {
    ...{ store, week, nowMs, context },
    before: comparedWith(week, nowMs),
    untilMs: Math.min(week.range.toMs, nowMs),
  };
  const title = scope.kind === 'slate' ? null : ((await shelf(store)).titles.get(scope.titleId)?.detail ?? null);
  if (scope.kind !== 'slate' && title === null) return null;
  const { asOfMs, sections } =
    title === null
      ? await slateSections(frame)
      : await (scope.kind === 'title' ? titleSections : campaignSections)(frame, title);
  const provisional = hasNotEnded(week, nowMs);
  const subject = title === null ? 'The slate' : titleText(title);
  return {
    format: 1,
    ...{ scope, subject, week, provisional, asOfMs, sections },
    findings: findingsOf({ scope, subject, sections, provisional, zone: week.zone }),
    definitions: definitionsOf(sections),
  };
}

/** Whether a week still goes on: its report is then a draft. */
export const hasNotEnded = (week: ReportWeek, nowMs: number): boolean => week.range.toMs > nowMs;

/** In the order of the dictionary. */
function definitionsOf(sections: readonly ReportSection[]): ReportSnapshot['definitions'] {
  const told = new Set<MetricId>();
  for (const { rows } of sections)
    for (const { cells } of rows) for (const { metric } of cells) if (metric) told.add(metric);
  return (Object.keys(METRICS) as MetricId[])
    .filter((metric) => told.has(metric))
    .map((metric) => {
      const { name, version, definition, denominator } = METRICS[metric];
      return {
        metric,
        version,
        name,
        definition: denominator ? `${definition} Divided by ${denominator}.` : definition,
      };
    });
}
