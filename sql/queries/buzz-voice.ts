import type { Store } from '../clickhouse/store.ts';
import type { ShareOfVoice } from './buzz-model.ts';
import { voiceRow, type VoiceRow } from './buzz-rows.ts';
import { figure, RATE_FLOOR } from './figure.ts';
import type { Figure, Range } from './read-model.ts';
import { shelf } from './shelf.ts';
import { clusteredInterval } from './statistics.ts';
import { HOUR_MS } from './time.ts';
import { VOICE_HOURS, voiceWindow } from './voice-window.ts';

const MOST_TITLES = 8;

/** Share of voice of titles in the last week that was counted. */
export class Voices {
  readonly #row: VoiceRow | null;
  readonly window: Range;
  readonly asOfMs: number;

  private constructor(row: VoiceRow | null, nowMs: number) {
    this.#row = row;
    this.asOfMs = row?.asOfMs ?? nowMs;
    const { fromMs, untilMs } = voiceWindow(nowMs);
    const toMs = row ? row.hour * HOUR_MS : untilMs;
    this.window = row ? { fromMs: toMs - VOICE_HOURS * HOUR_MS, toMs } : { fromMs, toMs };
  }

  static async of(store: Store, nowMs: number): Promise<Voices> {
    return new Voices(await voiceRow(store), nowMs);
  }

  mentions(title: string): number {
    return this.#row?.titles.find((one) => one.title === title)?.mentions ?? 0;
  }

  share(title: string): Figure {
    const { asOfMs } = this;
    const n = this.#row?.mentions ?? 0;
    if (!this.#row || n < RATE_FLOOR)
      return figure('share_of_voice', null, asOfMs, { n, reason: `Fewer than ${RATE_FLOOR} mentions of all titles.` });
    const own = this.#row.titles.find((one) => one.title === title) ?? { mentions: 0, squares: 0, byAll: 0 };
    const interval = clusteredInterval({
      ...{ k: this.#row.authors, n, y: own.mentions },
      ...{ nn: this.#row.squares, yy: own.squares, ny: own.byAll },
    });
    const share = own.mentions / n;
    return figure('share_of_voice', share, asOfMs, { n, ...(interval && { interval }) });
  }

  /** The most mentioned titles and the one in question, most first. */
  most(title: string): { title: string; mentions: number; share: number }[] {
    if (!this.#row) return [];
    const { mentions: all, titles } = this.#row;
    const ranked = titles.toSorted((a, b) => b.mentions - a.mentions || (a.title < b.title ? -1 : 1));
    const own = ranked.findIndex((one) => one.title === title);
    const shown = own < MOST_TITLES ? ranked.slice(0, MOST_TITLES) : [...ranked.slice(0, MOST_TITLES - 1), ranked[own]];
    return shown.flatMap((one) =>
      one ? [{ title: one.title, mentions: one.mentions, share: one.mentions / all }] : [],
    );
  }
}

export async function shareOfVoice(store: Store, title: string, nowMs: number): Promise<ShareOfVoice> {
  const [voices, { titles }] = await Promise.all([Voices.of(store, nowMs), shelf(store)]);
  return {
    window: voices.window,
    share: voices.share(title),
    mentions: voices.mentions(title),
    titles: voices.most(title).map(({ title: id, mentions, share }) => {
      const info = titles.get(id)?.info;
      return { titleId: id, name: info?.name ?? id, season: info?.season ?? null, mentions, share };
    }),
  };
}
