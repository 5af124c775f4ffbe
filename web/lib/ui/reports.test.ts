import { expect, it } from 'vitest';
import { weekText } from './reports.ts';

it('a report is named by its week in full, with its zone', () => {
  expect(weekText({ monday: '2026-12-28', zone: 'Asia/Kolkata' })).toBe(
    'Mon 28 Dec 2026 to Sun 3 Jan 2027, Asia/Kolkata',
  );
  expect(weekText({ monday: '2026-11-16', zone: 'UTC' })).toBe('Mon 16 Nov to Sun 22 Nov 2026, UTC');
});
