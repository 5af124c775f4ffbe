import { z } from 'zod';

/** Who mails are from. */
export interface Sender {
  readonly name: string;
  readonly address: string;
}

/** `localhost` is a host of mail, too. */
const addressSchema = z.email({ pattern: z.regexes.html5Email }).max(254);

/** What a `?from=` takes. */
export const SENDER_TAKES = 'one e-mail address, such as ovation@host.example or Weekly figures <ovation@host.example>';

/**
 * Who the `?from=` of a mail server's address says mails are from: one e-mail address, or one in angle brackets after a name. A plus
 * sign in it is one. Undefined: it says nothing. Null: that is none.
 */
export function senderOf(smtpUrl: string): Sender | null | undefined {
  const from = new URLSearchParams(new URL(smtpUrl).search.replaceAll('+', '%2B')).get('from')?.trim();
  if (!from) return undefined;
  const [, name = '', bracketed] = /^([^<>\p{Cc}]*)<([^<>]*)>$/u.exec(from) ?? [];
  const address = addressSchema.safeParse(bracketed ?? from);
  if (!address.success) return null;
  return { name: name.trim().replace(/^"(.*)"$/, '$1') || 'Ovation', address: address.data };
}
