import { randomUUID } from 'node:crypto';
import type { ReportSnapshot } from '../../sql/queries/report/model.ts';
import { parseScope } from '../../sql/queries/report/model.ts';
import type { WholeReport } from '../../workers/reports/render/tables.ts';
import type { Reports } from '../../workers/reports/send/deliver.ts';

/** A sealed report that tells little, for what carries it. */
export function weeklyReport(
  week: string,
  options: { scope?: string; subject?: string; hours?: number; id?: string; zone?: string } = {},
): WholeReport {
  const { scope = 'slate', subject = 'The slate', hours = 1234, zone = 'UTC', id = randomUUID() } = options;
  const fromMs = Date.parse(`${week}T00:00:00Z`);
  const snapshot: ReportSnapshot = {
    format: 1,
    scope: parseScope(scope) ?? { kind: 'slate' },
    subject,
    week: { monday: week, zone, range: { fromMs, toMs: fromMs + 7 * 86_400_000 } },
    provisional: false,
    asOfMs: fromMs + 7 * 86_400_000,
    findings: [
      {
        at: 'kpis/hours/value',
        tone: 'good',
        parts: [{ text: `${subject} was watched for ` }, { text: `${hours} hours`, strong: true }, { text: '.' }],
      },
    ],
    sections: [
      {
        id: 'kpis',
        title: 'How was the week?',
        note: '',
        columns: [
          { id: 'name', name: 'Figure', kind: 'text' },
          { id: 'value', name: 'This week', kind: 'number' },
          { id: 'change', name: 'Change', kind: 'change' },
        ],
        rows: [
          { id: 'hours', cells: [{ value: 'Hours' }, { value: hours, kind: 'hours' }, { value: 0.12 }] },
          {
            id: 'completion',
            cells: [
              { value: 'Completion' },
              { value: 0.382, interval: [0.361, 0.403], kind: 'share' },
              { value: null, why: 'Not known.' },
            ],
          },
        ],
        empty: null,
        charts: [],
        quotes: [],
      },
    ],
    definitions: [],
  };
  return {
    ...{
      id,
      scope,
      subject,
      week,
      zone,
      hash: 'ab'.repeat(32),
      createdAt: new Date(snapshot.asOfMs),
      restates: null,
      provisional: false,
      restatedBy: null,
      changes: [],
    },
    snapshot,
  };
}

/** A report for each scope and week, known by its id to any number of processes, as the real ones are. */
export function reportsMade(make: typeof weeklyReport = weeklyReport): Reports {
  const idOf = (scope: string, week: string) => `${scope}/${week}`;
  return {
    seal: ({ week, scope }) => Promise.resolve(idOf(scope, week)),
    read: (id) => {
      const [scope = '', week = ''] = id.split('/');
      return Promise.resolve(make(week, { scope, id }));
    },
    files: () => Promise.resolve(new Map([['pdf' as const, Buffer.from('%PDF-1.7')]])),
  };
}
