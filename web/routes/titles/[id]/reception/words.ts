/** Small words of the reception page. */
import type {
  Quote,
  Reception,
  ReceptionFigures,
  Sentiment,
  SentimentCounts,
  SentimentModel,
  Unscored,
} from '../../../../../sql/queries/reception-model.ts';
import { languageName } from '../../../../lib/format/names.ts';
import { exact, percent, plural } from '../../../../lib/format/numbers.ts';

export const SENTIMENTS: Readonly<Record<Sentiment, string>> = {
  positive: 'praise',
  neutral: 'neutral',
  negative: 'blame',
};

/** What was loaded is read and counted by jobs: said wherever figures are still to come. */
export const SOON = 'within minutes';

/** What a title is told by of which nothing is counted yet: that something waits, or that nothing was said. */
export const nothingYet = ({ counting }: Pick<Reception, 'counting'>): { title: string; text: string } =>
  counting
    ? {
        title: 'It is being counted',
        text: `Reviews and mentions of it were loaded and wait to be read. Their figures stand here ${SOON}.`,
      }
    : {
        title: 'Nothing was said of it yet',
        text: `Reviews and mentions are sent like plays, or imported from the files of any site, and stand here ${SOON}:`,
      };

const TEXT_FLOOR = 10;

export const scored = ({ positive, neutral, negative }: SentimentCounts): number => positive + neutral + negative;

/** `61 % praise, 23 % blame`; of fewer than ten texts in numbers, as a percentage of four says more than is known. */
export function sharesText(texts: SentimentCounts): string {
  const n = scored(texts);
  if (n === 0) return '';
  if (n < TEXT_FLOOR) return `${exact(texts.positive)} praise, ${exact(texts.negative)} blame`;
  return `${percent(texts.positive / n, 0)} praise, ${percent(texts.negative / n, 0)} blame`;
}

export const WHY: Readonly<Record<Unscored, string>> = {
  'no-words': 'without words',
  'no-model': 'no model of the language yet',
  'unknown-language': 'language not known',
};

/** `linear-tr` → Turkish model; a model of no single language keeps its id. */
export function modelName({ id, version }: Pick<SentimentModel, 'id' | 'version'>): string {
  const [, kind, language] = /^(linear|lexicon)-([a-z]{2,3})$/.exec(id) ?? [];
  const name = language === undefined ? id : `${languageName(language)} ${kind === 'lexicon' ? 'lexicon' : 'model'}`;
  return `${name} v${version}`;
}

/** `trained models v2 (812 texts in 5 languages), lexicons v1 (90 texts in 3 languages)`: who reads which is told by language. */
export function modelsText(models: readonly SentimentModel[]): string {
  const kinds = Map.groupBy(models, ({ id, version }) => `${kindName(id)} v${version}`);
  return [...kinds]
    .map(([kind, own]) => {
      const texts = own.reduce((sum, model) => sum + model.texts, 0);
      return `${kind} (${plural(texts, 'text')}${own.length > 1 ? ` in ${plural(own.length, 'language')}` : ''})`;
    })
    .join(', ');
}
function kindName(id: string): string {
  if (id.startsWith('linear-')) return 'trained models';
  return id.startsWith('lexicon-') ? 'lexicons' : id;
}

/** `4 of 5`, as it was given; where its scale is not known what it is mapped to. '' without a rating. */
export function givenText({ rating, given }: Pick<Quote, 'rating' | 'given'>): string {
  if (rating === null) return '';
  if (given === null) return `${rating.toFixed(1)} of 10, mapped`;
  const [lowest, highest] = given.scale;
  if (lowest === 0 && highest === 1)
    return given.rating === 1 ? 'thumbs up' : given.rating === 0 ? 'thumbs down' : 'thumbs level';
  const shown = String(Number(given.rating.toFixed(2))).replace('-', '−');
  // Of 5 nobody asks whether it begins with 0, ½ or 1; of others it has to be said.
  return lowest >= 0 && lowest <= 1
    ? `${shown} of ${highest}`
    : `${shown} on ${String(lowest).replace('-', '−')} to ${highest}`;
}

/** `412 reviews · 1,230 mentions`. */
export function voicesText(reviews: ReceptionFigures, mentions: ReceptionFigures): string {
  return `${plural(reviews.voices, 'review')} · ${plural(mentions.voices, 'mention')}`;
}
