import { fail, type ActionFailure } from '@sveltejs/kit';
import type { Logger } from 'pino';
import { z } from 'zod';

/** What a form that was not taken says beside itself. */
export type Refused = ActionFailure<{ message: string }>;

export function refused(status: 400 | 404 | 409 | 503, message: string): Refused {
  return fail(status, { message });
}

/** A name as people type it: one line, without space around it. */
export const nameField = z
  .string()
  .transform((text) => text.normalize('NFC').trim())
  .pipe(z.string().regex(/^[^\p{C}]{1,80}$/u, 'A name takes 1 to 80 characters in one line.'));

export const viewIdField = z.string().regex(/^view_[0-9a-f]{12}$/, 'That is not a saved view.');

/** The first thing that is wrong with a form, in a sentence. */
export const faultOf = (error: z.ZodError): string => error.issues[0]?.message ?? 'The form cannot be used.';

/** Runs a write; when PostgreSQL is away, the form says so and stays as it was filled. */
export async function written<T>(log: Logger, work: () => Promise<T>): Promise<T | Refused> {
  try {
    return await work();
  } catch (error) {
    log.error({ err: error }, 'a form could not be taken in');
    return refused(503, 'It could not be kept just now: try again in a moment.');
  }
}
