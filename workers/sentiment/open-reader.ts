import type { Scorer, ScorerFolders } from './contract.ts';
import { openModels } from './models.ts';
import { Reader } from './reader.ts';
import { openTransformer } from './transformer/transformer.ts';

/** What scores on the thread it is called on: the transformer when its folder is told, else our models and lexicons. */
export async function openReader({ folder, onnxFolder }: ScorerFolders): Promise<Scorer> {
  if (onnxFolder !== undefined) return openTransformer(onnxFolder);
  const reader = new Reader(openModels(folder));
  const { id, languages } = reader;
  return { id, languages, score: async (texts) => texts.map((text) => reader.score(text)) };
}
