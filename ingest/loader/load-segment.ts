import { join } from 'node:path';
import type { Logger } from 'pino';
import type { Store } from '../../sql/clickhouse/store.ts';
import { recordLoaded } from '../../sql/rollup/work.ts';
import type { Family } from '../contract/families.ts';
import { rowsOf, type SegmentManifest } from '../spool/manifest.ts';
import { amendSegment, keepUnreadable } from './amend.ts';
import { loadFamily, type LeftOut, type RefusedRow } from './load-family.ts';
import { loadFile } from './load-file.ts';

/** A sealed segment on its way into the store. */
export interface PendingSegment {
  /** Loses what the store refused. */
  manifest: SegmentManifest;
  readonly state: 'sealed' | 'loaded';
  /** Families that are in already, while another one is being retried. */
  readonly done: Set<Family>;
}

export interface SegmentLoad {
  readonly spoolDir: string;
  readonly folder: string;
  readonly store: Store;
  readonly log: Logger;
  readonly stopping: () => boolean;
  readonly onBadRow: (refused: RefusedRow) => void | Promise<void>;
}

/**
 * Loads the families of a segment that are not in yet, the catalogue first, so that a title is known when its plays
 * arrive with it. A family that fails for now does not hold up the others.
 * @throws the first failure; calling again tries what is left.
 */
export async function loadSegment(pending: PendingSegment, options: SegmentLoad): Promise<void> {
  let failure: unknown;
  for (const { family, file } of pending.manifest.families.toSorted(catalogFirst)) {
    if (pending.done.has(family)) continue;
    if (options.stopping()) throw new Error('The loader stopped between two families of a segment.');
    const { segment } = pending.manifest;
    try {
      const left = await loadFamily(
        { segment, family, path: join(options.folder, file) },
        { load: (part) => loadFile(options.store, part), stopping: options.stopping },
      );
      if (left !== null) {
        await keepLeftOut(segment, family, left, options);
        pending.manifest = await amendSegment(options.folder, pending.manifest, family, left.good);
      }
      pending.done.add(family);
    } catch (error) {
      failure ??= error;
    }
  }
  if (failure !== undefined) throw failure;
  // What the roll-up has to take in stands in the store before the segment can go.
  const { manifest } = pending;
  const byFamily = Object.fromEntries(manifest.families.map(({ family, rows }) => [family, rows]));
  await recordLoaded(options.store, manifest.segment, rowsOf(manifest), byFamily);
}

function catalogFirst(a: { family: Family }, b: { family: Family }): number {
  return Number(b.family === 'catalog') - Number(a.family === 'catalog');
}

/** What is left out is safe somewhere else before the segment loses it. */
async function keepLeftOut(segment: string, family: Family, left: LeftOut, options: SegmentLoad): Promise<void> {
  for (const refused of left.refused) await options.onBadRow(refused);
  if (left.refused.length > 0) {
    options.log.warn(
      { segment, family, rows: left.refused.length },
      'the store refused rows; they are dead letters now',
    );
  }
  if (left.rest !== null) {
    const kept = await keepUnreadable(options.spoolDir, left.rest);
    options.log.error(
      { err: left.rest.error, segment, family, kept },
      'a segment file is damaged; its rest is kept aside',
    );
  }
}
