import { describe, expect, it } from 'vitest';
import { reportName, weekName, weekText } from './reports.ts';

describe('a report is named', () => {
  it.each([
    ['2026-11-16', '16–22 Nov 2026'],
    ['2026-09-28', '28 Sep – 4 Oct 2026'],
    ['2026-12-28', '28 Dec – 3 Jan 2027'],
  ])('by its week: %s', (monday, name) => expect(weekName(monday)).toBe(name));

  it('by its week in full, with its zone', () => {
    expect(weekText({ monday: '2026-12-28', zone: 'Asia/Kolkata' })).toBe('Mon 28 Dec to Sun 3 Jan 2027, Asia/Kolkata');
  });

  it('by what it is about', () => {
    expect(reportName({ scope: 'campaign:x', subject: 'First Light' })).toBe('Campaign of First Light');
    expect(reportName({ scope: 'title:x', subject: 'First Light' })).toBe('First Light');
  });
});
