import type { Store } from '../clickhouse/store.ts';
import { answersByTitle, CURRENT } from './answers.ts';
import type { Figure } from './read-model.ts';
import { netSentiment } from './reception-counts.ts';
import { shelf } from './shelf.ts';

/** What mentions of some titles think of them: of each author the newest one. Titles that nobody spoke of have no text. */
export async function mentionSentiment(
  store: Store,
  titles: readonly string[],
  nowMs: number,
): Promise<(title: string) => Figure> {
  const [{ receptions }, answers] = await Promise.all([
    shelf(store),
    answersByTitle<{ title: string; positive: number; neutral: number; negative: number }>(
      store,
      {
        name: 'buzz.mention-sentiment',
        of: 'receptions',
        text: `
          SELECT title, sum(positive) AS positive, sum(neutral) AS neutral, sum(negative) AS negative
          FROM served_reception_hour FINAL WHERE ${CURRENT} AND kind = 'mention' GROUP BY title`,
      },
      titles,
    ),
  ]);
  return (title) => {
    const [texts = { positive: 0, neutral: 0, negative: 0 }] = answers.get(title) ?? [];
    return netSentiment(texts, receptions.get(title)?.asOfMs ?? nowMs);
  };
}
