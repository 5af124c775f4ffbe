import type { Words } from './words.ts';

export const EN: Words = {
  overall: [
    [
      'I loved every minute of it.',
      'The best thing I have seen this year.',
      'Warmly recommended.',
      'A small masterpiece.',
    ],
    ['What a waste of time.', 'I was bored to tears.', 'Deeply disappointing.', 'I gave up halfway through.'],
  ],
  story: [
    ['The story is clever and moving.', 'Smart writing without a dull minute.'],
    ['The plot makes no sense at all.', 'A lazy story full of clichés.'],
  ],
  cast: [
    ['The cast is wonderful.', 'Superb acting, above all in the quiet scenes.'],
    ['The acting is wooden.', 'None of the characters convinced me.'],
  ],
  pacing: [
    ['It is perfectly paced.', 'Gripping from the first scene on.'],
    ['The pacing is terrible.', 'Far too slow for what little happens.'],
  ],
  ending: [
    ['The ending stayed with me for days.', 'A beautiful, well earned finale.'],
    ['The ending ruins everything.', 'Such a rushed and unsatisfying finale.'],
  ],
  look: [
    ['Gorgeous photography.', 'Every frame looks stunning.'],
    ['It looks cheap and ugly.', 'So dark that you can hardly see anything.'],
  ],
  music: [
    ['The soundtrack is fantastic.', 'I have been humming the music ever since.'],
    ['The music is annoying.', 'A loud, intrusive score drowns every scene.'],
  ],
  dubbing: [
    ['Even the dubbing is excellent.', 'The dubbed voices fit perfectly.'],
    ['The dubbing is awful.', 'The dubbed voices are out of sync and lifeless.'],
  ],
  episode: [['Episode {n} is outstanding.'], ['Episode {n} is a mess.']],
  moment: [['The scene at {t} is unforgettable.'], ['At {t} it completely lost me.']],
  asides: [
    'I watched it with my sister over the weekend.',
    'I had read the book before.',
    'I saw it on a long train ride.',
    'My neighbour told me about it.',
    'I only started because of the trailer.',
  ],
  space: ' ',
};
