import type { WebContext } from '../../../web/server/context.ts';
import { titleAudienceEndpoint } from '../../../web/server/api/audience-endpoint.ts';
import { slateBuzzEndpoint, titleBuzzEndpoint } from '../../../web/server/api/buzz-endpoint.ts';
import { completionEndpoint } from '../../../web/server/api/completion-endpoint.ts';
import { healthEndpoint } from '../../../web/server/api/health-endpoint.ts';
import { launchEndpoint } from '../../../web/server/api/launch-endpoint.ts';
import { receptionEndpoint } from '../../../web/server/api/reception-endpoint.ts';
import { slateEndpoint } from '../../../web/server/api/slate-endpoint.ts';
import { summaryEndpoint } from '../../../web/server/api/summary-endpoint.ts';
import { netOf } from '../../../sql/queries/statistics.ts';

const DAY_MS = 86_400_000;
const WEEK_MS = 7 * DAY_MS;
const text = (atMs: number) => new Date(atMs).toISOString();

/** A figure of the API, or a plain number of it: what a cell of a report has to say. */
export type Answer =
  | { value?: number | null; interval?: readonly number[] | undefined; n?: number | undefined; withheld?: boolean }
  | number
  | null
  | undefined;

/** What the read API says of a week (UTC), in the places of a report's cells. */
export class ReportAnswers {
  readonly #web: WebContext;
  readonly #fromMs: number;
  readonly #kept = new Map<string, Promise<unknown>>();

  constructor(web: WebContext, monday: string) {
    this.#web = web;
    this.#fromMs = Date.parse(monday);
  }

  #once<T>(key: string, read: () => Promise<T>): Promise<T> {
    let kept = this.#kept.get(key) as Promise<T> | undefined;
    if (!kept) this.#kept.set(key, (kept = read()));
    return kept;
  }

  #week(weeksBack: number) {
    const fromMs = this.#fromMs - weeksBack * WEEK_MS;
    return { from: { atMs: fromMs }, to: { atMs: fromMs + WEEK_MS } };
  }

  /** Asks once, as a reader of the API has the answer. */
  #ask<Answered>(
    endpoint: { path: string; read: (web: WebContext, parameters: never) => Promise<Answered | Response> },
    parameters: object,
  ): Promise<Answered> {
    return this.#once(endpoint.path + JSON.stringify(parameters), async () => {
      const answer = await endpoint.read(this.#web, parameters as never);
      return JSON.parse(JSON.stringify(answer)) as Answered;
    });
  }

  readonly slate = (back = 0) => this.#ask(slateEndpoint, this.#week(back));
  readonly summary = (id: string, back = 0) => this.#ask(summaryEndpoint, { id, ...this.#week(back) });
  readonly launch = (id: string) => this.#ask(launchEndpoint, { id });
  readonly completion = (id: string) => this.#ask(completionEndpoint, { id });
  readonly reception = (id: string) => this.#ask(receptionEndpoint, { id });
  readonly buzz = (id: string) => this.#ask(titleBuzzEndpoint, { id });
  readonly slateBuzz = () => this.#ask(slateBuzzEndpoint, {});
  readonly audience = (id: string) => this.#ask(titleAudienceEndpoint, { id, dimension: 'country' });
  readonly health = () => this.#ask(healthEndpoint, {});

  /** Whether an instant of the API lies in the week, or in one before it. */
  readonly #within = (at: string, back: number) => {
    const { from, to } = this.#week(back);
    return at >= text(from.atMs) && at < text(to.atMs);
  };

  /** Texts of a week's days, summed. */
  async texts(ids: readonly string[], group: 'all' | 'reviews' | 'mentions', back = 0) {
    const sums = { positive: 0, neutral: 0, negative: 0, unscored: 0 };
    for (const id of ids)
      for (const day of (await this.reception(id)).days.filter(({ at }) => this.#within(at, back)))
        for (const key of ['positive', 'neutral', 'negative', 'unscored'] as const) sums[key] += day[group][key];
    const { positive, neutral, negative } = sums;
    const net = netOf(positive, negative, positive + neutral + negative);
    return { ...sums, net: net !== null && net.n >= 10 ? net : null };
  }

  /** Null where nobody has told of any day of the week. */
  async promo(id: string, of: 'views' | 'mentions', back = 0): Promise<number | null> {
    const days = (await this.buzz(id)).velocity[of].days.filter(({ at }) => this.#within(at, back));
    if (days.length > 0 && days.every(({ count }) => count === null)) return null;
    return days.reduce((sum, { count }) => sum + (count ?? 0), 0);
  }

  /** In how many weeks a title was among the ten first: a history of eight. */
  async weeksOnChart(id: string): Promise<number> {
    let weeks = 0;
    for (let back = 0; back < 9; back += 1) {
      const row = (await this.slate(back)).rows.find((one) => one.title.id === id);
      if (row && row.rank !== null && row.rank <= 10) weeks += 1;
    }
    return weeks;
  }
}
