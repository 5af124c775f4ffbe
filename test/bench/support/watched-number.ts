import type { Browser, Page } from 'playwright-core';

/** A number of a page, and when the page changed it. */
export interface NumberChange {
  /** Milliseconds since the epoch, by the clock of the machine. */
  readonly atMs: number;
  readonly text: string;
}

/** Watches "Watching now" of a Launch room: each change is stamped in the page, as it is made. */
export class WatchedNumber {
  readonly #page: Page;
  #taken = 0;

  private constructor(page: Page) {
    this.#page = page;
  }

  static async open(browser: Browser, url: string): Promise<WatchedNumber> {
    const page = await browser.newPage();
    await page.goto(url, { waitUntil: 'networkidle' });
    await page.locator('.stat', { hasText: 'Watching now' }).locator('.figure').waitFor();
    await page.evaluate(() => {
      const name = [...document.querySelectorAll('.stat')].find((stat) => stat.textContent.includes('Watching now'));
      const figure = name?.querySelector('.figure');
      if (!figure) throw new Error('There is no figure "Watching now".');
      const changes: { atMs: number; text: string }[] = [];
      Object.assign(window, { changes });
      let before = figure.textContent;
      new MutationObserver(() => {
        const text = figure.textContent;
        if (text === before) return;
        before = text;
        changes.push({ atMs: Date.now(), text });
      }).observe(figure, { childList: true, characterData: true, subtree: true });
    });
    return new WatchedNumber(page);
  }

  /** The next change that was not returned yet; null when none comes in time. */
  async next(limitMs: number): Promise<NumberChange | null> {
    const taken = this.#taken;
    try {
      const handle = await this.#page.waitForFunction(
        (index) => (window as unknown as { changes: NumberChange[] }).changes[index],
        taken,
        { timeout: limitMs, polling: 50 },
      );
      this.#taken++;
      return (await handle.jsonValue()) as NumberChange;
    } catch {
      return null;
    }
  }

  close(): Promise<void> {
    return this.#page.close();
  }
}
