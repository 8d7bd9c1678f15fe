import "server-only";
import { createTransport } from "nodemailer";
import type { DeliveryResult, Notification } from "@/lib/core/notification/notification";
import { mailBody } from "./mail-body";
import type { Notifier } from "./notifier";

export interface MailOptions {
  server: SmtpServer;
  /** Who mails come from; the domain of the address also stands in each Message-ID. `name` may be empty. */
  from: { name: string; address: string };
}

export interface SmtpServer {
  host: string;
  port: number;
  /** TLS from the first byte. Else STARTTLS, when the server offers it. */
  isTls: boolean;
  /** Never sent without TLS; `null` = the server asks for none. */
  credentials: { user: string; password: string } | null;
}

const CONNECT_MS_MAX = 10_000;
const SILENCE_MS_MAX = 20_000;

/** Mail over SMTP: one connection for each message. The id of a notification becomes its Message-ID. */
export function createMailNotifier({ server, from }: MailOptions): Notifier {
  const { host, port, isTls, credentials } = server;
  const transport = createTransport({
    host,
    port,
    secure: isTls,
    ...(credentials && {
      auth: { user: credentials.user, pass: credentials.password },
      requireTLS: !isTls,
    }),
    connectionTimeout: CONNECT_MS_MAX,
    dnsTimeout: CONNECT_MS_MAX,
    greetingTimeout: CONNECT_MS_MAX,
    socketTimeout: SILENCE_MS_MAX,
    // A body is text that we wrote: it never names a file or an address to be fetched.
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const domain = from.address.slice(from.address.lastIndexOf("@") + 1);
  return {
    async deliver(notification, signal) {
      try {
        await transport.sendMail({
          ...message(notification),
          from,
          messageId: `<${notification.id}@${domain}>`,
          signal,
        });
        return { outcome: "delivered" };
      } catch (error) {
        return failureOf(error);
      }
    },
  };
}

function message(notification: Notification) {
  return {
    to: { name: "", address: notification.recipient },
    subject: notification.title,
    ...mailBody(notification),
    // RFC 3834: out-of-office programs do not answer.
    headers: { "Auto-Submitted": "auto-generated" },
    xMailer: false as const,
  };
}

/** Refused: a permanent answer (5yz, RFC 5321 §4.2.1) to the recipient, the sender or the message. */
function failureOf(error: unknown): DeliveryResult {
  if (!(error instanceof Error)) throw error;
  const code = "code" in error ? error.code : null;
  const isAboutMessage = code === "EENVELOPE" || code === "EMESSAGE";
  const isPermanent = "permanent" in error && error.permanent === true;
  return {
    outcome: isAboutMessage && isPermanent ? "refused" : "failed",
    reason: error.message || "no reason",
  };
}
