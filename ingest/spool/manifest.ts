import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { FAMILIES } from '../contract/families.ts';

const MANIFEST_FILE = 'manifest.json';

const segmentManifestSchema = z.object({
  /** Decimal UInt64: milliseconds × 1000 + n; rises, and is never used twice. */
  segment: z.string().regex(/^\d{1,20}$/),
  families: z.array(
    z.object({
      family: z.enum(FAMILIES),
      rows: z.number().int().min(1),
      bytes: z.number().int().min(1),
      /** Name of the RowBinary file inside the segment's folder. */
      file: z.string().regex(/^[a-z_]+\.rows$/),
    }),
  ),
  /** Every title the rows speak of. */
  titles: z.array(z.string()),
  /** Earliest and latest `at` of the rows, milliseconds since the epoch. */
  minAtMs: z.number(),
  maxAtMs: z.number(),
  sealedAtMs: z.number(),
});

/** What a sealed segment holds; written as its last file, so that a folder with a manifest is whole. */
export type SegmentManifest = z.infer<typeof segmentManifestSchema>;

export function rowsOf(manifest: SegmentManifest): number {
  return manifest.families.reduce((rows, family) => rows + family.rows, 0);
}

export function bytesOf(manifest: SegmentManifest): number {
  return manifest.families.reduce((bytes, family) => bytes + family.bytes, 0);
}

/** Writes the manifest and waits until the disk has it. */
export async function writeManifest(folder: string, manifest: SegmentManifest): Promise<void> {
  const handle = await open(join(folder, MANIFEST_FILE), 'w');
  try {
    await handle.writeFile(JSON.stringify(manifest));
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/**
 * The manifest of a segment's folder; null when the folder or its manifest is gone (it was loaded and is being deleted),
 * `damaged` when a sick disk has changed it.
 */
export async function readManifest(folder: string): Promise<SegmentManifest | 'damaged' | null> {
  let text: string;
  try {
    text = await readFile(join(folder, MANIFEST_FILE), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
  try {
    return segmentManifestSchema.parse(JSON.parse(text));
  } catch {
    return 'damaged';
  }
}

export function manifestFile(folder: string): string {
  return join(folder, MANIFEST_FILE);
}
