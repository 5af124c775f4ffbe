import type { PageServerLoad } from './$types';
import { health } from '../../../../sql/queries/health.ts';
import { readProcessHealth, type Part } from '../../../server/health.ts';

/**
 * This page is for when something is wrong: a store or process that does not answer takes its own part away, never the
 * page.
 */
export const load: PageServerLoad = async ({ locals, depends }) => {
  depends('ovation:figures');
  const [store, processes] = await Promise.all([
    part(health(locals.web.store, locals.web.now())),
    readProcessHealth(locals.web.health),
  ]);
  return { store, processes };
};

async function part<T>(reading: Promise<T>): Promise<Part<T>> {
  try {
    return { ok: true, value: await reading };
  } catch (error) {
    return {
      ok: false,
      message: `The analytics store did not answer: ${error instanceof Error ? error.message : String(error)}`,
    };
  }
}
