import { describe, expect, it } from 'vitest';
import { weeklyReport } from '../../../test/support/weekly-report.ts';
import { letterOf } from './letter.ts';
import { slackOf } from './slack.ts';

const HOSTILE = '=HYPERLINK("x"), “Ö”\u202e مرحبا 塩の道 🌊 <b>&\r\nBcc: x@y';
const report = weeklyReport('2026-11-16', { id: 'rep_1', scope: 'title:salt', subject: HOSTILE });
const options = { publicUrl: 'https://ovation.example', files: new Map(), formats: [] };

describe('a mail', () => {
  it('says the findings and the key figures, with their intervals, as text and as a page', () => {
    const { text, html, subject } = letterOf(weeklyReport('2026-11-16', { id: 'rep_1' }), options).letter;
    expect(subject).toBe('Ovation: The slate, 16–22 Nov 2026');
    expect(text).toBe(
      [
        'The slate, 16–22 Nov 2026',
        '',
        '- The slate was watched for 1234 hours.',
        '',
        'How was the week?',
        '  Hours: 1,234.0; Change +12.0\u202f%',
        '  Completion: 38.2\u202f% (36.1–40.3\u202f%); Change –',
        '',
        'The whole report: https://ovation.example/reports/rep_1',
        '',
        `Sealed 23 Nov 2026, 00:00, UTC, SHA-256 ${'ab'.repeat(32)}.`,
        '',
      ].join('\n'),
    );
    expect(html).toContain('<strong>1234 hours</strong>');
    expect(html).toContain('href="https://ovation.example/reports/rep_1#kpis/hours/value"');
  });

  it('is whole without links, and loads nothing', () => {
    const { text, html } = letterOf(report, { ...options, publicUrl: undefined }).letter;
    expect(text + html).not.toMatch(/https?:|src=|url\(/);
  });

  it('takes a title as text, whatever it is called', () => {
    const { subject, html } = letterOf(report, options).letter;
    expect(subject).not.toMatch(/[\r\n]/);
    expect(html).not.toContain('<b>');
    expect(html).toContain('塩の道 🌊 &#60;b&#62;&#38;');
  });

  it.each([
    ['what joins emoji and letters', '👩‍👩‍👧 می‌خواهم'],
    ['marks of direction', 'שלום\u200f!'],
  ])('has %s in its subject', (_what, subject) => {
    expect(letterOf(weeklyReport('2026-11-16', { scope: 'title:x', subject }), options).letter.subject).toBe(
      `Ovation: ${subject}, 16–22 Nov 2026`,
    );
  });

  it('has no controls, overrides, isolates or halves of letters in its subject', () => {
    const subject = 'a\r\nb\0c\u0085d\u202ee\u2067f\u2069g\ud83dh\udc69i';
    expect(letterOf(weeklyReport('2026-11-16', { scope: 'title:x', subject }), options).letter.subject).toBe(
      'Ovation: a b c defghi, 16–22 Nov 2026',
    );
  });

  it('attaches what was made, and says what was not or is too large', () => {
    const files = new Map([
      ['pdf', Buffer.from('%PDF')],
      ['xlsx', Buffer.alloc(15_000_000)],
    ] as const);
    const { letter, without } = letterOf(report, { ...options, files, formats: ['xlsx', 'csv', 'pdf'] });
    const { attachments, text } = letter;
    expect(attachments.map(({ filename }) => filename)).toEqual(['ovation-title-salt-2026-11-16.pdf']);
    expect(text).toContain('The XLSX is too large for a mail.');
    expect(text).toContain('The CSV could not be made in time.');
    expect(without.map(({ name }) => name)).toEqual(['XLSX', 'CSV']);
  });
});

describe('a message of a channel', () => {
  const NAME = '*Salt* _and_ ~Smoke~ `x` <!channel> & :fire:';

  it('says a title as it is called, with no sign of it as a mark', () => {
    const message = slackOf(weeklyReport('2026-11-16', { id: 'rep_1', subject: NAME }), 'https://ovation.example') as {
      text: string;
      mrkdwn: boolean;
      blocks: unknown[];
    };
    expect([message.text, message.mrkdwn]).toEqual([
      '*Salt* _and_ ~Smoke~ `x` &lt;!channel&gt; &amp; :fire:, 16–22 Nov 2026',
      false,
    ]);
    expect(message.blocks.slice(0, 2)).toEqual([
      { type: 'header', text: { type: 'plain_text', text: `${NAME}, 16–22 Nov 2026`, emoji: false } },
      {
        type: 'rich_text',
        elements: [
          {
            ...{ type: 'rich_text_list', style: 'bullet' },
            elements: [
              {
                type: 'rich_text_section',
                elements: [
                  { type: 'text', text: `${NAME} was watched for ` },
                  { type: 'text', text: '1234 hours', style: { bold: true } },
                  { type: 'text', text: '.' },
                  { type: 'text', text: ' ' },
                  { type: 'link', url: 'https://ovation.example/reports/rep_1#kpis/hours/value', text: 'figure' },
                ],
              },
            ],
          },
        ],
      },
    ]);
  });

  it('says that it restates an earlier report, in the words of the mail', () => {
    const restating = { ...weeklyReport('2026-11-16'), restates: 'rep_0' };
    const { blocks } = slackOf(restating, undefined) as { blocks: { elements?: { text?: string }[] }[] };
    const { text } = letterOf(restating, { publicUrl: undefined, files: new Map(), formats: [] }).letter;
    const told = 'It restates an earlier report of this week: 0 numbers have changed since.';
    expect(blocks[2]?.elements?.map((element) => element.text)).toEqual([told, expect.stringMatching(/^sealed /)]);
    expect(text).toContain(told);
  });

  it('keeps within what Slack takes', () => {
    const long = weeklyReport('2026-11-16', { subject: `<!channel> ${'x'.repeat(400)}` });
    const { blocks } = slackOf(
      {
        ...long,
        snapshot: { ...long.snapshot, findings: Array.from({ length: 20 }, () => long.snapshot.findings[0]!) },
      },
      undefined,
    ) as {
      blocks: { text?: { text: string }; elements?: { elements: unknown[] }[] }[];
    };
    expect(blocks[0]?.text?.text.length).toBeLessThanOrEqual(150);
    expect(JSON.stringify(blocks[1]).length).toBeLessThan(5_000);
    expect(blocks[1]?.elements?.[0]?.elements).toHaveLength(6);
  });
});
