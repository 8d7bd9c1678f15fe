import { createServer } from "node:net";
import { getCACertificates, setDefaultCACertificates } from "node:tls";
import type { SMTPServerOptions } from "smtp-server";
import { describe, expect, it } from "vitest";
import { selfSigned } from "./certificate-under-test";
import { createMailNotifier, type SmtpServer } from "./mail";
import { type ArrivedMail, linkIn, refusal, startSmtp } from "./smtp-under-test";

const NOTIFICATION = {
  id: "0193b8a0-0000-7000-8000-00000000abcd",
  recipient: "ada@example.org",
  title: "Grüße: set a new password",
  paragraphs: [
    "Hello Ada,",
    "Ä line that is longer than the seventy-six signs after which mail folds its lines, surely.",
  ],
  link: { label: "Open", url: `https://asof.example.org/reset?token=${"a-b_C3".repeat(8)}` },
  notes: ["It works once."],
};
const FROM = { name: "Asof, Inc.", address: "asof@registry.example.org" };

const deliver = (server: SmtpServer, signal = AbortSignal.timeout(20_000)) =>
  createMailNotifier({ server, from: FROM }).deliver(NOTIFICATION, signal);

describe("mail over SMTP", () => {
  it("arrives whole: link, words, addresses, and the notification's id as its Message-ID", async () => {
    await using smtp = await startSmtp();
    expect(await deliver(smtp.settings)).toEqual({ outcome: "delivered" });
    const [mail] = smtp.mails;
    expect(mail).toMatchObject({ from: FROM.address, to: ["ada@example.org"] });
    expect(mail?.headers).toMatchObject({
      "message-id": `<${NOTIFICATION.id}@registry.example.org>`,
      from: `"Asof, Inc." <asof@registry.example.org>`,
      to: "ada@example.org",
      "auto-submitted": "auto-generated",
      "content-type": expect.stringContaining("multipart/alternative"),
    });
    expect(mail?.headers).not.toHaveProperty("x-mailer");
    expect(linkIn(mail as ArrivedMail).href).toBe(NOTIFICATION.link.url);
    for (const words of [...NOTIFICATION.paragraphs, ...NOTIFICATION.notes]) {
      expect(mail?.readable.split(words)).toHaveLength(3);
    }
  });

  it("has the same Message-ID in every try", async () => {
    await using smtp = await startSmtp();
    await deliver(smtp.settings);
    await deliver(smtp.settings);
    expect(new Set(smtp.mails.map(({ headers }) => headers["message-id"])).size).toBe(1);
  });

  it("cannot be given another recipient or header by what stands in it", async () => {
    await using smtp = await startSmtp();
    const title = "Hello\r\nBcc: eve@example.org\r\nX-Evil: yes";
    const notifier = createMailNotifier({ server: smtp.settings, from: FROM });
    await notifier.deliver({ ...NOTIFICATION, title }, AbortSignal.timeout(20_000));
    expect(smtp.mails[0]?.to).toEqual(["ada@example.org"]);
    expect(smtp.mails[0]?.headers).not.toHaveProperty("bcc");
    expect(smtp.mails[0]?.headers).not.toHaveProperty("x-evil");
  });
});

describe("a try that does not succeed", () => {
  const refuse = (responseCode: number) => ({
    onRcptTo: (_: unknown, __: unknown, callback: (error: Error) => void) =>
      callback(refusal(responseCode, "no such mailbox")),
  });

  it.each([
    [550, "refused"],
    [450, "failed"],
  ])(
    "when the recipient is answered with %i counts as %s, with the server's words",
    async (code, outcome) => {
      await using smtp = await startSmtp({ options: refuse(code) });
      expect(await deliver(smtp.settings)).toEqual({
        outcome,
        reason: expect.stringContaining("no such mailbox"),
      });
    },
  );

  it.each([
    [554, "refused"],
    [451, "failed"],
  ])("when the message is answered with %i counts as %s", async (code, outcome) => {
    await using smtp = await startSmtp({ answer: () => refusal(code, "not this one") });
    expect(await deliver(smtp.settings)).toMatchObject({ outcome });
  });

  it("when nobody listens counts as failed", async () => {
    const smtp = await startSmtp();
    await smtp.stop();
    expect(await deliver(smtp.settings)).toMatchObject({
      outcome: "failed",
      reason: expect.stringContaining("ECONNREFUSED"),
    });
  });

  it("when the server says nothing ends at the deadline, as failed", async () => {
    const silent = createServer();
    await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
    const address = silent.address();
    const port = typeof address === "object" && address ? address.port : 0;
    const settings = { host: "127.0.0.1", port, isTls: false, credentials: null };
    expect(await deliver(settings, AbortSignal.timeout(300))).toMatchObject({ outcome: "failed" });
    await new Promise((resolve) => silent.close(resolve));
  });
});

describe("S15: the password of the mail server", () => {
  const credentials = { user: "asof", password: "c4nary: pässword" };

  /** A server that takes this one password, and what was tried on it. */
  async function startAsking(options: SMTPServerOptions) {
    const tried: (string | null | undefined)[] = [];
    const smtp = await startSmtp({
      options: {
        allowInsecureAuth: true,
        authOptional: false,
        ...options,
        onAuth: ({ username, password }, _, callback) => {
          tried.push(password);
          const isRight = username === credentials.user && password === credentials.password;
          callback(isRight ? null : refusal(535, "wrong"), isRight ? { user: username } : undefined);
        },
      },
    });
    return { smtp, tried };
  }

  it("is not sent to a server that offers no TLS", async () => {
    const { smtp, tried } = await startAsking({ disabledCommands: ["STARTTLS"] });
    const result = await deliver({ ...smtp.settings, credentials });
    expect(result).toMatchObject({ outcome: "failed", reason: expect.stringMatching(/STARTTLS/) });
    expect([tried, smtp.mails]).toEqual([[], []]);
    await smtp.stop();
  });

  describe.each([true, false])("with TLS from the first byte: %s", (isTls) => {
    it("is not sent to a server whose certificate nobody vouches for", async () => {
      const { smtp, tried } = await startAsking({ secure: isTls, hideSTARTTLS: false, ...selfSigned() });
      const result = await deliver({ ...smtp.settings, isTls, credentials });
      expect(result).toMatchObject({ outcome: "failed", reason: expect.stringMatching(/certificate/) });
      expect([tried, smtp.mails]).toEqual([[], []]);
      await smtp.stop();
    });

    it("signs in to one that is vouched for", async () => {
      const certificate = selfSigned();
      const before = getCACertificates("default");
      setDefaultCACertificates([...before, certificate.cert]);
      const { smtp, tried } = await startAsking({ secure: isTls, hideSTARTTLS: false, ...certificate });
      expect(await deliver({ ...smtp.settings, isTls, credentials })).toEqual({ outcome: "delivered" });
      expect(tried).toEqual([credentials.password]);
      expect(smtp.mails).toMatchObject([{ isTls: true, user: "asof" }]);
      const wrong = await deliver({
        ...smtp.settings,
        isTls,
        credentials: { user: "asof", password: "old" },
      });
      expect(wrong).toMatchObject({ outcome: "failed", reason: expect.stringContaining("535") });
      setDefaultCACertificates(before);
      await smtp.stop();
    });
  });
});
