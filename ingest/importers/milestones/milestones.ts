import type { MilestoneRecord } from '../../contract/records.ts';
import { identityOf } from '../identity.ts';
import { label } from '../tables/label.ts';
import { readRows } from '../tables/rows.ts';
import type { Importer, ImportItem } from '../types.ts';
import { type MilestonePlan, type ReadMilestone, readMilestone, WHAT } from './plan.ts';

/** The name of the kind on the command line, and the source when none is given. */
export const MILESTONES = 'milestones';

/** As the contract keeps them. */
const KIND_CHARACTERS = 64;
const NAME_CHARACTERS = 512;
const NOTE_CHARACTERS = 4_096;

/** Milestones of titles, read as the plan says. */
export function milestonesImporter(plan: MilestonePlan): Importer {
  return {
    kind: MILESTONES,
    describe: 'moments of productions and campaigns: a title, a date, what it is',
    read: (path) => read(path, plan),
    countRows: (path) => Promise.resolve(plan.files.get(path)?.rows ?? 0),
  };
}

async function* read(path: string, plan: MilestonePlan): AsyncGenerator<ImportItem> {
  const file = plan.files.get(path);
  if (file === undefined) throw new RangeError(`${path} is not in the plan.`);
  const alike = new Map<string, Set<number>>();
  for await (const row of readRows(path, WHAT)) {
    const milestone = readMilestone(row, file, plan);
    if ('reason' in milestone) {
      if (milestone.title !== undefined)
        yield { outcome: 'remark', row: row.row, remark: plan.names.remarkOn(milestone.title) };
      yield { outcome: 'skipped', row: row.row, reason: milestone.reason };
      continue;
    }
    const id = idOf(milestone, alike, plan);
    if (id === null)
      yield { outcome: 'skipped', row: row.row, reason: 'the same milestone stands in the file already' };
    else {
      const record = recordOf(id, milestone, file.savedAtMs, plan);
      yield { outcome: 'taken', row: row.row, records: [record], playedSeconds: 0 };
    }
  }
}

/**
 * A milestone is what the next file still says of it: its own id; else its title, kind and name, so that one that is put off
 * moves, and which of those alike it is in the file. Null: it has the id, or all of that and the instant, of one before it.
 */
function idOf(
  { titleId, kind, name, ownId, atMs }: ReadMilestone,
  alike: Map<string, Set<number>>,
  { options: { source } }: MilestonePlan,
): string | null {
  const parts = ownId === '' ? ['alike', titleId, kind.toLowerCase(), name.toLowerCase()] : ['id', titleId, ownId];
  const known = alike.get(JSON.stringify(parts)) ?? new Set();
  alike.set(JSON.stringify(parts), known);
  if (known.has(atMs) || (ownId !== '' && known.size > 0)) return null;
  known.add(atMs);
  return `milestone-${identityOf([source, ...parts, known.size])}`;
}

function recordOf(
  id: string,
  { titleId, atMs, kind, name, note, updatedMs }: ReadMilestone,
  savedAtMs: number,
  { options: { source } }: MilestonePlan,
): MilestoneRecord {
  return {
    ...{ type: 'catalog', kind: 'milestone', id, title_id: titleId, at: atMs },
    form: label(kind || name, KIND_CHARACTERS),
    name: label(name || kind, NAME_CHARACTERS),
    ...(note !== '' && { note: label(note, NOTE_CHARACTERS) }),
    // A plan is as old as its file: of two that name a milestone the one saved later knows better when it is.
    updated_at: updatedMs ?? savedAtMs,
    source,
  };
}
