import { TransformerError } from './error.ts';

export const CLASSES = ['negative', 'neutral', 'positive'] as const;
export type Class = (typeof CLASSES)[number];

/** Labels that a model was exported without names for, by how many there are: always from worst to best. */
const NUMBERED: Readonly<Record<number, readonly Class[]>> = {
  2: ['negative', 'positive'],
  3: CLASSES,
  5: ['negative', 'negative', 'neutral', 'positive', 'positive'],
};
const NUMBER = /^label_\d+$/;
const STARS = /^([1-5]) stars?$/;
const NAME = /^(?:very )?(neg(?:ative)?|neu(?:tral)?|pos(?:itive)?)$/;

/**
 * Which class each output of a model is, by the labels of its `config.json`: `negative`, `NEU`, `Very Positive`, `1 star` … `5 stars`
 * (three are neutral), or `LABEL_0` … of two, three or five from worst to best.
 *
 * @throws TransformerError when it is another set of labels, or one without praise or blame
 */
export function classesOf(id2label: Readonly<Record<string, string>>): Class[] {
  const labels = Object.keys(id2label).map(
    (_, output) => id2label[output]?.trim().toLowerCase().replaceAll('_', ' ') ?? '',
  );
  const numbered = labels.every((label) => NUMBER.test(label.replaceAll(' ', '_')))
    ? NUMBERED[labels.length]
    : undefined;
  const classes: readonly (Class | undefined)[] = numbered ?? labels.map(classOf);
  if (classes.includes(undefined) || !classes.includes('positive') || !classes.includes('negative'))
    throw new TransformerError(
      `config.json has the labels ${JSON.stringify(Object.values(id2label))}; a model of sentiment has negative, neutral and positive, ` +
        '1 to 5 stars, or LABEL_0 and on from worst to best.',
    );
  return classes as Class[];
}

function classOf(label: string): Class | undefined {
  const stars = Number(STARS.exec(label)?.[1] ?? 0);
  if (stars > 0) return NUMBERED[5]?.[stars - 1];
  const name = NAME.exec(label)?.[1];
  return CLASSES.find((one) => name !== undefined && one.startsWith(name));
}
