/** Forms that are sent from where the reader is, without leaving the page or the focus. */
import type { SubmitFunction } from '@sveltejs/kit';
import { invalidateAll } from '$app/navigation';

/** What a form came to: what its action answered, or why it was not taken, in a sentence. */
export type Outcome<Answer> =
  | { ok: true; answer: Answer }
  /** `faults`: what is wrong with which field. */
  | { ok: false; message: string; faults: Readonly<Record<string, string>> };

const FAILED = 'It could not be kept just now: try again in a moment.';

/** For `use:enhance`: sends the form, reads the page's data again, then says what came of it. */
export function posting<Answer>(done: (outcome: Outcome<Answer>) => void | Promise<void>): SubmitFunction {
  return () =>
    async ({ result }) => {
      if (result.type === 'success') {
        await invalidateAll();
        return done({ ok: true, answer: result.data as Answer });
      }
      // What was refused may have been made impossible elsewhere, such as in another tab: the page then shows that.
      if (result.type === 'failure') await invalidateAll();
      const message: unknown = result.type === 'failure' ? result.data?.['message'] : undefined;
      const faults = (result.type === 'failure' ? result.data?.['faults'] : undefined) as
        Record<string, string> | undefined;
      return done({ ok: false, message: typeof message === 'string' ? message : FAILED, faults: faults ?? {} });
    };
}

/** Where a form of this page goes. The view's parameters go along, for a browser without scripts. */
export function actionPath(url: URL, name: string): string {
  return `?/${name}${url.search === '' ? '' : `&${url.search.slice(1)}`}`;
}
