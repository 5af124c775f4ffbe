import { valueText } from '../../../../sql/queries/report/cell-text.ts';
import type { ReportChange, ReportSnapshot } from '../../../../sql/queries/report/model.ts';
import { kindOfChange } from '../../../../sql/queries/report/restatement.ts';

/** What a changed cell was and is, written as the report writes it. */
export function changeText(change: ReportChange, snapshot: ReportSnapshot): { before: string; after: string } {
  const kind = kindOfChange(change, snapshot);
  const text = (value: number | string | null) =>
    value === null ? 'nothing' : valueText(value, kind, snapshot.week.zone);
  return { before: text(change.before), after: text(change.after) };
}
