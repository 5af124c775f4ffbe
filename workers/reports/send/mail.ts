import { hostname } from 'node:os';
import { createTransport } from 'nodemailer';
import { quoted, SendError } from './carrier.ts';

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
 * Sends by the server of SMTP_URL, a connection each: some mails a week. Who it is from is SMTP_URL's `?from=`, else its user
 * where that is an address.
 */
export function mailBy(smtpUrl: string): SendMail {
  const transport = transportTo(smtpUrl);
  const { searchParams, username } = new URL(smtpUrl);
  const user = decodeURIComponent(username);
  const from = searchParams.get('from') ?? (user.includes('@') ? user : `ovation@${hostname()}`);
  const domain = from.slice(from.lastIndexOf('@') + 1);
  return async ({ to, messageId, subject, text, html, attachments }) => {
    try {
      await transport.sendMail({
        from: { name: 'Ovation', address: from },
        // As an object it is one address, whatever is in it.
        to: { name: '', address: to },
        messageId: `<${messageId}@${domain}>`,
        ...{ subject, text, html },
        attachments: [...attachments],
        // Nobody's out-of-office answers it.
        headers: { 'Auto-Submitted': 'auto-generated' },
      });
    } catch (error) {
      throw sendError(error);
    }
  };
}

/** Whether the mail server takes mails from us: connects, encrypts and signs in. Rejects with {@link SendError}. */
export async function tryMail(smtpUrl: string): Promise<void> {
  await transportTo(smtpUrl)
    .verify()
    .catch((error: unknown) => {
      throw sendError(error);
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
  responseCode?: number;
  response?: string;
}

function sendError(cause: unknown): SendError {
  const { code = '', responseCode, response, message } = cause as SmtpError;
  const said = response === undefined ? '' : quoted(response);
  // The server will not take this mail, or not for this address. What it has against us may be mended before the next try.
  const aboutMail = code === 'EENVELOPE' || code === 'EMESSAGE';
  const permanent = aboutMail && (responseCode ?? 0) >= 500;
  if (aboutMail && said !== '')
    return new SendError(
      permanent
        ? `The mail server refused it: “${said}”. Look at the address; Resend tries again.`
        : `The mail server did not take it yet: “${said}”.`,
      { permanent, cause },
    );
  const hint = 'Look at SMTP_URL.';
  if (code === 'EAUTH')
    return new SendError(`The mail server refused the user or password: “${said}”. ${hint}`, { permanent, cause });
  if (code === 'EDNS') return new SendError(`The mail server’s name is not known. ${hint}`, { permanent, cause });
  return new SendError(`The mail server could not be used (${quoted(said || message)}). ${hint}`, { permanent, cause });
}
