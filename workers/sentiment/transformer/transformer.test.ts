import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exportModel, VALENCES } from '../../../test/support/onnx-folder.ts';
import type { Score, Scorer, Unscored } from '../contract.ts';
import { openReader } from '../open-reader.ts';
import { RUNTIME_PACKAGES } from './runtime.ts';
import { openTransformer } from './transformer.ts';

const folder = mkdtempSync(join(tmpdir(), 'ovation-onnx-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let made = 0;
/** A folder as it is exported, changed by `change`. */
function exported(change: Parameters<typeof exportModel>[1] = {}): string {
  const path = join(folder, `${(made += 1)}`, 'tiny');
  exportModel(path, change);
  return path;
}
const open = (onnxFolder: string) => openReader({ onnxFolder });

describe('a transformer', () => {
  let scorer: Scorer;
  beforeAll(async () => {
    scorer = await open(exported());
  });
  const scoreOf = async (text: string, language = ''): Promise<Score> => {
    const [score] = await scorer.score([{ text, language }]);
    if (!score || 'why' in score) throw new Error(`${text} is not scored`);
    return score;
  };
  const classOf = ({ positive, neutral, negative }: Score | (Unscored & Partial<Score>)) =>
    (['positive', 'neutral', 'negative'] as const)[
      [positive, neutral, negative].findIndex((p) => p === Math.max(positive ?? 0, neutral ?? 0, negative ?? 0))
    ];

  it.each([
    ['a wonderful film', 'en', 'positive', 'en'],
    ['boring boring film', 'en-GB', 'negative', 'en'],
    ['the film is a film', 'en', 'neutral', 'en'],
    ['ein wunderbar film', 'de', 'positive', 'de'],
    ['<b>Boring</b>&nbsp;film', 'en', 'negative', 'en'],
    // Who cannot tell the language of a text asks the model all the same.
    ['boring', '', 'negative', ''],
  ])('reads %j (%s) as %s', async (text, said, expected, language) => {
    const score = await scoreOf(text, said);
    expect(classOf(score)).toBe(expected);
    expect(score).toMatchObject({ language, model: 'onnx-tiny', version: scorer.languages[0]?.version });
  });

  it('says what the graph says of the words and the two marks around them', async () => {
    const { wonderful, a, film } = VALENCES;
    const logits = [0, 1, 2].map((output) => (a[output]! + wonderful[output]! + film[output]!) / 5);
    const powers = logits.map(Math.exp);
    const sum = powers.reduce((all, power) => all + power, 0);
    const { negative, neutral, positive } = await scoreOf('a wonderful film', 'en');
    [negative, neutral, positive].forEach((p, output) => expect(p).toBeCloseTo(powers[output]! / sum, 6));
    expect(positive + neutral + negative).toBeCloseTo(1, 12);
  });

  it('leaves texts without words unscored', async () => {
    expect(await scorer.score(['', '…!?'].map((text) => ({ text, language: 'en' })))).toEqual([
      { language: '', why: 'no-words' },
      { language: '', why: 'no-words' },
    ]);
  });

  it('scores a batch as it scores its texts one by one, in order', async () => {
    const words = Object.keys(VALENCES);
    const texts = Array.from({ length: 150 }, (_, at) =>
      Array.from({ length: (at * 7) % 40 }, (_, word) => words[(at * 3 + word * word) % words.length]).join(' '),
    );
    const all = await scorer.score(texts.map((text) => ({ text, language: 'en' })));
    for (const [at, text] of texts.entries()) {
      if (text === '') expect(all[at]).toMatchObject({ why: 'no-words' });
      else {
        const [batch, single] = [all[at] as Score, await scoreOf(text, 'en')];
        expect(batch.positive).toBeCloseTo(single.positive, 6);
        expect(batch.negative).toBeCloseTo(single.negative, 6);
      }
    }
  });

  it('cuts long texts and keeps the mark at their end', async () => {
    const long = 'wonderful '.repeat(400);
    // 16 tokens: [CLS], 14 words, [SEP].
    expect(await scoreOf(`${long} boring`, 'en')).toEqual(await scoreOf('wonderful '.repeat(14), 'en'));
    expect(classOf(await scoreOf(`${'boring '.repeat(20)} ${long}`, 'en'))).toBe('negative');
  });

  it('is asked by several at once', async () => {
    const batch = (text: string) => scorer.score(Array.from({ length: 40 }, () => ({ text, language: 'en' })));
    const [good, bad] = await Promise.all([batch('wonderful film'), batch('boring film')]);
    expect(new Set(good.map((score) => classOf(score as Score)))).toEqual(new Set(['positive']));
    expect(new Set(bad.map((score) => classOf(score as Score)))).toEqual(new Set(['negative']));
  });
});

describe('its id', () => {
  it('changes with the model and with any other file, and not with the place', async () => {
    const path = exported();
    const { id } = await open(path);
    expect(id).toMatch(/^onnx-tiny\.[0-9a-f]{12}$/);
    const moved = join(folder, 'elsewhere', 'tiny');
    cpSync(path, moved, { recursive: true });
    expect((await openTransformer(moved)).id).toBe(id);
    const other = await openTransformer(exported({ bias: [0, 0.25, 0] }));
    expect(other.id).not.toBe(id);
    expect((await openTransformer(exported({ tokenizerConfig: { model_max_length: 12 } }))).id).not.toBe(id);
  });
});

describe('folders of other exporters', () => {
  const E2 = Math.exp(2);
  const read = async (path: string, ...texts: string[]) =>
    (await (await openTransformer(path)).score(texts.map((text) => ({ text, language: 'en' })))) as Score[];

  it('may have the model one folder below, and token types', async () => {
    const path = exported({ unused: ['token_type_ids'] });
    mkdirSync(join(path, 'onnx'));
    renameSync(join(path, 'model.onnx'), join(path, 'onnx', 'model.onnx'));
    const [score] = await read(path, 'boring');
    // [CLS] boring [SEP]: a third of six, against twice nothing.
    expect(score?.negative).toBeCloseTo(E2 / (E2 + 2), 6);
  });

  it('may have the weights in a file beside the model, which its id tells of, too', async () => {
    const path = exported({ embeddingFile: 'model.onnx_data' });
    const [score] = await read(path, 'boring');
    expect(score?.negative).toBeCloseTo(E2 / (E2 + 2), 6);
    const { id } = await openTransformer(path);
    const weights = readFileSync(join(path, 'model.onnx_data'));
    writeFileSync(join(path, 'model.onnx_data'), weights.fill(0, weights.length - 4));
    expect((await openTransformer(path)).id).not.toBe(id);
  });

  it('may tell two classes: nothing is neutral then', async () => {
    const weights = [
      [1, 0],
      [0, 0],
      [0, 1],
    ];
    const [score] = await read(exported({ labels: ['NEGATIVE', 'POSITIVE'], weights, bias: [0, 0] }), 'wonderful');
    expect(score).toMatchObject({ neutral: 0 });
    expect(score?.positive).toBeCloseTo(E2 / (E2 + 1), 6);
  });

  it('may give stars, whose sums are told', async () => {
    const weights = [
      [1, 1, 0, 0, 0],
      [0, 0, 1, 0, 0],
      [0, 0, 0, 1, 1],
    ];
    const labels = ['1 star', '2 stars', '3 stars', '4 stars', '5 stars'];
    const [bad, good] = await read(exported({ labels, weights, bias: [0, 0, 0, 0, 0] }), 'boring', 'wonderful');
    for (const share of [bad?.negative, good?.positive]) expect(share).toBeCloseTo((2 * E2) / (2 * E2 + 3), 6);
  });
});

describe('a folder that cannot be used says so when it is opened:', () => {
  it.each(['model.onnx', 'tokenizer.json', 'tokenizer_config.json', 'config.json'])('without %s', async (file) => {
    const path = exported();
    rmSync(join(path, file));
    await expect(openTransformer(path)).rejects.toThrow(new RegExp(`tiny lacks ${file}.*as Hugging Face exports it`));
  });

  it.each([
    ['tokenizer.json', '{"model": {"type"', /tokenizer\.json can't be used \(.*JSON.*Export the model again/],
    ['tokenizer.json', '{"model": {"type": "WordLevel"}}', /tokenizer\.json.* can't be used/],
    ['config.json', '{"id2label": {"0": 3}}', /config\.json can't be used \(id2label\.0: /],
    ['model.onnx', 'not a model', /model\.onnx can't be opened \(.*Export the model again/],
  ])('with a damaged %s', async (file, content, message) => {
    const path = exported();
    writeFileSync(join(path, file), content);
    await expect(openTransformer(path)).rejects.toThrow(message);
  });

  it('with a model that is cut off', async () => {
    const path = exported();
    writeFileSync(join(path, 'model.onnx'), readFileSync(join(path, 'model.onnx')).subarray(0, 300));
    await expect(openTransformer(path)).rejects.toThrow(/model\.onnx can't be opened/);
  });

  it('with a model of another task, or other inputs', async () => {
    await expect(openTransformer(exported({ weights: [[1], [1], [1]], bias: [0] }))).rejects.toThrow(
      /model\.onnx answers float32 \[1,1\] for 1 texts; config\.json has 3 labels/,
    );
    await expect(openTransformer(exported({ unused: ['pixel_values'] }))).rejects.toThrow(
      /takes input_ids, attention_mask, pixel_values; a model that classifies texts takes/,
    );
  });

  it('with weights that are no numbers', async () => {
    await expect(openTransformer(exported({ bias: [0, NaN, 0] }))).rejects.toThrow(
      /model\.onnx answers what is no number/,
    );
  });
});

describe('the packages it needs', () => {
  it('are those the tests run with', () => {
    const { devDependencies } = JSON.parse(
      readFileSync(join(import.meta.dirname, '../../../package.json'), 'utf8'),
    ) as {
      devDependencies: Record<string, string>;
    };
    for (const needed of RUNTIME_PACKAGES) {
      const [name, version] = needed.split(/(?<=.)@/) as [string, string];
      expect(devDependencies[name]).toBe(version);
    }
  });

  it('are named where they are not installed', () => {
    const bare = join(folder, 'bare');
    mkdirSync(bare);
    for (const file of ['runtime.ts', 'error.ts']) cpSync(join(import.meta.dirname, file), join(bare, file));
    const script = `import('${join(bare, 'runtime.ts')}').then(({ loadRuntime }) => loadRuntime()).catch(({ message }) => console.log(message))`;
    expect(execFileSync(process.execPath, ['-e', script], { encoding: 'utf8' }).trim()).toBe(
      `SENTIMENT_ONNX_DIR needs two more packages: npm install --no-save ${RUNTIME_PACKAGES.join(' ')}`,
    );
  });
});
