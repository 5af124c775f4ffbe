import { fail, type ActionFailure } from '@sveltejs/kit';
import type { Logger } from 'pino';
import { z } from 'zod';

/** What a form that was not taken says beside itself. */
export type Refused = ActionFailure<{ message: string }>;

export function refused(status: 400 | 404 | 409 | 503, message: string): Refused {
  return fail(status, { message });
}

/** One line as people type it, without space around it. Joiners are part of it: Persian, and emoji of several people, need them. */
export const line = (most: number, message: string) =>
  z
    .string({ error: message })
    .transform((text) => text.normalize('NFC').trim())
    .refine((text) => [...text].length <= most && !/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/u.test(text), message);
export const required = (most: number, message: string) => line(most, message).refine((text) => text !== '', message);

const NAME_TAKES = 'A name takes 1 to 80 characters in one line.';

/** Of what is called so in a list: there is something to be seen of it, and it turns no text beside it around. */
export const nameField = required(80, NAME_TAKES).refine(
  (text) => /[^\p{Cf}\p{Z}]/u.test(text) && !/[\u202a-\u202e\u2066-\u2069]/u.test(text),
  NAME_TAKES,
);

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
