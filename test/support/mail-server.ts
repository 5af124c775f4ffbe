import type { AddressInfo, Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { SMTPServer } from 'smtp-server';

export interface Received {
  readonly to: string;
  readonly messageId: string;
  readonly subject: string;
  /** Who it is from, as its head says. */
  readonly from: string;
  /** The whole message, head and body. */
  readonly source: string;
}

/** What a test does with a mail before the server answers; an error is what it answers. */
export interface Handling {
  /** A mail begins: who it is from. */
  onSender?: (address: string) => Promise<void> | void;
  /** An address is named, before anything of the mail is taken. */
  onAddress?: (address: string) => Promise<void> | void;
  /** The mail is taken; its sender does not know yet. */
  onTaken?: (mail: Received) => Promise<void> | void;
}

/** A real mail server, on a port of its own. */
export class MailServer {
  readonly received: Received[] = [];
  handling: Handling = {};
  readonly #server: SMTPServer;
  readonly #sockets = new Set<Socket>();

  private constructor() {
    this.#server = new SMTPServer({
      ...{ authOptional: true, hideSTARTTLS: true, disableReverseLookup: true, logger: false },
      onMailFrom: ({ address }, _session, done) => {
        settle(() => this.handling.onSender?.(address), done);
      },
      onRcptTo: ({ address }, _session, done) => {
        settle(() => this.handling.onAddress?.(address), done);
      },
      onData: (stream, session, done) => {
        settle(async () => {
          const source = await text(stream);
          const head = (name: string) => new RegExp(`^${name}: (.*(?:\\r\\n[ \\t].*)*)`, 'mi').exec(source)?.[1] ?? '';
          const mail = {
            to: session.envelope.rcptTo.map(({ address }) => address).join(),
            messageId: head('Message-ID').trim(),
            subject: head('Subject'),
            from: head('From'),
            source,
          };
          this.received.push(mail);
          await this.handling.onTaken?.(mail);
        }, done);
      },
    });
    this.#server.server.on('connection', (socket: Socket) => {
      this.#sockets.add(socket);
      socket.once('close', () => this.#sockets.delete(socket));
    });
    // A client that is killed resets its connection.
    this.#server.on('error', () => undefined);
  }

  static async start(): Promise<MailServer> {
    const made = new MailServer();
    await new Promise<void>((resolve) => made.#server.listen(0, '127.0.0.1', resolve));
    return made;
  }

  get url(): string {
    return `smtp://127.0.0.1:${(this.#server.server.address() as AddressInfo).port}?from=ovation@reports.example`;
  }

  /** Ends every connection, whatever was to be answered. */
  hangUp(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  close(): Promise<void> {
    return new Promise((resolve) => this.#server.close(() => resolve()));
  }
}

function settle(work: () => Promise<void> | void, done: (error?: Error | null) => void): void {
  Promise.resolve()
    .then(work)
    .then(
      () => done(),
      (error: unknown) => done(error as Error),
    );
}

/** What a server answers with that does not want a mail. */
export const refusal = (code: number, message: string): Error =>
  Object.assign(new Error(message), { responseCode: code });

/** The files of a mail, by their names. */
export function attachmentsOf({ source }: Received): Map<string, Buffer> {
  const files = partsOf(source).filter(({ head }) => /^content-disposition: attachment/im.test(head));
  return new Map(files.map(({ head, body }) => [/filename="?([^"\r\n;]+)/i.exec(head)?.[1] ?? '', body]));
}

/** What a mail says, with the line ends of a text file. */
export function textOf({ source }: Received, as: 'plain' | 'html' = 'plain'): string {
  const said = partsOf(source).find(({ head }) => new RegExp(`^content-type: text/${as}`, 'im').test(head));
  return (said?.body.toString() ?? '').replaceAll('\r\n', '\n');
}

/** The parts of a mail that hold something, whatever they lie in, decoded. */
function partsOf(source: string): { head: string; body: Buffer }[] {
  const boundaries = [...source.matchAll(/boundary="([^"]+)"/g)].map(([, boundary = '']) => boundary);
  const lines = source.split('\r\n');
  const isBoundary = (line: string) => boundaries.some((one) => line === `--${one}` || line === `--${one}--`);
  const parts: string[][] = [[]];
  for (const line of lines) {
    if (isBoundary(line)) parts.push([]);
    else parts.at(-1)?.push(line);
  }
  return parts.map((part) => {
    const empty = part.indexOf('');
    const head = part.slice(0, empty).join('\r\n');
    return { head, body: decoded(part.slice(empty + 1).join('\r\n'), head) };
  });
}

function decoded(body: string, head: string): Buffer {
  const encoding = /^content-transfer-encoding: (\S+)/im.exec(head)?.[1]?.toLowerCase();
  if (encoding === 'base64') return Buffer.from(body, 'base64');
  if (encoding !== 'quoted-printable') return Buffer.from(body);
  const bytes = body
    .replaceAll(/=\r\n/g, '')
    .replaceAll(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1');
}
