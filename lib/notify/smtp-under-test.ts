import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { SMTPServer, type SMTPServerOptions } from "smtp-server";
import type { SmtpServer } from "./mail";

/** A message as it arrived. */
export interface ArrivedMail {
  from: string;
  to: string[];
  /** Header lines, unfolded, by lower-case name. */
  headers: Record<string, string>;
  /** All of it as it was sent, headers included. */
  source: string;
  /** The same with quoted-printable undone: what a mail program shows and opens. */
  readable: string;
  isTls: boolean;
  /** Who signed in; `null` = nobody. */
  user: string | null;
}

export interface SmtpUnderTest extends AsyncDisposable {
  settings: SmtpServer;
  mails: ArrivedMail[];
  stop(): Promise<void>;
}

interface Behaviour {
  /** A port that must be used again; a free one when left out. */
  port?: number;
  /** The answer to each message, made after it has arrived; accepted when it returns nothing. */
  answer?: (mail: ArrivedMail) => Promise<Error | undefined> | Error | undefined;
  options?: SMTPServerOptions;
}

/** An SMTP server of this process: it speaks the protocol over a socket, and keeps what arrives. */
export async function startSmtp({ port = 0, answer, options }: Behaviour = {}): Promise<SmtpUnderTest> {
  const mails: ArrivedMail[] = [];
  const server = new SMTPServer({
    authOptional: true,
    hideSTARTTLS: true,
    logger: false,
    disableReverseLookup: true,
    ...options,
    onData(stream, session, callback) {
      const work = async () => {
        const source = await text(stream);
        const mail = read(source, {
          from: session.envelope.mailFrom ? session.envelope.mailFrom.address : "",
          to: session.envelope.rcptTo.map(({ address }) => address),
          isTls: session.secure,
          user: typeof session.user === "string" ? session.user : null,
        });
        mails.push(mail);
        return answer?.(mail);
      };
      work().then((refusal) => callback(refusal ?? null), callback);
    },
  });
  server.on("error", () => undefined);
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", () => resolve()));
  const address: AddressInfo | string | null = server.server.address();
  if (address === null || typeof address === "string") throw new Error("the SMTP server has no port");
  const stop = () => new Promise<void>((resolve) => server.close(() => resolve()));
  return {
    settings: { host: "127.0.0.1", port: address.port, isTls: false, credentials: null },
    mails,
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

/** A refusal with an SMTP code, such as 550. */
export function refusal(responseCode: number, message: string): Error {
  return Object.assign(new Error(message), { responseCode });
}

function read(source: string, envelope: Pick<ArrivedMail, "from" | "to" | "isTls" | "user">): ArrivedMail {
  const [head = ""] = source.split("\r\n\r\n");
  const lines = head.replace(/\r\n[ \t]+/g, " ").split("\r\n");
  const headers = Object.fromEntries(
    lines.map((line) => [
      line.slice(0, line.indexOf(":")).toLowerCase(),
      line.slice(line.indexOf(":") + 1).trim(),
    ]),
  );
  return { ...envelope, headers, source, readable: decodeQuotedPrintable(source) };
}

/** RFC 2045 §6.7. */
function decodeQuotedPrintable(source: string): string {
  const bytes = source
    .replace(/=\r\n/g, "")
    .replace(/=([0-9A-F]{2})/g, (_, digits) => String.fromCharCode(Number.parseInt(digits, 16)));
  return Buffer.from(bytes, "latin1").toString("utf8");
}

/** The link that a mail's plain text holds. */
export function linkIn({ readable }: ArrivedMail): URL {
  const [link] = /https?:\/\/\S+\?token=[\w-]+/.exec(readable) ?? [];
  if (!link) throw new Error(`no link in:\n${readable}`);
  return new URL(link);
}
