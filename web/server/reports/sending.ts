import { fail, type RequestEvent } from '@sveltejs/kit';
import { z } from 'zod';
import { listDeliveries, resend, sendNow, type ReportDelivery } from '../../../sql/postgres/report-deliveries.ts';
import {
  addSchedule,
  deleteSchedule,
  editSchedule,
  listSchedules,
  pauseSchedule,
  restoreSchedule,
  ScheduleError,
  type ReportSchedule,
} from '../../../sql/postgres/report-schedules.ts';
import { parseScope } from '../../../sql/queries/report/model.ts';
import { titlesById } from '../../../sql/queries/titles.ts';
import type { WebContext } from '../context.ts';
import { withDeadline } from '../health.ts';
import { partOf, type Part } from '../paging.ts';
import { ACTOR } from '../saved/actor.ts';
import { faultOf, refused, written, type Refused } from '../form.ts';
import { faultsOf, scheduleFields, scheduleForm } from './schedule-form.ts';

/** Who is sent reports, and what became of it. */
export interface Sending {
  readonly schedules: readonly ReportSchedule[];
  /** A part of the log, newest first. */
  readonly deliveries: Part<ReportDelivery>;
  readonly mails: boolean;
  /** Messages link to their report: only with an address that others reach. */
  readonly links: boolean;
}

const READ_DEADLINE_MS = 2_000;
const LOGGED = 50;

/** The log from a delivery's place on. Null when it cannot be read just now. */
export async function readSending(
  { control, log, reports, origins }: WebContext,
  offset: number,
): Promise<Sending | null> {
  try {
    const [schedules, deliveries] = await withDeadline(
      Promise.all([
        listSchedules(control),
        partOf({ offset, size: LOGGED }, ({ limit, ...window }) => listDeliveries(control, limit, window)),
      ]),
      READ_DEADLINE_MS,
    );
    return { schedules, deliveries, mails: reports.mails, links: origins.publicUrl !== undefined };
  } catch (error) {
    log.error({ err: error }, 'the schedules of reports could not be read');
    return null;
  }
}

/** What a form came to. */
export interface Scheduled {
  readonly done: 'added' | 'edited' | 'paused' | 'resumed' | 'deleted' | 'restored' | 'sent';
  /** Of the schedule. */
  readonly id: string;
}

type Event = Pick<RequestEvent, 'locals' | 'request'>;
type ScheduleAction = (event: Event) => Promise<Scheduled | Refused>;

const scheduleId = z.string().regex(/^sched_[0-9a-f]{12}$/, 'That is not a schedule.');
const deliveryId = z.string().regex(/^\d{1,18}$/, 'That is not in the log.');

/** The form actions of a page that has schedules. Nothing is sent by them: the workers look for what waits. */
export const sendingActions = {
  addSchedule: ({ locals, request }: Event) =>
    acted(locals.web, async (web) => {
      const { webhook, ...terms } = scheduleForm.parse(scheduleFields(await request.formData()));
      await requireTitle(web, terms.scope);
      const { id } = await addSchedule(web.control, { ...terms, webhook: webhook ?? null }, by(web));
      return { done: 'added', id };
    }),
  editSchedule: ({ locals, request }: Event) =>
    acted(locals.web, async (web) => {
      const form = await request.formData();
      const id = scheduleId.parse(form.get('id'));
      const terms = scheduleForm.parse(scheduleFields(form));
      await requireTitle(web, terms.scope);
      await editSchedule(web.control, id, terms, by(web));
      return { done: 'edited', id };
    }),
  pauseSchedule: onSchedule('paused', (web, id) => pauseSchedule(web.control, id, true, by(web))),
  resumeSchedule: onSchedule('resumed', (web, id) => pauseSchedule(web.control, id, false, by(web))),
  deleteSchedule: onSchedule('deleted', (web, id) => deleteSchedule(web.control, id, by(web))),
  restoreSchedule: onSchedule('restored', (web, id) => restoreSchedule(web.control, id, by(web))),
  sendNow: onSchedule('sent', (web, id) => sendNow(web.control, id, by(web))),
  resend: ({ locals, request }: Event) =>
    acted(locals.web, async (web) => {
      const id = deliveryId.parse((await request.formData()).get('id'));
      const { schedule } = await resend(web.control, id, by(web));
      return { done: 'sent', id: schedule };
    }),
} satisfies Record<string, ScheduleAction>;

const by = ({ now }: WebContext) => ({ actor: ACTOR, nowMs: now() });

function onSchedule(
  done: Scheduled['done'],
  change: (web: WebContext, id: string) => Promise<unknown>,
): ScheduleAction {
  return ({ locals, request }) =>
    acted(locals.web, async (web) => {
      const id = scheduleId.parse((await request.formData()).get('id'));
      await change(web, id);
      return { done, id };
    });
}

/** What somebody has to mend comes back as a sentence. */
function acted(web: WebContext, act: (web: WebContext) => Promise<Scheduled>): Promise<Scheduled | Refused> {
  return written(web.log, async () => {
    try {
      return await act(web);
    } catch (error) {
      if (error instanceof z.ZodError) return fail(400, { message: faultOf(error), faults: faultsOf(error) });
      if (error instanceof ScheduleError) return refused(409, error.message);
      throw error;
    }
  });
}

async function requireTitle(web: WebContext, text: string): Promise<void> {
  const scope = parseScope(text);
  if (!scope || scope.kind === 'slate') return;
  if ((await titlesById(web.store, [scope.titleId])).length === 0)
    throw new ScheduleError('There is no such title: choose another one.');
}
