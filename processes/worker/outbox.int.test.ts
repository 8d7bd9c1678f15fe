import { rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { type ArrivedMail, linkIn, type SmtpUnderTest, startSmtp } from "@/lib/notify/smtp-under-test";
import { invitePerson } from "@/lib/services/people/invite";
import { createTestContext, type TestContext } from "@/lib/services/test-context";
import { bundle } from "@/scripts/bundle.mjs";
import { bundleFolder, type Child, startChild, temporaryFolder, until } from "../child-under-test";

const SECRET = "a secret of the tests, long enough to be accepted";
const MAIL_PASSWORD = "c4naryPasswordOfTheMailServer";

let folder: string;
beforeAll(async () => {
  folder = bundleFolder();
  await bundle(["processes/worker.ts"], folder);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let world: TestContext;
let dataDir: string;
let children: Child[] = [];
beforeEach(async () => {
  world = await createTestContext({ admin: true, mail: true });
  dataDir = temporaryFolder();
});
afterEach(async () => {
  for (const child of children) child.process.kill("SIGKILL");
  await Promise.all(children.map(({ exit }) => exit));
  children = [];
  rmSync(dataDir, { recursive: true, force: true });
  await world.drop();
});

/** The real worker, as the launcher starts it. */
function startWorker(env: Record<string, string>): Child {
  const child = startChild(join(folder, "worker.mjs"), {
    env: {
      DATABASE_URL: world.databaseUrl,
      ASOF_DATA_DIR: dataDir,
      ASOF_SECRET: SECRET,
      ASOF_LOG_LEVEL: "debug",
      ...env,
    },
  });
  children.push(child);
  return child;
}

const outputOf = ({ stdout, stderr }: Child) => [...stdout(), ...stderr()].join("\n");
const mailTo = ({ settings }: SmtpUnderTest) => ({
  ASOF_SMTP_URL: `smtp://127.0.0.1:${settings.port}`,
  ASOF_MAIL_FROM: "Asof <asof@example.org>",
});
const invite = (email: string) =>
  invitePerson({ ...world, sealingSecret: SECRET }, { name: "Ada", email, roles: [] });
const events = () =>
  world.store.read(null, (db) => db.outboxEvent.findMany({ orderBy: { createdAt: "asc" } }));

test("R15 a worker that is killed between sending and marking sends once more, with the same Message-ID", async () => {
  let killed: Child | null = null;
  await using smtp = await startSmtp({
    // The first message has arrived whole; its worker dies before it hears so.
    answer: async () => {
      if (killed) return undefined;
      killed = worker;
      worker.process.kill("SIGKILL");
      await worker.exit;
      return undefined;
    },
  });
  const worker = startWorker(mailTo(smtp));
  const { link } = await invite("ada@example.org");
  await until("the first message", () => (killed ? true : null));
  expect(await events()).toMatchObject([{ attempts: 1, deliveredAt: null, payload: expect.any(String) }]);

  // The lease of a minute, over at once.
  await world.store.transaction((db) => db.outboxEvent.updateMany({ data: { nextAttemptAt: new Date() } }));
  const second = startWorker(mailTo(smtp));
  await until("delivery", async () => ((await events())[0]?.deliveredAt ? true : null));
  expect(await events()).toMatchObject([{ attempts: 2, payload: null, lastError: null }]);
  expect(smtp.mails.map(({ headers }) => headers["message-id"])).toEqual(
    Array(2).fill(`<${(await events())[0]?.id}@example.org>`),
  );
  expect(new Set(smtp.mails.map((mail) => linkIn(mail).href)).size).toBe(1);
  const token = link.path.split("token=")[1] ?? "";
  await second.line(/outbox event delivered/);
  for (const output of [worker, second].map(outputOf)) {
    expect(output).toContain("worker ready");
    expect(output).not.toContain(token);
  }
});

test("S15 the worker's log names an event that cannot be delivered, and neither its link nor the server's password", async () => {
  const refusing = (mail: ArrivedMail) =>
    Object.assign(new Error(`5.7.1 spam: ${linkIn(mail).href}`), { responseCode: 554 });
  await using smtp = await startSmtp({ answer: refusing });
  const worker = startWorker(mailTo(smtp));
  const { link } = await invite("ada@example.org");
  await until("a failed try", async () => ((await events())[0]?.lastError ? true : null));
  const [event] = await events();
  await worker.line(/will be tried again/);
  const token = link.path.split("token=")[1] ?? "";
  for (const text of [outputOf(worker), event?.lastError ?? ""]) {
    expect(text).toContain("5.7.1 spam");
    expect(text).not.toContain(token);
  }
  expect(outputOf(worker)).toContain(event?.id);
  expect(await smtp.mails[0]?.readable).toContain(token);
});

test("S15 a mail server that cannot be used stops the worker with a sentence that hides its password", async () => {
  const url = `smtps://asof:${MAIL_PASSWORD}@mail.example.org/inbox`;
  const worker = startWorker({ ASOF_SMTP_URL: url, ASOF_MAIL_FROM: "asof@example.org" });
  expect(await worker.exit).toBe(1);
  expect(outputOf(worker)).toMatch(
    /The environment is not usable: ASOF_SMTP_URL may hold user, password, host and port/,
  );
  expect(outputOf(worker)).not.toContain(MAIL_PASSWORD);
});

test("without a mail server the worker runs as ever, and looks at an empty outbox", async () => {
  const worker = startWorker({});
  await worker.line(/worker ready/);
  await invitePerson({ ...world, mail: null }, { name: "Ada", email: "ada@example.org", roles: [] });
  expect(await events()).toEqual([]);
  worker.process.kill("SIGTERM");
  expect(await worker.exit).toBe(0);
});
