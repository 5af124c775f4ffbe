import { hostname } from 'node:os';
import { createTransport } from 'nodemailer';
import { quoted, SendError } from './carrier.ts';
import { SENDER_TAKES, senderOf, type Sender } from './sender.ts';

export interface Attachment {
  readonly filename: string;
  readonly content: Buffer;
  readonly contentType: string;
}

/** A mail to one person. */
export interface Letter {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly attachments: readonly Attachment[];
  /** The left part of its Message-ID: two mails of the same are one. */
  readonly messageId: string;
}

/** Resolves once the mail server has taken it. Rejects with {@link SendError}. */
export type SendMail = (letter: Letter) => Promise<void>;

/** What a server may let us wait for. */
const CONNECT_MS = 10_000;
const ANSWER_MS = 30_000;

/**
 * Sends by the server of SMTP_URL, a connection each: some mails a week.
 *
 * @throws Error when its `?from=` is no address.
 */
export function mailBy(smtpUrl: string): SendMail {
  const transport = transportTo(smtpUrl);
  const from = mailsAreFrom(smtpUrl);
  const domain = from.address.slice(from.address.lastIndexOf('@') + 1);
  return async ({ to, messageId, subject, text, html, attachments }) => {
    try {
      await transport.sendMail({
        from: { ...from },
        // As an object it is one address, whatever is in it.
        to: { name: '', address: to },
        messageId: `<${messageId}@${domain}>`,
        ...{ subject, text, html },
        attachments: [...attachments],
        // Nobody's out-of-office answers it.
        headers: { 'Auto-Submitted': 'auto-generated' },
      });
    } catch (error) {
      throw sendError(error, from);
    }
  };
}

/** Who mails are from: SMTP_URL's `?from=`, else its user where that is an address. */
export function mailsAreFrom(smtpUrl: string): Sender {
  const sender = senderOf(smtpUrl);
  if (sender) return sender;
  if (sender === null) throw new Error(`The from of SMTP_URL is not ${SENDER_TAKES}.`);
  const user = decodeURIComponent(new URL(smtpUrl).username);
  return { name: 'Ovation', address: user.includes('@') ? user : `ovation@${hostname()}` };
}

/** Whether the mail server takes mails from us: connects, encrypts and signs in. Rejects with {@link SendError}. */
export async function tryMail(smtpUrl: string): Promise<void> {
  await transportTo(smtpUrl)
    .verify()
    .catch((error: unknown) => {
      throw sendError(error, mailsAreFrom(smtpUrl));
    });
}

/** A password is given on an encrypted connection only, save to this machine itself. */
function transportTo(smtpUrl: string) {
  const url = new URL(smtpUrl);
  const secure = url.protocol === 'smtps:';
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const user = decodeURIComponent(url.username);
  return createTransport({
    ...{ host, port: Number(url.port) || (secure ? 465 : 587), secure },
    ...(user !== '' && { auth: { user, pass: decodeURIComponent(url.password) } }),
    requireTLS: user !== '' && !secure && !['localhost', '127.0.0.1', '::1'].includes(host),
    ...{
      connectionTimeout: CONNECT_MS,
      dnsTimeout: CONNECT_MS,
      greetingTimeout: ANSWER_MS,
      socketTimeout: 2 * ANSWER_MS,
    },
    // What a report holds is never an address to be read from.
    ...{ disableFileAccess: true, disableUrlAccess: true },
  });
}

interface SmtpError extends Error {
  code?: string;
  /** What was answered to. */
  command?: string;
  responseCode?: number;
  response?: string;
}

function sendError(cause: unknown, { address }: Sender): SendError {
  const { code = '', command = '', responseCode, response, message } = cause as SmtpError;
  const said = response === undefined ? '' : quoted(response);
  const refusal = code === 'EENVELOPE' || code === 'EMESSAGE';
  // The server will not take this mail, or not for this address.
  const permanent = refusal && (command === 'RCPT TO' || command === 'DATA') && (responseCode ?? 0) >= 500;
  if (permanent)
    return new SendError(`The mail server refused it: “${said}”. Look at the address; Resend tries again.`, {
      ...{ permanent, cause },
    });
  // What it has against us may be mended before the next try.
  const failed = (what: string) => new SendError(what, { permanent, cause });
  if (command === 'MAIL FROM' && (responseCode ?? 0) >= 500)
    return failed(`The mail server takes no mails from ${address}: “${said}”. Look at the from of SMTP_URL.`);
  if (refusal && said !== '') return failed(`The mail server did not take it yet: “${said}”.`);
  const hint = 'Look at SMTP_URL.';
  if (code === 'EAUTH') return failed(`The mail server refused the user or password: “${said}”. ${hint}`);
  if (code === 'EDNS') return failed(`The mail server’s name is not known. ${hint}`);
  return failed(`The mail server could not be used (${quoted(said || message)}). ${hint}`);
}
