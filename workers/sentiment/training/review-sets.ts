import { parse } from 'csv-parse/sync';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { plainText } from '../clean.ts';
import { shuffled } from './shuffle.ts';
import type { Example } from './train-language.ts';

/** Texts with known sentiment, apart what may be trained on and what is measured with. */
export interface ReviewSet {
  readonly name: string;
  readonly language: string;
  readonly licence: string;
  /** Whether weights trained from it may be given to others. */
  readonly ships: boolean;
  readonly train: readonly Example[];
  /** What was held back from `train` to measure with, where a set has no split of its own. */
  readonly heldBack: readonly Example[];
  readonly tests: readonly { readonly name: string; readonly examples: readonly Example[] }[];
}

type Label = Example['label'];

/** No set was found where they were looked for. */
export class NoReviewSets extends Error {
  constructor(folder: string) {
    super(
      `${folder} holds nothing to learn from. Looked for LANGUAGE.csv and LANGUAGE.jsonl (tr.csv, with the columns text and label: ` +
        `positive, neutral or negative), and for ${SOURCES.map(({ at }) => at).join(', ')}.`,
    );
    this.name = 'NoReviewSets';
  }
}

/** A file of texts that cannot be read; says where and what is needed. */
export class ReviewSetError extends Error {
  override readonly name = 'ReviewSetError';
}

/** A known set: what of it is in the folder, or nothing. */
interface Source {
  /** File or folder that it is known by. */
  readonly at: string;
  read(folder: string): ReviewSet[];
}

const RESEARCH = 'research use, no licence text';

/** Weight of rows of another kind of text (products, tweets) beside film reviews of the same language. */
const BESIDE = 0.3;

/** Weight of ratings that are neither high nor low. */
const MILD = 0.3;

const SOURCES: readonly Source[] = [
  { at: 'stsa.fine.train', read: readTreebank },
  {
    at: 'custrev.pos',
    read: (folder) => [
      divided('custrev', 'en', RESEARCH, false, [
        ...lines(join(folder, 'custrev.pos')).map((text) => example(text, 1, BESIDE)),
        ...lines(join(folder, 'custrev.neg')).map((text) => example(text, -1, BESIDE)),
      ]),
    ],
  },
  {
    at: 'imdb.json',
    read: (folder) => [
      divided(
        'imdb',
        'en',
        'MIT',
        true,
        json<{ text: string; class: number }[]>(join(folder, 'imdb.json')).map((row) =>
          example(row.text, row.class === 1 ? 1 : -1, BESIDE),
        ),
      ),
    ],
  },
  {
    at: 'turkish',
    read: (folder) => [
      divided('turkish', 'tr', 'MIT', true, [
        ...lines(join(folder, 'turkish/tr_polarity.pos')).map((text) => example(text, 1, 1)),
        ...lines(join(folder, 'turkish/tr_polarity.neg')).map((text) => example(text, -1, 1)),
      ]),
    ],
  },
  { at: 'korean', read: readKorean },
  { at: 'chinese-films', read: readChinese },
  { at: 'multilingual', read: readMultilingual },
];

/** @throws NoReviewSets, ReviewSetError */
export function readReviewSets(folder: string): ReviewSet[] {
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory())
    throw new ReviewSetError(`There is no folder ${folder}.`);
  const names = new Set(list(folder));
  const sets = [
    ...SOURCES.filter(({ at }) => names.has(at)).flatMap(({ read }) => read(folder)),
    ...[...names].sort().flatMap((name) => readOwn(folder, name)),
  ];
  if (sets.length === 0) throw new NoReviewSets(folder);
  return sets;
}

/** `tr.csv` or `tr.jsonl` with `text` and `label`. */
function readOwn(folder: string, name: string): ReviewSet[] {
  const [, language, kind] = /^([a-z]{2,3})\.(csv|jsonl)$/.exec(name) ?? [];
  if (language === undefined) return [];
  const path = join(folder, name);
  const examples = (kind === 'csv' ? csvRows(path) : jsonRows(path)).map(({ at, row }) => {
    const { text, label } = row;
    const known = typeof label === 'string' ? LABELS[label] : undefined;
    if (typeof text === 'string' && known !== undefined) return example(text, known, 1);
    const there = Object.keys(row);
    const missing = ['text', 'label'].filter((column) => !there.includes(column));
    throw new ReviewSetError(
      `${path}, ${at}: needs text, and label as positive, neutral or negative.` +
        (missing.length > 0 ? ` There is no ${missing.join(' and no ')}, only: ${there.join(', ') || 'nothing'}.` : ''),
    );
  });
  return [divided(name, language, 'your own', true, examples)];
}

interface OwnRow {
  /** Where it stands, for people. */
  readonly at: string;
  readonly row: Readonly<Record<string, unknown>>;
}

function csvRows(path: string): OwnRow[] {
  try {
    return csv<Record<string, unknown>>(path).map((row, i) => ({ at: `row ${i + 1}`, row }));
  } catch (error) {
    throw new ReviewSetError(`${path} is no CSV that can be read: ${(error as Error).message}`, { cause: error });
  }
}

