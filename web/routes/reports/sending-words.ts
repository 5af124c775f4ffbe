/** What schedules and deliveries are called. */
import type { ReportDelivery } from '../../../sql/postgres/report-deliveries.ts';
import type { ReportSchedule } from '../../../sql/postgres/report-schedules.ts';
import { parseScope, type ScopeText } from '../../../sql/queries/report/model.ts';
import { reportName } from '../../../sql/queries/report/words.ts';
import type { ListedTitle } from '../../../sql/queries/read-model.ts';
import { fullName } from '../../lib/format/names.ts';
import { plural } from '../../lib/format/numbers.ts';
import { clock, instant, weekday } from '../../lib/format/time.ts';

export const WEEKDAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];

export function scopeName(text: ScopeText, titles: readonly ListedTitle[]): string {
  const scope = parseScope(text);
  if (!scope || scope.kind === 'slate') return 'The slate';
  const title = titles.find(({ id }) => id === scope.titleId);
  return reportName({ scope: text, subject: title ? fullName(title) : scope.titleId });
}

export const timeText = (minute: number): string =>
  `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;

/** `Mondays 09:00, Europe/London`. */
export function cadenceText({ weekday: at, minute, zone, graceHours }: ReportSchedule): string {
  const settled = graceHours === 0 ? '' : `, at least ${graceHours} h after the week`;
  return `${WEEKDAYS[at - 1] ?? ''}s ${timeText(minute)}, ${zone.replaceAll('_', ' ')}${settled}`;
}

/** `Mon 30 Nov, 09:00`, on the schedule's own clock. */
export const nextText = ({ nextDue, zone }: ReportSchedule): string =>
  `${weekday(nextDue.getTime(), zone)}, ${clock(nextDue.getTime(), zone)}`;

/** `ana@example.com, ben@example.com and 3 others; hooks.slack.com …9xQ2`. */
export function recipientsText({ emails, webhook }: ReportSchedule): string {
  const shown = emails.length > 3 ? emails.slice(0, 2) : emails;
  const rest = emails.length - shown.length;
  const mailed = `${shown.join(', ')}${rest === 0 ? '' : ` and ${rest} others`}`;
  return [mailed, webhook].filter(Boolean).join('; ');
}

/** An address; a schedule has one webhook at most. */
export const recipientName = ({ recipient }: ReportDelivery): string =>
  recipient.includes('@') ? recipient : 'Webhook';

/** What became of a delivery, in a few words; why stands in its `error`. */
export function stateText({ state, attempts, nextAt, endedAt }: ReportDelivery, zone: string): string {
  const ended = endedAt === null ? '' : ` ${instant(endedAt.getTime(), zone)}`;
  if (state === 'sent') return `Sent${ended}`;
  if (state === 'failed') return `Failed after ${plural(attempts, 'try', 'tries')}${ended}`;
  if (state === 'skipped') return 'Not sent';
  if (state === 'sending') return 'Being sent';
  return attempts === 0 ? 'Waits to be sent' : `Next try ${instant(nextAt.getTime(), zone)}`;
}
