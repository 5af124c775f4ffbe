import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LinearModel } from './linear.ts';
import { decodeWeights, type Weights } from './weights.ts';

/** Weights that come along. */
export const SHIPPED_FOLDER = join(import.meta.dirname, 'weights');

/** Weights that a user trained. */
export const sentimentFolder = (dataDir: string): string => join(dataDir, 'sentiment');

export const weightsFile = (folder: string, language: string): string => join(folder, `${language}.weights`);

/** @returns null when there are none @throws WeightsError */
export function readWeights(folder: string, language: string): Weights | null {
  const file = weightsFile(folder, language);
  return existsSync(file) ? decodeWeights(readFileSync(file), file) : null;
}

/** Models by language: those that a user trained, else those that come along. @throws WeightsError */
export function openModels(folder?: string): Map<string, LinearModel> {
  const models = new Map<string, LinearModel>();
  for (const from of folder === undefined ? [SHIPPED_FOLDER] : [SHIPPED_FOLDER, folder]) {
    if (!existsSync(from)) continue;
    for (const name of readdirSync(from).sort()) {
      const language = /^([a-z]{2,3})\.weights$/.exec(name)?.[1];
      const weights = language === undefined ? null : readWeights(from, language);
      if (weights) models.set(weights.header.language, new LinearModel(weights));
    }
  }
  return models;
}
