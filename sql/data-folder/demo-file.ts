import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const DemoFile = z.object({
  /** The instant of the first demo: the same one tells the same history again. */
  anchorMs: z.number().int(),
  seed: z.number().int(),
  scale: z.number().positive(),
  /** History up to here was accepted. */
  acceptedUntilMs: z.number().int(),
});

/** How far the demo audience of a data folder has been told, so that starting it again goes on from there. */
export type DemoFile = z.infer<typeof DemoFile>;

const pathOf = (folder: string) => join(folder, 'demo.json');

export function readDemoFile(folder: string): DemoFile | null {
  try {
    return DemoFile.parse(JSON.parse(readFileSync(pathOf(folder), 'utf8')));
  } catch {
    return null;
  }
}

export function writeDemoFile(folder: string, demo: DemoFile): void {
  const draft = `${pathOf(folder)}.new`;
  writeFileSync(draft, `${JSON.stringify(demo)}\n`, { mode: 0o600 });
  renameSync(draft, pathOf(folder));
}
