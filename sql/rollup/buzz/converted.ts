import type { ConvertedRow } from './conversion.ts';
import { KIND_NAMES } from './counts.ts';
import type { Converted, StoredConversion } from '../../queries/buzz-detail.ts';

const BILLION = 1e9;

/** Rows of several parts of the viewers, added up; the next to mature is the earliest. */
export function summed(parts: readonly ConvertedRow[][]): ConvertedRow[] {
  const groups = Map.groupBy(parts.flat(), ({ title, asset, days }) => JSON.stringify([title, asset, days]));
  return [...groups.values()].flatMap(([first, ...others]) => (first ? [others.reduce(added, first)] : []));
}

function added(a: ConvertedRow, b: ConvertedRow): ConvertedRow {
  const lists = (key: 'kindExposed' | 'first' | 'last' | 'linear') =>
    a[key].map((value, i) => value + (b[key][i] ?? 0));
  const nexts = [a.maturesAt, b.maturesAt].filter((ms) => ms > 0);
  return {
    ...a,
    exposed: a.exposed + b.exposed,
    converted: a.converted + b.converted,
    maturing: a.maturing + b.maturing,
    started: a.started + b.started,
    inHoldout: a.inHoldout + b.inHoldout,
    heldPeople: a.heldPeople + b.heldPeople,
    held: a.held + b.held,
    heldStarted: a.heldStarted + b.heldStarted,
    ...{ kindExposed: lists('kindExposed'), first: lists('first'), last: lists('last'), linear: lists('linear') },
    maturesAt: nexts.length === 0 ? 0 : Math.min(...nexts),
  };
}

/**
 * Conversion of one title, window by window.
 *
 * @param declared assets of which a holdout is told without a viewer: it is declared, and nobody of it is known
 */
export function storedConversion(rows: readonly ConvertedRow[], declared: ReadonlySet<string>): StoredConversion[] {
  return rows
    .filter(({ asset }) => asset === '')
    .sort((a, b) => a.days - b.days)
    .map((row) => ({
      days: row.days,
      ...converted(row, declared.size > 0),
      kinds: KIND_NAMES.flatMap((kind, i) => {
        const exposed = row.kindExposed[i] ?? 0;
        const credited = {
          first: row.first[i] ?? 0,
          last: row.last[i] ?? 0,
          linear: (row.linear[i] ?? 0) / BILLION,
        };
        return exposed > 0 ? [{ kind, exposed, credited }] : [];
      }),
      assets: rows
        .filter(({ asset, days }) => asset !== '' && days === row.days)
        .map((own) => ({ asset: own.asset, ...converted(own, declared.has(own.asset)) }))
        .sort((a, b) => b.exposed - a.exposed || (a.asset < b.asset ? -1 : 1)),
    }));
}

function converted(row: ConvertedRow, declared: boolean): Converted {
  return {
    ...{ exposed: row.exposed, converted: row.converted, maturing: row.maturing, started: row.started },
    inHoldout: row.inHoldout,
    held: row.heldPeople > 0 || declared ? { n: row.held, started: row.heldStarted } : null,
  };
}
