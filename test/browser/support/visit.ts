import axe, { type AxeResults } from 'axe-core';
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { inject } from 'vitest';

export const WIDE = { width: 1440, height: 900 };
export const NARROW = { width: 390, height: 844 };

export interface VisitOptions {
  readonly viewport?: { width: number; height: number };
  /** What the reader's system prefers. */
  readonly scheme?: 'dark' | 'light';
  /** Where the pages are; the stack with the simulated audience unless told otherwise. */
  readonly url?: string;
}

/** One reader in a browser of their own, and everything that a browser complains of meanwhile. */
export class Visit {
  readonly page: Page;
  readonly context: BrowserContext;
  readonly url: string;
  /** Console errors and warnings, failed requests and refused content, each in a line; empty for sound pages. */
  readonly complaints: string[] = [];

  private constructor(context: BrowserContext, page: Page, url: string) {
    this.context = context;
    this.page = page;
    this.url = url;
    const { host } = new URL(url);
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') this.complaints.push(message.text());
    });
    page.on('pageerror', (error) => this.complaints.push(error.stack ?? error.message));
    page.on('request', (request) => {
      const asked = new URL(request.url());
      if (asked.host !== host && !['data:', 'blob:'].includes(asked.protocol))
        this.complaints.push(`asked another host: ${request.url()}`);
    });
    page.on('response', (response) => {
      if (response.status() >= 400) this.complaints.push(`${response.status()} for ${response.url()}`);
    });
    page.on('requestfailed', (request) => {
      const why = request.failure()?.errorText;
      // A reader who goes on does not wait for what the last page still asked for.
      if (why !== 'net::ERR_ABORTED') this.complaints.push(`${why} for ${request.url()}`);
    });
  }

  static async begin(browser: Browser, options: VisitOptions = {}): Promise<Visit> {
    const settings: BrowserContextOptions = {
      viewport: options.viewport ?? WIDE,
      colorScheme: options.scheme ?? 'dark',
      locale: 'en-GB',
      timezoneId: 'UTC',
      // Marks and pages stand where they are going, so that nothing is looked at half way.
      reducedMotion: 'reduce',
    };
    const context = await browser.newContext(settings);
    // A dropped page says so itself: a refusal of the content policy is an error of the console too, but not in a worker.
    await context.addInitScript(() => {
      document.addEventListener('securitypolicyviolation', (event) =>
        console.error(`refused by the content policy: ${event.violatedDirective} ${event.blockedURI}`),
      );
    });
    return new Visit(context, await context.newPage(), options.url ?? inject('pagesUrl'));
  }

  /** Goes to a path as one who types it, and waits until the page answers to its reader. */
  async open(path: string): Promise<void> {
    await this.page.goto(this.url + path);
    await this.ready();
  }

  /** Resolves once the page is drawn, awake and live. */
  async ready(): Promise<void> {
    await this.page.locator('.pulse.live, .pulse.quiet').first().waitFor();
    await this.page.locator('main[aria-busy="false"]').waitFor();
  }

  /** Pixels that the page can be scrolled sideways: 0 for one that fits. */
  async sidewaysPixels(): Promise<number> {
    return this.page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  }

  /** What breaks WCAG 2.2 AA, one line each: the rule, the element, and why. */
  async accessibilityFaults(): Promise<string[]> {
    await this.page.evaluate(axe.source);
    const { violations } = await this.page.evaluate(async () => {
      const { axe: engine } = window as unknown as {
        axe: { run: (options: unknown) => Promise<AxeResults> };
      };
      return engine.run({
        runOnly: { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] },
        resultTypes: ['violations'],
      });
    });
    return violations.flatMap((violation) =>
      violation.nodes.map((node) => `${violation.id}: ${node.html.slice(0, 160)} (${node.failureSummary ?? ''})`),
    );
  }

  async end(): Promise<void> {
    await this.context.close();
  }
}
