import type { ChangeCause, ColumnKind, ReportCell, ReportChange, ReportSection, ReportSnapshot } from './model.ts';

/**
 * From how much on later data changes a sealed week: by more than a hundredth of what it was and by more than ten of
 * whatever is counted; a share or net sentiment by more than a point; a place by any among the first ten. Ratings and costs are of
 * the title's life, and no part of the week.
 */
export const RESTATED = { relative: 0.01, count: 10, share: 0.01, rank: 10 } as const;
export const RESTATED_TEXT =
  'Restated when a count of the week changes by more than 1 % and more than 10, a share or a net sentiment by more than a point, or a place among the first ten; at most once a day.';

/** How far each kind of number has to move; null: it follows from others, or is a text. */
function hasMoved(kind: ColumnKind, before: number, after: number): boolean {
  const moved = Math.abs(after - before);
  switch (kind) {
    case 'count':
    case 'hours':
      return moved > RESTATED.count && moved > RESTATED.relative * Math.abs(before);
    case 'share':
    case 'net':
      return moved > RESTATED.share;
    case 'rank':
      return moved > 0 && Math.min(before, after) <= RESTATED.rank;
    default:
      // Changes and points are made of two others; times and days are of the calendar.
      return false;
  }
}

/** What later data changed of a sealed week beyond the threshold, in reading order. */
export function changesBetween(sealed: ReportSnapshot, anew: ReportSnapshot): ReportChange[] {
  return sealed.sections.flatMap((section) => {
    const other = anew.sections.find(({ id }) => id === section.id);
    // What is out of the ordinary follows from other numbers.
    return other && section.id !== 'anomalies' ? changesOf(section, other, choosesRows(section, sealed)) : [];
  });
}

/** Whether a section shows some rows of many: one that is not there was not chosen, and may have any numbers. */
const choosesRows = ({ id }: ReportSection, { scope }: ReportSnapshot): boolean =>
  scope.kind === 'slate' && (id === 'launch' || id === 'sentiment');

function changesOf(sealed: ReportSection, anew: ReportSection, chosen: boolean): ReportChange[] {
  const [before, after] = [sealed, anew].map(({ rows }) => new Map(rows.map((row) => [row.id, row.cells])));
  const all = [...new Set([...(before?.keys() ?? []), ...(after?.keys() ?? [])])];
  const ids = chosen ? all.filter((id) => before?.has(id) && after?.has(id)) : all;
  const changes = ids.flatMap((id) =>
    sealed.columns.flatMap((column, at): ReportChange[] => {
      const [was, is] = [before?.get(id), after?.get(id)];
      if (column.kind === 'text' || told(was?.[at]) || told(is?.[at])) return [];
      const kind = was?.[at]?.kind ?? is?.[at]?.kind ?? column.kind;
      const [one, two] = [numberOf(was, at), numberOf(is, at)];
      // A row that was not there had nothing to count.
      if (!hasMoved(kind, one ?? (kind === 'rank' ? Infinity : 0), two ?? (kind === 'rank' ? Infinity : 0))) return [];
      // Whatever is compared with the week before is that week's own restatement.
      if (column.id === 'last' || column.id.endsWith('before')) return [];
      const row = labelOf(sealed, was ?? is ?? []);
      const cause: ChangeCause =
        was?.[at]?.version !== is?.[at]?.version && was?.[at] && is?.[at] ? 'definition' : 'records';
      return [
        { at: `${sealed.id}/${id}/${column.id}`, name: `${row}: ${column.name}`, before: one, after: two, cause },
      ];
    }),
  );
  const moved = new Set(changes.map(({ at }) => at));
  const isOfViews = (at: string) => at === 'kpis/views/value' || /^ranking\/[^/]*\/views$/.test(at);
  // Views are hours by the running time: where they moved and the hours did not, that is another one.
  return changes.map((change) =>
    change.cause === 'records' &&
    isOfViews(change.at) &&
    !moved.has(change.at.replace(/\/views(\/value)?$/, '/hours$1'))
      ? { ...change, cause: 'runtime' }
      : change,
  );
}

/** How a changed number is read and written: as its cell is. A row may be gone: then as its column is. */
export function kindOfChange({ at }: Pick<ReportChange, 'at'>, { sections }: ReportSnapshot): ColumnKind {
  const [sectionId, rowId, columnId] = at.split('/');
  const section = sections.find(({ id }) => id === sectionId);
  const index = section?.columns.findIndex(({ id }) => id === columnId) ?? -1;
  const cell = section?.rows.find(({ id }) => id === rowId)?.cells[index];
  return cell?.kind ?? section?.columns[index]?.kind ?? 'number';
}

/** Of the title's life, or withheld: neither is the week's to restate. */
const told = (cell: ReportCell | undefined): boolean => cell?.life === true || cell?.withheld === true;

const numberOf = (cells: readonly ReportCell[] | undefined, at: number): number | null => {
  const value = cells?.[at]?.value;
  return typeof value === 'number' ? value : null;
};

/** The first text of a row names it. */
function labelOf({ columns }: ReportSection, cells: readonly ReportCell[]): string {
  const at = columns.findIndex(({ kind }) => kind === 'text');
  return String(cells[at]?.value ?? '');
}
