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
export type Answer = { value?: number | null; interval?: readonly number[] | undefined; n?: number | undefined; withheld?: boolean } | number | null | undefined;

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

  readonly slate = (back = 0) => this.#once(`slate ${back}`, async () => plain(await slateEndpoint.read(this.#web, this.#week(back))));
  readonly summary = (id: string, back = 0) =>
    this.#once(`summary ${id} ${back}`, async () => plain(await summaryEndpoint.read(this.#web, { id, ...this.#week(back) })));
  readonly launch = (id: string) => this.#once(`launch ${id}`, async () => plain(await launchEndpoint.read(this.#web, { id })));
  readonly completion = (id: string) =>
    this.#once(`completion ${id}`, async () => plain(await completionEndpoint.read(this.#web, { id })));
  readonly reception = (id: string) =>
    this.#once(`reception ${id}`, async () => plain(await receptionEndpoint.read(this.#web, { id })));
  readonly buzz = (id: string) => this.#once(`buzz ${id}`, async () => plain(await titleBuzzEndpoint.read(this.#web, { id })));
  readonly slateBuzz = () => this.#once('buzz', async () => plain(await slateBuzzEndpoint.read(this.#web, {})));
  readonly audience = (id: string) =>
    this.#once(`audience ${id}`, async () => plain(await titleAudienceEndpoint.read(this.#web, { id, dimension: 'country' })));
  readonly health = () => this.#once('health', async () => plain(await healthEndpoint.read(this.#web, {})));

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

  async promo(id: string, of: 'views' | 'mentions', back = 0): Promise<number> {
    const { days } = (await this.buzz(id)).velocity[of];
    return days.filter(({ at }) => this.#within(at, back)).reduce((sum, { count }) => sum + count, 0);
  }

  /** In how many of the last 52 weeks a title was among the ten first. */
  async weeksOnChart(id: string): Promise<number> {
    let weeks = 0;
    for (let back = 0; back < 52; back += 1) {
      const row = (await this.slate(back)).rows.find((one) => one.title.id === id);
      if (row && row.rank !== null && row.rank <= 10) weeks += 1;
    }
    return weeks;
  }
}

/** As a reader of the API has it. */
const plain = <T>(answer: T): Exclude<T, Response> => JSON.parse(JSON.stringify(answer)) as Exclude<T, Response>;