function jsonRows(path: string): OwnRow[] {
  return readFileSync(path, 'utf8')
    .replace(/^\ufeff/, '')
    .split('\n')
    .map((line, i) => ({ line, at: `line ${i + 1}` }))
    .filter(({ line }) => line.trim() !== '')
    .map(({ line, at }) => {
      const row = objectOf(line);
      if (row) return { at, row };
      throw new ReviewSetError(`${path}, ${at}: is no JSON object. A line is like {"text": "…", "label": "positive"}.`);
    });
}

function objectOf(line: string): OwnRow['row'] | null {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as OwnRow['row']) : null;
  } catch {
    return null;
  }
}

const LABELS: Readonly<Record<string, Label>> = { positive: 1, neutral: 0, negative: -1 };

/** The Stanford Sentiment Treebank: five grades; those at the ends say it more clearly. */
function readTreebank(folder: string): ReviewSet[] {
  const read = (file: string) =>
    lines(join(folder, file)).map((line) => ({ grade: Number(line[0]), text: line.slice(2) }));
  const graded = (file: string) =>
    read(file).map(({ grade, text }) =>
      example(text, Math.sign(grade - 2) as Label, grade === 1 || grade === 3 ? 0.7 : 1),
    );
  return [
    {
      name: 'stsa',
      language: 'en',
      licence: RESEARCH,
      ships: false,
      train: graded('stsa.fine.train'),
      heldBack: [],
      tests: [
        {
          name: 'stsa.binary.dev',
          examples: read('stsa.binary.dev').map(({ grade, text }) => example(text, grade === 1 ? 1 : -1, 1)),
        },
        { name: 'stsa.fine.dev', examples: graded('stsa.fine.dev') },
      ],
    },
  ];
}

/** Ratings of 1 to 10: measured with those of at least 9 and at most 4. */
function readKorean(folder: string): ReviewSet[] {
  const rows = list(join(folder, 'korean'))
    .filter((name) => name.endsWith('.json'))
    .sort()
    .flatMap((name) => json<{ review: string; rating: string }[]>(join(folder, 'korean', name)))
    .map(({ review, rating }) => ({ text: review, rating: Number(rating) }));
  const graded = rows.map(({ text, rating }) =>
    example(text, rating >= 7 ? 1 : rating <= 4 ? -1 : 0, rating === 7 || rating === 8 ? MILD : 1),
  );
  return [divided('korean', 'ko', 'CC0', false, graded, (one) => one.label !== 0 && one.weight === 1)];
}

/** Stars of 10 to 50: measured with those of at least 40 and at most 20. */
function readChinese(folder: string): ReviewSet[] {
  const details = join(folder, 'chinese-films/details');
  const graded = list(details)
    .filter((name) => name.endsWith('.csv'))
    .sort()
    .flatMap((name) => csv<{ star: string; comment: string }>(join(details, name)))
    .filter(({ star }) => Number(star) > 0)
    .map(({ star, comment }) => example(comment, Math.sign(Number(star) - 30) as Label, 1));
  return [divided('chinese-films', 'zh', 'none stated', false, graded, ({ label }) => label !== 0)];
}

const MULTILINGUAL: Readonly<Record<string, string>> = {
  arabic: 'ar',
  chinese: 'zh',
  english: 'en',
  french: 'fr',
  german: 'de',
  hindi: 'hi',
  indonesian: 'id',
  italian: 'it',
  japanese: 'ja',
  portuguese: 'pt',
  spanish: 'es',
};

/** Of two languages there are rows to measure with only. */
function readMultilingual(folder: string): ReviewSet[] {
  const inside = join(folder, 'multilingual');
  return Object.entries(MULTILINGUAL)
    .filter(([name]) => list(inside).includes(name))
    .map(([name, language]) => {
      const files = list(join(inside, name));
      const read = (file: string) =>
        files.includes(file)
          ? csv<{ text: string; label: string }>(join(inside, name, file)).map(({ text, label }) =>
              example(text, LABELS[label] as Label, language === 'en' ? BESIDE : 1),
            )
          : [];
      return {
        name: `multilingual/${name}`,
        language,
        licence: 'varies, partly non-commercial',
        ships: false,
        train: read('train.csv'),
        heldBack: [],
        tests: [{ name: `multilingual/${name}`, examples: read('valid.csv') }],
      };
    });
}

const HELD_BACK_SEED = 5;

/** A set without a split of its own: a seeded fifth of those that count is held back to measure with. */
function divided(
  name: string,
  language: string,
  licence: string,
  ships: boolean,
  examples: readonly Example[],
  counts: (example: Example) => boolean = () => true,
): ReviewSet {
  const train: Example[] = [];
  const held: Example[] = [];
  shuffled(examples.length, HELD_BACK_SEED).forEach((index, i) =>
    (i % 5 === 0 ? held : train).push(examples[index] as Example),
  );
  return { name, language, licence, ships, train, heldBack: held, tests: [{ name, examples: held.filter(counts) }] };
}

const example = (text: string, label: Label, weight: number): Example => ({ text: plainText(text), label, weight });

function list(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

const lines = (path: string): string[] =>
  readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '');

const json = <T>(path: string): T => JSON.parse(readFileSync(path, 'utf8')) as T;

const csv = <T>(path: string): T[] =>
  parse(readFileSync(path), { columns: true, bom: true, relax_quotes: true, relax_column_count: true }) as T[];
