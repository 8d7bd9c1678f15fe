import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { readEnv } from "./env";

const dataDir = mkdtempSync(join(tmpdir(), "asof-env-"));
afterAll(() => rmSync(dataDir, { recursive: true }));

const minimal = { ASOF_DATA_DIR: dataDir, DATABASE_URL: "postgresql://u:p@localhost:5432/asof" };

test("documented defaults hold when only the database is named, and empty variables count as absent", () => {
  const env = readEnv({ ...minimal, PORT: "", ASOF_THREADS: "", REDIS_URL: "" });
  expect(env).toMatchObject({
    host: "127.0.0.1",
    port: 3000,
    servePort: 6566,
    publicUrl: "http://localhost:3000",
    redisUrl: null,
    threads: null,
    memoryLimit: null,
    isDemo: false,
    otlpEndpoint: null,
    mail: null,
    dataRoots: [dataDir],
  });
});

test("a secret is generated once, kept, and readable by its owner only", () => {
  const { secret } = readEnv(minimal);
  expect(secret.length).toBeGreaterThanOrEqual(32);
  expect(readEnv(minimal).secret).toBe(secret);
  expect(readFileSync(join(dataDir, "secret"), "utf8").trim()).toBe(secret);
  expect(statSync(join(dataDir, "secret")).mode & 0o777).toBe(0o600);
});

test("every wrong variable is named in one sentence", () => {
  const read = () => readEnv({ ...minimal, PORT: "99999", ASOF_SECRET: "short", DATABASE_URL: "mysql://x" });
  expect(read).toThrow(/PORT .*DATABASE_URL must be a postgresql.*ASOF_SECRET must have at least 32/);
});

test("without a database the sentence names DATABASE_URL", () => {
  expect(() => readEnv({ ASOF_DATA_DIR: dataDir })).toThrow("DATABASE_URL");
});

test("data roots are absolute, the data folder among them, and what is secret in it is private", () => {
  const env = readEnv({ ...minimal, ASOF_DATA_ROOTS: "/srv/a:relative" });
  expect(env.dataRoots).toEqual(["/srv/a", join(process.cwd(), "relative"), dataDir]);
  expect(env.privatePaths).toContain(join(dataDir, "secret"));
  expect(env.privatePaths).toContain(join(dataDir, "postgres-password"));
});

const readMail = (smtpUrl: string, from: string) =>
  readEnv({ ...minimal, ASOF_SMTP_URL: smtpUrl, ASOF_MAIL_FROM: from }).mail;

test.each([
  ["smtp://mail.example.org:25", { host: "mail.example.org", port: 25, isTls: false, credentials: null }],
  ["smtp://mail.example.org", { port: 587, isTls: false }],
  ["smtps://mail.example.org/", { port: 465, isTls: true }],
  ["smtp://[::1]:2525", { host: "::1", port: 2525 }],
  [
    "smtps://asof%40example.org:p%3A%2F%40ss@mail.example.org:465",
    { isTls: true, credentials: { user: "asof@example.org", password: "p:/@ss" } },
  ],
])("the mail server %s is understood", (url, server) => {
  expect(readMail(url, "asof@example.org")?.server).toMatchObject(server);
});

test.each([
  ["asof@example.org", { name: "", address: "asof@example.org" }],
  ["Asof <asof@example.org>", { name: "Asof", address: "asof@example.org" }],
  [' "Asof, Inc." <asof@example.org> ', { name: "Asof, Inc.", address: "asof@example.org" }],
])("mails come from %s", (text, from) => {
  expect(readMail("smtp://localhost:25", text)?.from).toEqual(from);
});

const PASSWORD = "c4naryPassword";

test.each([
  ["smtps://", "must be an address such as smtps://"],
  [`https://asof:${PASSWORD}@mail.example.org`, "must be an address such as smtps://"],
  [`asof:${PASSWORD}@mail.example.org`, "must be an address such as smtps://"],
  [`smtps://asof:${PASSWORD}@mail.example.org/inbox`, "may hold user, password, host and port only"],
  [`smtps://asof:${PASSWORD}@mail.example.org?tls.rejectUnauthorized=false`, "may hold user, password, host"],
  [`smtps://asof:${PASSWORD}#1@mail.example.org`, "ASOF_SMTP_URL"],
  [`smtps://asof:${PASSWORD}%zz@mail.example.org`, "is not percent-encoded"],
  ["smtps://asof@mail.example.org", "must hold both user and password, or neither"],
])("S15: the mail server %s is refused in words that hide its password", (url, words) => {
  const read = () => readMail(url, "asof@example.org");
  expect(read).toThrow(words);
  expect(read).not.toThrow(PASSWORD);
});

test.each([
  "asof",
  "Asof <asof>",
  "a@example.org, b@example.org",
  "A <a@example.org> <b@example.org>",
  "A\u0007 <a@example.org>",
])("mails cannot come from %j", (from) => {
  expect(() => readMail("smtp://localhost:25", from)).toThrow("ASOF_MAIL_FROM must be an e-mail address");
});

test("mail needs a server and a sender: one without the other is named", () => {
  const alone = /ASOF_SMTP_URL and ASOF_MAIL_FROM must be set together/;
  expect(() => readEnv({ ...minimal, ASOF_SMTP_URL: "smtp://localhost:25" })).toThrow(alone);
  expect(() => readEnv({ ...minimal, ASOF_MAIL_FROM: "asof@example.org" })).toThrow(alone);
});
