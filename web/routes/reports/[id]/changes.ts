import type { ReportChange } from '../../../../sql/queries/report/model.ts';
import { valueText } from '../../../../sql/queries/report/cell-text.ts';
import type { ReportSnapshot } from '../../../../sql/queries/report/model.ts';

/** What a changed cell was and is, written as its column writes it. A row may be gone: then by its column alone. */
export function changeText(
  { at, before, after }: ReportChange,
  snapshot: ReportSnapshot,
): { before: string; after: string } {
  const [sectionId, rowId, columnId] = at.split('/');
  const section = snapshot.sections.find((one) => one.id === sectionId);
  const index = section?.columns.findIndex((column) => column.id === columnId) ?? -1;
  const cell = section?.rows.find((row) => row.id === rowId)?.cells[index];
  const kind = cell?.kind ?? section?.columns[index]?.kind ?? 'number';
  const text = (value: number | string | null) =>
    value === null ? 'nothing' : valueText(value, kind, snapshot.week.zone);
  return { before: text(before), after: text(after) };
}
