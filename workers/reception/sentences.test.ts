import { describe, expect, it } from 'vitest';
import { opinionsIn, sentencesOf } from './sentences.ts';

describe('the sentences of a text', () => {
  it.each([
    ['Great cast! Worth 3.5 stars. "Really?" Yes.', ['Great cast! ', 'Worth 3.5 stars. ', '"Really?" ', 'Yes.']],
    ['The 3. bölüm is fine. ' + 'Good.', ['The 3. bölüm is fine. ', 'Good.']],
    ['音乐很好。故事太长！！！还行', ['音乐很好。', '故事太长！！！', '还行']],
    ['最高だ。 また見る！', ['最高だ。 ', 'また見る！']],
    ['「最高だ。」と言った。本当に？！はい', ['「最高だ。」と言った。', '本当に？！', 'はい']],
    ['他说：“太好了。”然后哭了。', ['他说：“太好了。”', '然后哭了。']],
    ['太棒了!故事也好', ['太棒了!', '故事也好']],
    ['फिल्म अच्छी है। संगीत भी।', ['फिल्म अच्छी है। ', 'संगीत भी।']],
  ])('%s', (text, sentences) => expect(sentencesOf(text, 9)).toEqual(sentences));

  it('are no more than are asked for', () => expect(sentencesOf('一。二。三。', 2)).toEqual(['一。', '二。']));

  it('are divided by a "but", and what has no letter is no part', () => {
    expect(opinionsIn('Great cast, but the ending is bad!')).toEqual(['Great cast', 'the ending is bad!']);
    expect(opinionsIn('音乐很好但是太长。')).toEqual(['音乐很好', '太长。']);
    expect(opinionsIn('… !!! 👍')).toEqual([]);
  });
});
