import { cellText } from '../../../sql/queries/report/cell-text.ts';
import { REPORT_FILES, reportFileName, type ReportFormat } from '../../../sql/queries/report/files.ts';
import type { ReportSection } from '../../../sql/queries/report/model.ts';
import { instantText, pluralText, reportName, sentenceOf, weekName } from '../../../sql/queries/report/words.ts';
import type { WholeReport } from '../render/tables.ts';
import type { Attachment, Letter } from './mail.ts';

export interface LetterOptions {
  /** Undefined: the letter has no links, and lacks nothing. */
  readonly publicUrl: string | undefined;
  readonly files: ReadonlyMap<ReportFormat, Buffer>;
  /** What was to be attached. */
  readonly formats: readonly ReportFormat[];
}

/** Many mail servers take no more than 20 to 25 MB, and what is attached grows by a third on its way. */
const ATTACHED_MAX_BYTES = 14_000_000;

/** `The slate, 16–22 Nov 2026`: what a report is about, and which week. */
export const headOf = (report: Pick<WholeReport, 'scope' | 'subject' | 'week'>): string =>
  `${reportName(report)}, ${weekName(report.week)}`;

/** Where the report is as it was sent: a restatement has another address. Null: nobody said where the pages are. */
export const reportLink = ({ id }: Pick<WholeReport, 'id'>, publicUrl: string | undefined): string | null =>
  publicUrl === undefined ? null : `${publicUrl}/reports/${encodeURIComponent(id)}`;

/** Whoever was sent the earlier one is to know; null where there is none. */
export const restatesNote = ({ restates, changes }: Pick<WholeReport, 'restates' | 'changes'>): string | null =>
  restates === null
    ? null
    : `It restates an earlier report of this week: ${pluralText(changes.length, 'number has', 'numbers have')} changed since.`;

/**
 * A report as a mail: what is to be said of the week, the key figures, and what it can be checked by. Nothing in it is loaded
 * from anywhere, so nobody learns that it was read. `without`: what was to be attached and is not.
 */
export function letterOf(
  report: WholeReport,
  options: LetterOptions,
): { letter: Omit<Letter, 'to' | 'messageId'>; without: readonly Lacking[] } {
  const { attachments, without } = attached(report, options);
  const restates = restatesNote(report);
  const told: Told = {
    report,
    head: headOf(report),
    link: reportLink(report, options.publicUrl),
    kpis: report.snapshot.sections.find((section) => section.id === 'kpis' && section.rows.length > 0),
    notes: [...(restates === null ? [] : [restates]), ...without.map(({ name, why }) => `The ${name} ${why}.`)],
    seal: `Sealed ${instantText(report.createdAt.getTime(), report.zone)}, ${report.zone}, SHA-256 ${report.hash}.`,
  };
  const subject = `Ovation: ${oneLine(told.head)}`;
  return { letter: { subject, text: textOf(told), html: htmlOf(told), attachments }, without };
}

interface Lacking {
  /** Of the format. */
  readonly name: string;
  /** Such as `could not be made in time`. */
  readonly why: string;
}

interface Told {
  readonly report: WholeReport;
  readonly head: string;
  readonly link: string | null;
  readonly kpis: ReportSection | undefined;
  readonly notes: readonly string[];
  readonly seal: string;
}

const NOTHING = 'Nothing stands out this week.';

function textOf({ report, head, link, kpis, notes, seal }: Told): string {
  const { findings } = report.snapshot;
  const figures = kpis?.rows.map((row) => {
    // Nothing of a week stands beside what is of the title’s life.
    const cells = row.cells.slice(0, row.cells[1]?.life === true ? 2 : undefined);
    const [name = '', ...rest] = cells.map((cell, at) => cellText(cell, kpis.columns[at]?.kind ?? 'text', report.zone));
    return `  ${name}: ${rest.map((text, at) => (at === 0 ? text : `${kpis.columns[at + 1]?.name ?? ''} ${text}`)).join('; ')}`;
  });
  return [
    head,
    '',
    ...(findings.length === 0 ? [NOTHING] : findings.map((finding) => `- ${sentenceOf(finding)}`)),
    ...(figures && kpis ? ['', kpis.title, ...figures] : []),
    ...(link === null ? [] : ['', `The whole report: ${link}`]),
    ...(notes.length === 0 ? [] : ['', ...notes]),
    '',
    seal,
    '',
  ].join('\n');
}

