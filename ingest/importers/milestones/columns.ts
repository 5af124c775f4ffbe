import { type Columns, type ColumnMap, chooseColumns, listed, words } from '../tables/columns.ts';
import { ImportFileError } from '../types.ts';

export const MILESTONE_NAMES = {
  date: words('date at when day time datetime milestonedate'),
  title: words('titleid title film show movie'),
  kind: words('kind form type category milestonetype'),
  name: words('name milestone event what label'),
  note: words('note notes description comment remark'),
  id: words('milestoneid id'),
  updated: words('updatedat updated editedat modified lastmodified'),
} as const satisfies Readonly<Record<string, readonly string[]>>;

export type MilestoneField = keyof typeof MILESTONE_NAMES;

/** @throws ImportFileError as `chooseColumns`, and when there is no date, or neither a kind nor a name. */
export function milestoneColumns(
  path: string,
  names: readonly string[],
  map: ColumnMap<MilestoneField>,
): Columns<MilestoneField> {
  const chosen = chooseColumns(path, names, MILESTONE_NAMES, map);
  const lacks = (what: string, example: string) =>
    new ImportFileError(
      `${path} has no column that is known to hold ${what}; it has: ${listed(names)}. Name it, as in --map ${example}=COLUMN.`,
    );
  if (chosen.date === undefined) throw lacks('when each milestone is', 'date');
  if (chosen.kind === undefined && chosen.name === undefined) throw lacks('what each milestone is', 'kind');
  return chosen;
}
