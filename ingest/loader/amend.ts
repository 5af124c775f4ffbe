import { mkdir, open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Family } from '../contract/families.ts';
import { familyFile, syncFolder } from '../spool/segment-folder.ts';
import { writeManifest, type SegmentManifest } from '../spool/manifest.ts';
import type { UnreadableRest } from './load-family.ts';

/**
 * Takes refused rows out of a sealed segment once they are safe among the dead letters, so that loading it again after a
 * crash does not report them again. Returns the manifest that now holds.
 */
export async function amendSegment(
  folder: string,
  manifest: SegmentManifest,
  family: Family,
  good: { bytes: Buffer; rows: number },
): Promise<SegmentManifest> {
  const file = join(folder, familyFile(family));
  if (good.rows === 0) await rm(file, { force: true });
  else await replaceFile(file, good.bytes);
  const families = manifest.families
    .map((one) => (one.family === family ? { ...one, rows: good.rows, bytes: good.bytes.length } : one))
    .filter(({ rows }) => rows > 0);
  const amended = { ...manifest, families };
  await writeManifest(folder, amended);
  return amended;
}

/** Keeps the bytes that no row can be made out of, for a person to look at; returns where. */
export async function keepUnreadable(spoolDir: string, { segment, family, bytes }: UnreadableRest): Promise<string> {
  const dir = join(spoolDir, 'unreadable');
  await mkdir(dir, { recursive: true });
  const file = join(dir, `${segment}-${familyFile(family)}`);
  await replaceFile(file, bytes);
  await syncFolder(dir);
  return file;
}

async function replaceFile(file: string, bytes: Buffer): Promise<void> {
  const next = `${file}.new`;
  const handle = await open(next, 'w');
  try {
    await handle.writeFile(bytes);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(next, file);
}