/** Mail programs know little of style sheets: each element carries its own, and keeps to what reads well light and dark. */
const STYLE = {
  body: 'margin:0;padding:24px 16px;font:15px/1.5 -apple-system,Segoe UI,Roboto,Helvetica,Arial,sans-serif',
  page: 'max-width:640px;margin:0 auto',
  h1: 'font-size:20px;line-height:1.3;margin:0 0 16px',
  h2: 'font-size:15px;margin:24px 0 6px',
  list: 'margin:0;padding-left:20px',
  item: 'margin:0 0 8px',
  table: 'border-collapse:collapse;font-size:14px',
  cell: 'padding:4px 16px 4px 0;border-bottom:1px solid #8886;text-align:left;vertical-align:top',
  small: 'margin:24px 0 0;font-size:12px;opacity:.75;overflow-wrap:anywhere',
};

function htmlOf({ report, head, link, kpis, notes, seal }: Told): string {
  const { findings } = report.snapshot;
  const items = findings.map(({ parts, at }) => {
    const words = parts
      .map(({ text, strong }) => (strong ? `<strong>${escaped(text)}</strong>` : escaped(text)))
      .join('');
    const more = link === null ? '' : ` <a href="${escaped(`${link}#${at}`)}">figure</a>`;
    return `<li dir="auto" style="${STYLE.item}">${words}${more}</li>`;
  });
  const cell = (tag: 'th' | 'td', text: string) => `<${tag} dir="auto" style="${STYLE.cell}">${escaped(text)}</${tag}>`;
  const rows = kpis?.rows.map(
    (row) =>
      `<tr>${row.cells.map((one, at) => cell(at === 0 ? 'th' : 'td', cellText(one, kpis.columns[at]?.kind ?? 'text', report.zone))).join('')}</tr>`,
  );
  return [
    '<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="color-scheme" content="light dark">',
    `<title>${escaped(head)}</title></head><body style="${STYLE.body}"><div style="${STYLE.page}">`,
    `<h1 dir="auto" style="${STYLE.h1}">${escaped(head)}</h1>`,
    items.length === 0 ? `<p>${NOTHING}</p>` : `<ul style="${STYLE.list}">${items.join('')}</ul>`,
    ...(kpis && rows
      ? [
          `<h2 style="${STYLE.h2}">${escaped(kpis.title)}</h2><table style="${STYLE.table}">`,
          `<tr>${kpis.columns.map(({ name }) => cell('th', name)).join('')}</tr>${rows.join('')}</table>`,
        ]
      : []),
    ...(link === null ? [] : [`<p style="margin:24px 0 0"><a href="${escaped(link)}">The whole report</a></p>`]),
    ...notes.map((note) => `<p style="margin:12px 0 0">${escaped(note)}</p>`),
    `<p style="${STYLE.small}">${escaped(seal)}</p></div></body></html>`,
  ].join('\n');
}

function attached(
  report: WholeReport,
  { files, formats }: LetterOptions,
): { attachments: Attachment[]; without: Lacking[] } {
  const attachments: Attachment[] = [];
  const without: Lacking[] = [];
  let bytes = 0;
  for (const format of formats) {
    const { name, contentType } = REPORT_FILES[format];
    const content = files.get(format);
    if (!content) without.push({ name, why: 'could not be made in time' });
    else if ((bytes += content.length) > ATTACHED_MAX_BYTES) {
      bytes -= content.length;
      without.push({ name, why: 'is too large for a mail' });
    } else attachments.push({ filename: reportFileName(report, format), content, contentType });
  }
  return { attachments, without };
}

/**
 * A subject is one line, whatever a title is called, and turns nothing around that stands beside it. What joins letters or emoji is a part
 * of the name.
 */
const oneLine = (text: string): string =>
  text.replaceAll(/[\p{Cs}\u202a-\u202e\u2066-\u2069]+/gu, '').replaceAll(/\p{Cc}+/gu, ' ');

const escaped = (text: string): string => text.replaceAll(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
