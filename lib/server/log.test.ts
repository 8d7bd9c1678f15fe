import { expect, test } from "vitest";
import { createLog, lineWrapper, withLogContext } from "./log";

function capture(work: (log: ReturnType<typeof createLog>) => void): string {
  let output = "";
  work(
    createLog((line) => {
      output += line;
    }),
  );
  return output;
}

const CANARY = "c4narySecretValue0123456789";

test.each([
  ["an API token in a message", { note: `used asof_0123456789ab_${CANARY} today` }],
  ["an authorization header", { headers: { authorization: `Bearer ${CANARY}` } }],
  ["a bearer token in text", { note: `authorization was Bearer ${CANARY}` }],
  ["a cookie header", { headers: { cookie: `asof_session=${CANARY}; theme=dark` } }],
  ["several set-cookie headers", { headers: { "set-cookie": [`a=${CANARY}`, `b=${CANARY}`] } }],
  ["a session cookie in text", { note: `__Host-asof_session=${CANARY}; Path=/` }],
  ["a password, however deep", { a: { b: { c: { newPassword: CANARY } } } }],
  ["a database address", { note: `cannot reach postgresql://asof:${CANARY}@db.internal:5432/asof` }],
  ["a database address with a strange password", { note: `postgresql://asof:p/${CANARY}:%20@db/asof` }],
  ["a secret with quotes in it", { clientSecret: `a"${CANARY}\\"` }],
  ["a one-time link", { note: `/setup?token=${CANARY}` }],
  ["a mail server's address", { note: `cannot reach smtps://asof:${CANARY}@mail.example.org:465` }],
  ["a mail server's address under its own name", { ASOF_SMTP_URL: CANARY, env: { smtpUrl: CANARY } }],
])("no log line holds %s", (_what, fields) => {
  const line = capture((log) => log.info(fields, "message"));
  expect(line).not.toContain(CANARY);
  expect(line).toContain("[redacted]");
  expect(() => JSON.parse(line)).not.toThrow();
});

test("a secret inside an error, its cause and its stack is redacted", () => {
  const error = new Error(`postgresql://u:${CANARY}@h/d`, { cause: new Error(`Bearer ${CANARY}`) });
  const line = capture((log) => log.error({ err: error }, "failed"));
  expect(line).not.toContain(CANARY);
  expect(line).toContain("postgresql://u:[redacted]@h/d");
});

test("lines carry the request and run id of their context, and only there", () => {
  const output = capture((log) => {
    withLogContext({ requestId: "r1" }, () => withLogContext({ runId: "j1" }, () => log.info("inside")));
    log.info("outside");
  });
  const [inside, outside] = output
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(inside).toMatchObject({ requestId: "r1", runId: "j1", msg: "inside", level: "info" });
  expect(outside).not.toHaveProperty("requestId");
});

test("output of others becomes JSON, one object per line, however it was cut into pieces", () => {
  const lines: string[] = [];
  const feed = lineWrapper("web", "info", (line) => lines.push(line));
  feed("\u001b[1m▲ Ne");
  feed('xt\u001b[0m ready\n{"level":"info","msg":"own"}\n{not json}\n\nhalf');
  expect(lines.map((line) => JSON.parse(line).msg)).toEqual(["▲ Next ready", "own", "{not json}"]);
});
