import { instantText } from '../../../sql/queries/report/words.ts';
import type { WholeReport } from '../render/tables.ts';
import { headOf, reportLink } from './letter.ts';

/** Slack's own bounds; a longer message is refused as a whole. */
const HEADER_MAX = 150;
const SECTION_MAX = 3000;

/** A report as a message of a Slack-compatible channel: what is to be said of the week, and where the rest is. */
export function slackOf(report: WholeReport, publicUrl: string | undefined): object {
  const { snapshot, hash, createdAt, zone } = report;
  const head = headOf(report);
  const link = reportLink(report, publicUrl);
  const findings = snapshot.findings.map(({ parts, at }) => {
    const words = parts.map(({ text, strong }) => (strong ? `*${escaped(text).replaceAll('*', '∗')}*` : escaped(text)));
    return `• ${words.join('')}${link === null ? '' : ` <${link}#${at}|figure>`}`;
  });
  const said = lines(findings.length === 0 ? ['Nothing stands out this week.'] : findings);
  return {
    text: escaped(`${head}`),
    blocks: [
      { type: 'header', text: { type: 'plain_text', text: cut(head, HEADER_MAX), emoji: false } },
      { type: 'section', text: { type: 'mrkdwn', text: said } },
      {
        type: 'context',
        elements: [
          {
            type: 'mrkdwn',
            text: `${link === null ? '' : `<${link}|The whole report> · `}sealed ${instantText(createdAt.getTime(), zone)}, ${zone}, SHA-256 ${hash.slice(0, 12)}…`,
          },
        ],
      },
    ],
  };
}

/** As many whole lines as there is room for. */
function lines(all: readonly string[]): string {
  let text = '';
  for (const line of all) {
    if (text.length + line.length + 1 > SECTION_MAX) break;
    text += `${text === '' ? '' : '\n'}${line}`;
  }
  return text;
}

const cut = (text: string, most: number): string =>
  text.length <= most ? text : `${text.slice(0, most - 1).toWellFormed()}…`;

/** What Slack reads as its own. */
const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
