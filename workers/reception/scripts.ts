/** Chinese, Japanese and Korean characters, for a class of a regular expression. */
export const IDEOGRAPH = '\\u3040-\\u30ff\\u3400-\\u9fff\\uac00-\\ud7af';

/** One of them says as much as so many letters. */
export const IDEOGRAPH_LETTERS = 2.5;

const INSIDE: ReadonlySet<string> = new Set(['ja', 'ko', 'zh']);

/** Whether a language is written without spaces, or with particles that stick: no letter beside a word of it means anything. */
export const isWrittenInside = (language: string): boolean => INSIDE.has(language);

const IDEOGRAPHS = new RegExp(`[${IDEOGRAPH}]`, 'g');

/** How long a text is, in letters: one of ideographs says more than it seems. */
export const lettersOf = (text: string): number =>
  text.length + (text.match(IDEOGRAPHS)?.length ?? 0) * (IDEOGRAPH_LETTERS - 1);
