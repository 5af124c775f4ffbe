import { describe, expect, it } from 'vitest';
import { scheduleFields, scheduleForm } from './schedule-form.ts';

const FILLED = {
  ...{ kind: 'slate', weekday: '1', time: '09:30', zone: 'Europe/Lisbon', grace: '6', format: 'pdf' },
  ...{
    emails: 'ana@example.com, Ben@example.com;\nana@EXAMPLE.com',
    webhook: ' https://hooks.slack.com/services/T/B/x ',
  },
};
function parse(change: Record<string, string> = {}) {
  const form = new FormData();
  for (const [name, value] of Object.entries({ ...FILLED, ...change })) form.append(name, value);
  return scheduleForm.safeParse(scheduleFields(form));
}

describe('the form of a schedule', () => {
  it('is taken as people fill it in', () => {
    expect(parse().data).toEqual({
      ...{ scope: 'slate', weekday: 1, minute: 570, zone: 'Europe/Lisbon', graceHours: 6, formats: ['pdf'] },
      ...{ emails: ['ana@EXAMPLE.com', 'Ben@example.com'], webhook: 'https://hooks.slack.com/services/T/B/x' },
      skipUnchanged: false,
    });
    expect(parse({ kind: 'campaign', title: 'salt', skipUnchanged: 'on' }).data).toMatchObject({
      scope: 'campaign:salt',
      skipUnchanged: true,
    });
  });

  it('keeps a webhook that it does not show, and takes it away only when told to', () => {
    expect(parse({ webhook: '' }).data?.webhook).toBeUndefined();
    expect(parse({ webhook: '', withoutWebhook: 'on' }).data?.webhook).toBeNull();
  });

  it.each([
    [{ kind: 'title' }, 'Choose what it is about.'],
    [{ weekday: '8' }, 'Choose a day of the week.'],
    [{ time: '24:00' }, 'A time is such as 09:00.'],
    [{ zone: 'Middle/Earth' }, 'That time zone is not known: one is such as Europe/Lisbon.'],
    [{ zone: '+01:00' }, 'That time zone is not known: one is such as Europe/Lisbon.'],
    [{ grace: '97' }, 'Late data is waited for 0 to 96 hours.'],
    [{ grace: '-1' }, 'Late data is waited for 0 to 96 hours.'],
    [{ format: 'docx' }, 'There is no such format.'],
    [{ emails: 'ana' }, 'ana is not an e-mail address.'],
    [{ emails: 'a@b.example\r\nBcc:x@y.example' }, 'Bcc:x@y.example is not an e-mail address.'],
    [{ webhook: 'file:///etc/passwd' }, 'A webhook is an address such as https://hooks.slack.com/services/…'],
    [
      { webhook: 'https://user:password@hooks.example/T/B' },
      'Take the user and password out of the webhook’s address: nothing can be posted to it with them.',
    ],
  ])('%o is sent back: %s', (change, message) => {
    expect(parse(change).error?.issues[0]?.message).toBe(message);
  });
});
