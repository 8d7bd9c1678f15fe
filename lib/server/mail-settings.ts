import "server-only";
import { z } from "zod";
import type { MailOptions } from "@/lib/notify/mail";

const SMTPS_PORT = 465;
const SUBMISSION_PORT = 587;
const FROM = /^(?:([^<>]*?)\s*<([^<>]+)>|([^<>]+))$/;

/** `smtps://user:password@host:465` or `smtp://host:25`. Messages never repeat it: it may hold a password. */
export const SmtpUrl = z.string().transform((text, context): MailOptions["server"] => {
  const server = parseSmtpUrl(text);
  if (typeof server !== "string") return server;
  context.addIssue(server);
  return z.NEVER;
});

/** `asof@example.org` or `Asof <asof@example.org>`. */
export const MailFrom = z.string().transform((text, context): MailOptions["from"] => {
  const [, name, named, plain] = FROM.exec(text.trim()) ?? [];
  const address = z.email().safeParse(named ?? plain);
  if (address.success && !/\p{Cc}/u.test(text)) {
    return { name: (name ?? "").replace(/^"(.*)"$/, "$1"), address: address.data };
  }
  context.addIssue("must be an e-mail address, such as Asof <asof@example.org>");
  return z.NEVER;
});

/** @returns what is wrong with it, when it is. */
function parseSmtpUrl(text: string): MailOptions["server"] | string {
  const url = URL.canParse(text) ? new URL(text) : null;
  const isTls = url?.protocol === "smtps:";
  if (!url || !(isTls || url.protocol === "smtp:") || url.hostname === "") {
    return "must be an address such as smtps://user:password@mail.example.org:465";
  }
  if (!["", "/"].includes(url.pathname) || url.search !== "" || url.hash !== "") {
    return "may hold user, password, host and port only; percent-encode what else stands in the password";
  }
  const [user, password] = [decoded(url.username), decoded(url.password)];
  if (user === null || password === null) return "has a user or password that is not percent-encoded";
  if ((user === "") !== (password === "")) return "must hold both user and password, or neither";
  return {
    host: url.hostname.replace(/^\[(.*)\]$/, "$1"),
    port: Number(url.port) || (isTls ? SMTPS_PORT : SUBMISSION_PORT),
    isTls,
    credentials: user === "" ? null : { user, password },
  };
}

function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}
