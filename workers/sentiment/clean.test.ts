import { describe, expect, it } from 'vitest';
import { plainText, TEXT_MAX_CHARACTERS } from './clean.ts';

describe('plainText', () => {
  it.each([
    ['<p>Great&nbsp;<b>film</b>!</p><br/>Watch &amp; enjoy', 'Great film ! Watch & enjoy'],
    ['twice exported: &lt;br /&gt;again', 'twice exported: again'],
    ['<script>alert("bad")</script>good<style>p{color:red}</style>', 'good'],
    ['<SCRIPT>alert("bad")</sCript>good<Style>p{}</STYLE> film', 'good film'],
    ['I <3 it, a < b and c > d', 'I <3 it, a < b and c > d'],
    ['never closed <b and on', 'never closed <b and on'],
    ['caf&eacute; &#233; &#x1F600; &#xD800; &unknown;', 'café é 😀 &unknown;'],
    ['see https://example.com/x?y=z and www.example.org @somebody me@example.com now', 'see and now'],
    ['  many\n\n\tspaces\u00a0here ', 'many spaces here'],
    ['null\u0000byte, lone \ud83d surrogate, \u202eturned\u202c', 'null byte, lone surrogate, turned'],
    ['مسلسل رائع', 'مسلسل رائع'],
    ['family 👨‍👩‍👧 stays', 'family 👨‍👩‍👧 stays'],
    // As file systems of a Mac have it.
    ['caf\u0065\u0301 \u1112\u1161\u11ab', 'café 한'],
    [`Z${'\u0301\u0323'.repeat(50)}algo`, 'Z\u0323\u0323\u0301\u0301algo'.normalize('NFC')],
    ['见https://example.com/a。很好', '见 。很好'],
    ['', ''],
  ])('%j is %j', (text, plain) => {
    expect(plainText(text)).toBe(plain);
  });

  it('cuts long texts, never inside a pair of surrogates', () => {
    const plain = plainText(`a${'😀'.repeat(5_000)}`);
    expect(plain.length).toBe(TEXT_MAX_CHARACTERS - 1);
    expect(plain.isWellFormed()).toBe(true);
  });

  it.each(['<', '<a', '&lt;', '<script>', 'a@', 'www.', '\u0000', '&#', '<!--', 'a.a@a.', '\u0315\u0300'])(
    'takes little time for 400,000 times %j',
    (piece) => {
      const text = piece.repeat(400_000);
      const startedMs = performance.now();
      plainText(text);
      // Linear work takes some milliseconds; quadratic work would take minutes.
      expect(performance.now() - startedMs).toBeLessThan(2_000);
    },
  );
});
