import type { Store } from '../clickhouse/store.ts';
import { depthOf } from './slices.ts';
import { nextVersion } from './version.ts';

/** A depth that no title reaches: 16,000 million viewers. */
const DEEPEST = 20;

/** The least depth from another one on at which no slice of a title has more viewers than may be. */
export async function depthFor(store: Store, title: string, fromDepth: number, people: number): Promise<number> {
  for (let depth = fromDepth; depth < DEEPEST; depth += 1) {
    const { most } = await store.one<{ most: number }>({
      name: 'rollup.deep-depth',
      lane: 'jobs',
      text: `
        SELECT max(n) AS most
        FROM (
          SELECT uniqExact(viewer) AS n FROM viewer_title WHERE title = {title:String}
          GROUP BY bitShiftRight(toUInt128(viewer), 64 - {depth:UInt8})
        )`,
      params: { title, depth },
    });
    if (most <= people) return depth;
  }
  return DEEPEST;
}

/** A slice of a title has outgrown its size: the title is to be served from smaller ones, as soon as all of them are there. */
export async function deepen(
  store: Store,
  { title, slice }: { title: string; slice: number },
  people: number,
  nowMs: number,
): Promise<void> {
  const depth = depthOf(slice);
  const nextDepth = await depthFor(store, title, depth + 1, people);
  await store.insertSelect({
    name: 'rollup.deep-deepen',
    text: `
      INSERT INTO deep_title
      SELECT {title:String}, greatest({version:UInt64}, (SELECT max(version) + 1 FROM deep_title)), {depth:UInt8}, {nextDepth:UInt8}`,
    params: { title, version: nextVersion(store, nowMs), depth, nextDepth },
  });
}

/** Serves titles from the slices of their new depth where all of those are there. */
export async function takeNewDepths(store: Store): Promise<void> {
  await store.insertSelect({
    name: 'rollup.deep-take-depth',
    text: `
      INSERT INTO deep_title
      SELECT t.title, t.version + 1, t.next_depth, t.next_depth
      FROM (SELECT * FROM deep_title FINAL WHERE next_depth > depth) AS t
      INNER JOIN (
        SELECT title, slice, version FROM deep_slice FINAL
        WHERE title IN (SELECT title FROM deep_title FINAL WHERE next_depth > depth)
      ) AS d ON d.title = t.title
      WHERE d.slice >= exp2(t.next_depth) AND d.slice < exp2(t.next_depth + 1) AND d.version > t.version
      GROUP BY t.title, t.version, t.next_depth
      HAVING count() = exp2(t.next_depth)`,
  });
}
