import type { ReportSnapshot } from '../../../sql/queries/report/model.ts';
import { sentenceOf } from '../../../sql/queries/report/words.ts';

/**
 * Two reports say the same when their findings and the values of their key figures are equal. What moves with every week by
 * itself (dates, weeks on the chart, how fresh the data is) is no news.
 */
export function isUnchanged(before: ReportSnapshot, after: ReportSnapshot): boolean {
  return JSON.stringify(newsOf(before)) === JSON.stringify(newsOf(after));
}

const newsOf = ({ findings, sections }: ReportSnapshot) => [
  findings.map(sentenceOf),
  sections
    .filter(({ id }) => id === 'kpis')
    .map(({ rows }) => rows.map((row) => [row.id, row.cells.map((cell) => cell.value)])),
];
