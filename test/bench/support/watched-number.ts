import type { Browser, Page } from 'playwright-core';

/** What the page notes: values of the number, and when it changed to them (milliseconds since the epoch). */
interface PageChanges {
  readonly changes: readonly { readonly atMs: number; readonly value: number }[];
}

/** Watches "Watching now" of a Launch room: each change is stamped in the page, as it is made. */
export class WatchedNumber {
  readonly #page: Page;

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
      const changes: { atMs: number; value: number }[] = [];
      Object.assign(window, { changes });
      new MutationObserver(() => {
        changes.push({ atMs: Date.now(), value: Number(figure.textContent) });
      }).observe(figure, { childList: true, characterData: true, subtree: true });
    });
    return new WatchedNumber(page);
  }

  /** When the number first was this or more; null when it takes too long. */
  async reaches(value: number, limitMs: number): Promise<number | null> {
    try {
      const handle = await this.#page.waitForFunction(
        (least) => (window as unknown as PageChanges).changes.find((change) => change.value >= least)?.atMs,
        value,
        { timeout: limitMs, polling: 50 },
      );
      return (await handle.jsonValue()) ?? null;
    } catch {
      return null;
    }
  }

  close(): Promise<void> {
    return this.#page.close();
  }
}
