import { afterAll, expect, it } from 'vitest';
import { TextReader } from './text-reader.ts';

const reader = new TextReader({});
afterAll(() => reader.close());

it('reads on a thread of its own, batch after batch in order', async () => {
  await reader.scorer();
  const batch = (text: string) => reader.read(Array.from({ length: 1_000 }, () => ({ text, language: 'en' })));
  let turns = 0;
  const turning = setInterval(() => (turns += 1), 1);
  const [good, bad] = await Promise.all([batch('A wonderful film.'), batch('A terrible film.')]);
  clearInterval(turning);
  expect(new Set(good.map(({ says }) => says))).toEqual(new Set(['positive']));
  expect(new Set(bad.map(({ says }) => says))).toEqual(new Set(['negative']));
  // The main thread went on meanwhile.
  expect(turns).toBeGreaterThan(10);
});

it('says what it cannot open', async () => {
  const broken = new TextReader({ onnxFolder: '/nowhere' });
  await expect(broken.scorer()).rejects.toThrow(/nowhere lacks model\.onnx or onnx\/model\.onnx/);
  await broken.close();
});
