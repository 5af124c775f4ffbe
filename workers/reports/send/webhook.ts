import { quoted, SendError } from './carrier.ts';

/** Slack answers within a second. */
const ANSWER_MS = 20_000;
const ANSWER_MAX_BYTES = 1_000;

/**
 * Posts to a Slack-compatible webhook. Its address is a secret: no error tells it.
 *
 * @throws SendError
 */
export async function postTo(webhook: string, message: object): Promise<void> {
  let response: Response;
  try {
    response = await fetch(webhook, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(message),
      // What was given is where it goes, and nowhere else.
      redirect: 'manual',
      signal: AbortSignal.timeout(ANSWER_MS),
    });
  } catch (error) {
    throw new SendError(`The webhook could not be reached (${reasonOf(error)}).`, { permanent: false });
  }
  // Slack's is a word, such as `no_service`; anything longer is some page that is not for the log.
  const word = /^[\w ]{1,40}$/.exec(await beginningOf(response).catch(() => ''))?.[0];
  if (response.ok) return;
  const said = `${response.status}${word === undefined ? '' : ` ${quoted(word)}`}`;
  const permanent = response.status < 500 && response.status !== 408 && response.status !== 429;
  throw new SendError(
    permanent
      ? `The webhook refused it (${said}): make a new one, and give its address to the schedule.`
      : `The webhook did not take it yet (${said}).`,
    { permanent },
  );
}

/** No more of an answer than is looked at, however much there is of it. */
async function beginningOf({ body }: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body ?? []) {
    chunks.push(chunk);
    bytes += chunk.length;
    // What is left is not waited for: to leave the loop ends the connection.
    if (bytes > ANSWER_MAX_BYTES) break;
  }
  return Buffer.concat(chunks).toString();
}

/** A code, as the message and the stack of such an error may name the whole address. */
function reasonOf(error: unknown): string {
  if (error instanceof DOMException && error.name === 'TimeoutError') return 'no answer';
  const { cause } = error as { cause?: { code?: unknown } };
  return typeof cause?.code === 'string' ? cause.code : 'no connection';
}
