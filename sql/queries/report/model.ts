/**
 * The weekly report as it is sealed: one JSON document a week and scope. It is made once, from the read model, and never
 * edited; every rendering (page, PDF, XLSX, CSV, mail) is made of it alone, so that all of them say the same.
 */
import type { MetricId } from '../definitions.ts';
import type { Range } from '../read-model.ts';

/** What a report is about: all titles; one title; the campaign of one title. */
export type ReportScope = { kind: 'slate' } | { kind: 'title' | 'campaign'; titleId: string };

/** `slate`, `title:ID` or `campaign:ID`: how a scope is written in addresses, keys and on the command line. */
export type ScopeText = string;

/** The week that is told: Monday 00:00 to Sunday 24:00 of the zone. */
export interface ReportWeek {
  /** `YYYY-MM-DD`, the Monday. */
  monday: string;
  zone: string;
  range: Range;
}

export interface ReportSnapshot {
  /** Shape of this document. From 2 on a kept one has its `seal`; those of before are as they were. */
  format: 1 | 2;
  scope: ReportScope;
  /** `The slate`, or the title's display name as it was. */
  subject: string;
  week: ReportWeek;
  /** The week had not ended: it is a draft, compared with the week before up to the same hour, and never sealed. */
  provisional: boolean;
  /** `as_of` of its viewing, or of the campaign. */
  asOfMs: number;
  /** At most seven, the weightiest first. */
  findings: ReportFinding[];
  /** In reading order. A section that has nothing to tell is there with its `empty`. */
  sections: ReportSection[];
  /** Every metric that is told, by name, in the words of the dictionary of that day. */
  definitions: { metric: MetricId; version: number; name: string; definition: string }[];
  /** Set when it is kept. */
  seal?: ReportSeal;
}

/** How a report was sealed: part of the document, so that its hash is of this too. */
export interface ReportSeal {
  /** When, ms since the epoch. */
  atMs: number;
  /** Id of the report that it corrects. */
  restates: string | null;
  /** What it changes of that. */
  changes: readonly ReportChange[];
}

/** What a restatement changes. */
export interface ReportChange {
  /** `section/row/column`. */
  readonly at: string;
  readonly name: string;
  readonly before: number | string | null;
  readonly after: number | string | null;
  /** As far as the numbers tell it. */
  readonly cause: ChangeCause;
}

/** Records that came late or were corrected; a running time that is another one now; a number that is computed in another way. */
export type ChangeCause = 'records' | 'runtime' | 'definition';

/** A sentence made from numbers. It claims no more than their intervals allow. */
export interface ReportFinding {
  /** `section`, or `section/row/column`: what the sentence is about. */
  at: string;
  tone: 'good' | 'bad' | 'neutral';
  parts: { text: string; strong?: boolean }[];
}

/**
 * How a value is read and written. `share` 0…1; `change` 0.12 is 12 % more; `points` difference of shares; `net` −1…1, also a
 * difference of two; `index` 100 = as everybody; `multiple` 1 = as usual; `instant` ms since the epoch; `day` `YYYY-MM-DD`.
 */
export type ColumnKind =
  | 'text'
  | 'count'
  | 'hours'
  | 'share'
  | 'change'
  | 'points'
  | 'index'
  | 'multiple'
  | 'number'
  | 'rating'
  | 'net'
  | 'rank'
  | 'days'
  | 'money'
  | 'instant'
  | 'day';

export interface ReportColumn {
  id: string;
  /** Says by itself what the column is, as no other of its table does; units in it where the kind does not say them. */
  name: string;
  /** Shorter, for where the section's note stands over the table. */
  head?: string;
  kind: ColumnKind;
}

/** `value` null with `why`: not available, withheld (then `withheld` is set), or not out yet. */
export interface ReportCell {
  value: number | string | null;
  interval?: readonly [low: number, high: number];
  n?: number;
  why?: string;
  withheld?: true;
  estimated?: true;
  /** At least so much: `why` says what is not in yet. */
  partial?: true;
  metric?: MetricId;
  version?: number;
  /** Where it is another than the column's: a table of figures has one a row. */
  kind?: ColumnKind;
  /** Of the title's life, or of the data as it stood when the report was made: time moves it, so it is never restated. */
  life?: true;
}

export interface ReportRow {
  /** Without a slash: ids of titles, assets and episodes are URI-encoded. */
  id: string;
  /** One a column, in their order. */
  cells: ReportCell[];
}

/** How page and PDF draw a section beside its table; a rendering without charts leaves it out. */
export type ReportChart =
  | {
      kind: 'launch';
      curves: { name: string; points: { ageHours: number; value: number }[] }[];
      band: { ageHours: number; low: number; mid: number; high: number }[];
      bandKind: 'quantiles' | 'range' | 'none';
      metricName: string;
    }
  | {
      kind: 'days';
      /** `value` null: nobody has told of the day yet. `partial`: channels' exports are not in it yet. */
      points: { atMs: number; endMs: number; value: number | null; open: boolean; partial?: true }[];
      valueName: string;
    }
  | { kind: 'funnel'; steps: { name: string; share: number; interval: readonly [number, number] | null }[] }
  | {
      kind: 'dots';
      rows: { name: string; value: number; interval: readonly [number, number] | null }[];
      center: number | null;
      valueName: string;
    }
  | { kind: 'diverging'; rows: { name: string; positive: number; negative: number }[] };

export interface ReportSection {
  id:
    | 'kpis'
    | 'ranking'
    | 'launch'
    | 'funnel'
    | 'sentiment'
    | 'drivers'
    | 'trailer'
    | 'conversion'
    | 'uplift'
    | 'territories'
    | 'anomalies'
    | 'quality';
  /** The question it answers. */
  title: string;
  /** What a reader needs to know to read it right; '' for nothing. */
  note: string;
  columns: ReportColumn[];
  rows: ReportRow[];
  /** Why there is nothing; null where there are rows. */
  empty: string | null;
  charts: ReportChart[];
  /** Of people, without their names; plain text. */
  quotes: {
    text: string;
    sentiment: 'positive' | 'neutral' | 'negative' | null;
    rating: number | null;
    language: string;
  }[];
}

export const scopeText = (scope: ReportScope): ScopeText =>
  scope.kind === 'slate' ? 'slate' : `${scope.kind}:${scope.titleId}`;

/** Null where the text names no scope. */
export function parseScope(text: string): ReportScope | null {
  if (text === 'slate') return { kind: 'slate' };
  const [, kind, titleId] = /^(title|campaign):([^\p{Cc}]{1,128})$/u.exec(text) ?? [];
  return titleId === undefined ? null : { kind: kind as 'title' | 'campaign', titleId };
}
