/** A sealed report as plain tables: what its XLSX and its CSV hold, the same in both. */
import type { ReadReport } from '../../../sql/postgres/reports.ts';
import { HOW_TO_READ } from '../../../sql/queries/report/cell-text.ts';
import type { ColumnKind, ReportCell, ReportSection } from '../../../sql/queries/report/model.ts';
import { kindOfChange } from '../../../sql/queries/report/restatement.ts';
import { sentenceOf } from '../../../sql/queries/report/words.ts';

export type WholeReport = Omit<ReadReport, 'json'>;

export interface Table {
  /** Name of the sheet, and in small letters of the CSV file. */
  readonly name: string;
  readonly columns: readonly TableColumn[];
  readonly rows: readonly (readonly TableCell[])[];
}

interface TableColumn {
  readonly name: string;
  readonly kind: ColumnKind;
  /** Only for who reads it: a file whose cells have no formats has its numbers as rough as the report writes them. */
  readonly rounded?: true;
}

type Value = string | number | null;
/** With its kind where that is another than its column's: a table of figures has one a row. */
export type TableCell = Value | { readonly value: Value; readonly kind: ColumnKind };

export const typedCell = (cell: TableCell, kind: ColumnKind) =>
  typeof cell === 'object' && cell !== null ? cell : { value: cell, kind };

/** Without what a sheet's name must not hold, which the questions over the sections would. */
export const SHEETS: Record<ReportSection['id'], string> = {
  kpis: 'Figures',
  ranking: 'Ranking',
  launch: 'Launch',
  funnel: 'Funnel',
  sentiment: 'Sentiment',
  drivers: 'Drivers',
  trailer: 'Trailer',
  conversion: 'Conversion',
  uplift: 'Uplift',
  territories: 'Territories',
  anomalies: 'Anomalies',
  quality: 'Quality',
};

const text = (name: string) => ({ name, kind: 'text' as const });
/** Of numbers of all kinds: their exact ones are in the sections of the two reports. */
const changed = (name: string) => ({ name, kind: 'number' as const, rounded: true as const });

/** Overview and findings, what a restatement changed, one table a section, quotes, how to read all that, definitions. */
export function tablesOf(report: WholeReport): Table[] {
  const { snapshot } = report;
  const quotes = snapshot.sections.flatMap((section) => section.quotes.map((quote) => ({ section, ...quote })));
  const tables: Table[] = [
    overviewOf(report),
    {
      name: 'Findings',
      columns: [text('Finding'), text('About')],
      rows: snapshot.findings.map((finding) => [sentenceOf(finding), finding.at]),
    },
    {
      name: 'Changes',
      columns: [text('What changed'), changed('Before'), changed('Now'), text('Because of'), text('Where')],
      rows: report.changes.map((change) => {
        const kind = kindOfChange(change, snapshot);
        const [before, after] = [change.before, change.after].map((value) => (value === null ? null : { value, kind }));
        return [change.name, before ?? null, after ?? null, change.cause, change.at];
      }),
    },
    ...snapshot.sections.map(sectionTable),
    {
      name: 'Quotes',
      columns: [
        text('Section'),
        text('Quote'),
        text('Sentiment'),
        { name: 'Rating', kind: 'rating' },
        text('Language'),
      ],
      rows: quotes.map((quote) => [
        SHEETS[quote.section.id],
        quote.text,
        quote.sentiment,
        quote.rating,
        quote.language,
      ]),
    },
    {
      name: 'Notes',
      columns: [text('Section'), text('Question'), text('Note')],
      rows: [
        ['', '', HOW_TO_READ],
        ...snapshot.sections.filter(({ note }) => note !== '').map(({ id, title, note }) => [SHEETS[id], title, note]),
      ],
    },
    {
      name: 'Definitions',
      columns: [text('Metric'), text('Name'), { name: 'Version', kind: 'count' }, text('Definition')],
      rows: snapshot.definitions.map(({ metric, name, version, definition }) => [metric, name, version, definition]),
    },
  ];
  return tables.filter((table) => table.rows.length > 0);
}

function overviewOf({ id, hash, createdAt, provisional, restates, snapshot }: WholeReport): Table {
  const { week, sections } = snapshot;
  const empty = sections.filter((section) => section.empty !== null);
  return {
    name: 'Overview',
    columns: [text('Weekly report'), text(snapshot.subject)],
    rows: [
      ['Week from', week.monday],
      ['Time zone', week.zone],
      ['Hours from', instant(week.range.fromMs)],
      ['Hours to', instant(week.range.toMs)],
      ['As of', instant(snapshot.asOfMs)],
      [provisional ? 'Draft of' : 'Sealed', createdAt.toISOString()],
      ['Report', id],
      ['SHA-256', hash],
      ...(restates === null ? [] : [['Restates', restates]]),
      ...empty.map((section) => [SHEETS[section.id], section.empty]),
    ],
  };
}

const NOTHING: ReportCell = { value: null };

/**
 * Every column, and beside it what its cells come with: the ends of their intervals, what they rest on, and in words why
 * one is empty.
 */
function sectionTable({ id, columns, rows }: ReportSection): Table {
  const parts = columns.flatMap(({ name, kind }, at) => {
    const cells = rows.map((row) => row.cells[at] ?? NOTHING);
    const own = (of: (cell: ReportCell) => Value) => (cell: ReportCell) => {
      const value = of(cell);
      return value === null || cell.kind === undefined ? value : { value, kind: cell.kind };
    };
    const part = (suffix: string, as: ColumnKind, of: (cell: ReportCell) => TableCell) => ({
      column: { name: name + suffix, kind: as },
      values: cells.map(of),
    });
    return [
      part(
        '',
        kind,
        own((cell) => cell.value),
      ),
      ...[
        part(
          ', low',
          kind,
          own((cell) => cell.interval?.[0] ?? null),
        ),
        part(
          ', high',
          kind,
          own((cell) => cell.interval?.[1] ?? null),
        ),
        part(', n', 'count', (cell) => cell.n ?? null),
        part(', remark', 'text', remarkOf),
      ].filter((beside) => beside.values.some((value) => value !== null)),
    ];
  });
  return {
    name: SHEETS[id],
    columns: parts.map((part) => part.column),
    rows: rows.map((_row, at) => parts.map((part) => part.values[at] ?? null)),
  };
}

function remarkOf(cell: ReportCell): string | null {
  if (cell.withheld) return `withheld: ${cell.why ?? 'for privacy'}`;
  if (cell.value === null || cell.partial) return cell.why ?? null;
  return cell.estimated ? 'estimated' : null;
}

const instant = (atMs: number) => new Date(atMs).toISOString();
