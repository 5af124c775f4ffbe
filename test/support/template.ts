import { cpSync, existsSync } from 'node:fs';
import { join } from 'node:path';

/** Names the template's folder to the processes of the tests. */
export const TEMPLATE_VARIABLE = 'OVATION_TEST_TEMPLATE';

/**
 * Copies a store's folder from the template to where there is none yet, in a tenth of the time that making one takes; where
 * no template was made nothing happens.
 */
export function copyTemplate(store: 'clickhouse' | 'postgres', folder: string): void {
  const template = process.env[TEMPLATE_VARIABLE];
  const to = join(folder, store);
  if (template === undefined || existsSync(to)) return;
  cpSync(join(template, store), to, { recursive: true, verbatimSymlinks: true });
}
