import { z } from 'zod';
import { REPORT_FORMATS } from '../../../sql/queries/report/files.ts';
import { parseScope } from '../../../sql/queries/report/model.ts';
import { zoneSpelling } from '../../lib/format/zone.ts';

/** The fields of a schedule as people fill them in, unparsed. */
export function scheduleFields(form: FormData): Record<string, unknown> {
  const kind = form.get('kind');
  const emails = String(form.get('emails') ?? '');
  const webhook = String(form.get('webhook') ?? '').trim();
  return {
    scope: kind === 'slate' ? 'slate' : `${kind}:${form.get('title') ?? ''}`,
    weekday: form.get('weekday'),
    minute: form.get('time'),
    zone: form.get('zone'),
    graceHours: form.get('grace'),
    formats: form.getAll('format'),
    emails: emails.split(/[\s,;]+/).filter((one) => one !== ''),
    // Empty: the one it has, as it is never shown to be sent back.
    webhook: form.has('withoutWebhook') ? null : webhook === '' ? undefined : webhook,
    skipUnchanged: form.has('skipUnchanged'),
  };
}

/** The field of the form that holds each part. */
const FIELDS: Readonly<Record<string, string>> = {
  scope: 'title',
  minute: 'time',
  graceHours: 'grace',
  formats: 'format',
};

/** What is wrong with each field of the form, the first of it in a sentence. */
export function faultsOf({ issues }: z.ZodError): Record<string, string> {
  const faults: Record<string, string> = {};
  for (const { path, message } of issues) {
    if (path.length === 0) continue;
    const part = String(path[0]);
    faults[FIELDS[part] ?? part] ??= message;
  }
  return faults;
}

const MOST_EMAILS = 50;

const wholeNumber = (least: number, most: number, message: string) =>
  z
    .string(message)
    .regex(/^\d{1,3}$/, message)
    .transform(Number)
    .pipe(z.number().min(least, message).max(most, message));

/** What a schedule's form takes. */
export const scheduleForm = z.object({
  scope: z.string().refine((text) => parseScope(text) !== null, 'Choose what it is about.'),
  weekday: wholeNumber(1, 7, 'Choose a day of the week.'),
  /** `HH:MM` → minutes. */
  minute: z
    .string('Choose a time.')
    .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'A time is such as 09:00.')
    .transform((text) => Number(text.slice(0, 2)) * 60 + Number(text.slice(3))),
  zone: z
    .string('Choose a time zone.')
    .refine((name) => zoneSpelling(name) !== null, 'That time zone is not known: one is such as Europe/Lisbon.')
    .transform((name) => zoneSpelling(name) ?? name),
  graceHours: wholeNumber(0, 96, 'Late data is waited for 0 to 96 hours.'),
  formats: z.array(z.enum(REPORT_FORMATS, 'There is no such format.')),
  emails: z
    .array(z.email({ error: ({ input }) => `${String(input).slice(0, 80)} is not an e-mail address.` }).max(254))
    .max(MOST_EMAILS, `A schedule takes ${MOST_EMAILS} addresses: add another schedule for the rest.`)
    .transform((all) => [...new Map(all.map((one) => [one.toLowerCase(), one])).values()]),
  webhook: z
    .url({ protocol: /^https?$/, message: 'A webhook is an address such as https://hooks.slack.com/services/…' })
    .max(1_000)
    .refine((text) => {
      const url = URL.parse(text);
      return url === null || url.username + url.password === '';
    }, 'Take the user and password out of the webhook’s address: nothing can be posted to it with them.')
    .nullable()
    .optional(),
  skipUnchanged: z.boolean(),
});
