import { createHash } from 'node:crypto';
import { hasWords, plainText } from '../clean.ts';
import type { Score, Scorer, TextToScore, Unscored } from '../contract.ts';
import { languageOf } from '../detect.ts';
import { READING_VERSION } from '../reader.ts';
import { openClassifier } from './classifier.ts';
import { batchesOf, encoder } from './encoding.ts';
import { TransformerError } from './error.ts';
import { contentsOf, readTransformerFolder } from './folder.ts';
import { loadRuntime } from './runtime.ts';

/** Languages it is made for are not told by a folder: it is asked about every text. BCP 47 for several. */
const ANY_LANGUAGE = 'mul';

/**
 * Opens a transformer that somebody else trained, exported to ONNX. It scores texts of every language, also of those that
 * cannot be told, on the thread it is called on.
 *
 * @param path a folder as Hugging Face exports it
 * @throws TransformerError for whatever is missing or does not fit together
 */
export async function openTransformer(path: string): Promise<Scorer> {
  const folder = readTransformerFolder(path);
  const { ort, Tokenizer } = await loadRuntime();
  const encode = openEncoder();
  const classify = await openClassifier(ort, folder);
  // A model of another task, or with other labels than it says, is found out here.
  await classify([encode('a')]);
  const contents = await contentsOf(folder);
  const model = `onnx-${folder.name}`;
  // 24 bits: another number for another model, and still one to read.
  const version = Number.parseInt(contents.slice(0, 6), 16);
  const digest = createHash('sha256')
    .update(JSON.stringify([READING_VERSION, contents]))
    .digest('hex');
  return {
    id: `${model}.${digest.slice(0, 12)}`,
    languages: [{ language: ANY_LANGUAGE, model, version }],
    async score(texts) {
      const answers: (Score | Unscored)[] = [];
      const read: { at: number; language: string; ids: readonly number[] }[] = [];
      texts.forEach(({ text, language: said }: TextToScore, at) => {
        const plain = plainText(text);
        const ids = hasWords(plain) ? encode(plain) : [];
        if (ids.length === 0) answers[at] = { language: '', why: 'no-words' };
        else read.push({ at, language: languageOf(plain, said), ids });
      });
      for (const batch of batchesOf(read)) {
        const probabilities = await classify(batch.map(({ ids }) => ids));
        batch.forEach(({ at, language }, row) => {
          answers[at] = { ...(probabilities[row] as (typeof probabilities)[number]), language, model, version };
        });
      }
      return answers;
    },
  };

  function openEncoder() {
    try {
      return encoder(new Tokenizer(folder.tokenizer, folder.tokenizerConfig), folder.maxTokens);
    } catch (error) {
      throw new TransformerError(`tokenizer.json of ${path} can't be used (${(error as Error).message}).`, error);
    }
  }
}
