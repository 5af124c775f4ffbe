import type { ReportFinding } from '../../../sql/queries/report/model.ts';
import { instantText, sentenceOf } from '../../../sql/queries/report/words.ts';
import type { WholeReport } from '../render/tables.ts';
import { headOf, reportLink, restatesNote } from './letter.ts';

/** Slack's own bounds; a longer message is refused as a whole. */
const HEADER_MAX = 150;
const FINDINGS_MAX = 3000;

/**
 * A report as a message of a Slack-compatible channel: what is to be said of the week, and where the rest is. The findings are
 * rich text, in which no sign of a title is a mark: Slack's other way of bold text knows no escape for `*`, `_`, `~` and backticks.
 */
export function slackOf(report: WholeReport, publicUrl: string | undefined): object {
  const { snapshot, hash, createdAt, zone } = report;
  const head = headOf(report);
  const link = reportLink(report, publicUrl);
  const restates = restatesNote(report);
  const sections = fitting(snapshot.findings).map(({ parts, at }) =>
    section([
      ...parts
        .filter(({ text }) => text !== '')
        .map(({ text, strong }) => ({ type: 'text', text, ...(strong && { style: { bold: true } }) })),
      ...(link === null ? [] : [text(' '), { type: 'link', url: `${link}#${at}`, text: 'figure' }]),
    ]),
  );
  const said =
    sections.length === 0
      ? section([text('Nothing stands out this week.')])
      : { type: 'rich_text_list', style: 'bullet', elements: sections };
  return {
    text: escaped(head),
    mrkdwn: false,
    blocks: [
      { type: 'header', text: { type: 'plain_text', text: cut(head, HEADER_MAX), emoji: false } },
      { type: 'rich_text', elements: [said] },
      {
        type: 'context',
        elements: [
          ...(restates === null ? [] : [{ type: 'plain_text', text: restates, emoji: false }]),
          {
            type: 'mrkdwn',
            text: `${link === null ? '' : `<${link}|The whole report> · `}sealed ${instantText(createdAt.getTime(), zone)}, ${zone}, SHA-256 ${hash.slice(0, 12)}…`,
          },
        ],
      },
    ],
  };
}

const section = (elements: readonly object[]) => ({ type: 'rich_text_section', elements });
const text = (said: string) => ({ type: 'text', text: said });

/** As many whole findings as there is room for. */
function fitting(findings: readonly ReportFinding[]): readonly ReportFinding[] {
  let length = 0;
  const first = findings.findIndex((finding) => (length += sentenceOf(finding).length) > FINDINGS_MAX);
  return first === -1 ? findings : findings.slice(0, first);
}

const cut = (text: string, most: number): string =>
  text.length <= most ? text : `${text.slice(0, most - 1).toWellFormed()}…`;

/** What Slack reads as its own wherever it stands. */
const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
