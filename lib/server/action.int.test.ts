import { beforeEach, describe, expect, it, vi } from "vitest";
import { z } from "zod";
import * as people from "@/lib/contracts/people";
import { AppError } from "@/lib/core/errors";
import { defineAction } from "./action";
import { createTestServer, TEST_URL } from "./test-server";

// Next's own request scope is the one thing that exists only inside Next.
const request = { headers: new Headers() };
vi.mock("next/headers", () => ({ headers: async () => request.headers }));

let ran = 0;
const echo = defineAction({
  name: "echo",
  input: z.strictObject({ text: z.string().min(2, "is too short") }),
  run: async (_, input) => {
    ran++;
    return { text: input.text };
  },
});

beforeEach(() => {
  ran = 0;
  request.headers = new Headers({ origin: TEST_URL, "x-forwarded-for": "203.0.113.7" });
});

describe("a server action", () => {
  it.each([
    ["without an Origin", {}],
    ["with the Origin null", { origin: "null" }],
    ["with an empty Origin", { origin: "" }],
    ["from another site", { origin: "https://evil.example" }],
    [
      "from another site that forges the host",
      { origin: "https://evil.example", "x-forwarded-host": "evil.example", host: "evil.example" },
    ],
    ["from our host without TLS", { origin: TEST_URL.replace("https", "http") }],
  ])("S3: %s is refused before anything runs", async (_, headers) => {
    await using _server = await createTestServer();
    request.headers = new Headers(headers as Record<string, string>);
    expect(await echo({ text: "hello" })).toMatchObject({ ok: false, code: "FORBIDDEN" });
    expect(ran).toBe(0);
  });

  it("answers what its verb returns", async () => {
    await using _server = await createTestServer();
    expect(await echo({ text: "hello" })).toEqual({ ok: true, value: { text: "hello" } });
  });

  it("S18: refuses unknown keys and wrong values, each named, before anything runs", async () => {
    await using _server = await createTestServer();
    const send = (input: unknown) => echo(input as { text: string });
    expect(await send({ text: "x" })).toMatchObject({
      ok: false,
      code: "INVALID",
      problems: [{ path: "text", message: "is too short" }],
    });
    expect(await send({ text: "hello", isAdmin: true })).toMatchObject({
      code: "INVALID",
      problems: [{ message: "does not know isAdmin" }],
    });
    for (const odd of [null, undefined, 1, "text", [], new FormData(), { text: {} }]) {
      expect(await send(odd)).toMatchObject({ ok: false, code: "INVALID" });
    }
    expect(ran).toBe(0);
  });

  it("S19: tells a failure with a request id, and neither its stack nor its SQL", async () => {
    await using _server = await createTestServer();
    const fail = defineAction({
      name: "fail",
      input: z.strictObject({}),
      run: async () => {
        throw new Error("SELECT hash FROM api_token failed at /srv/asof/lib/store/tokens.ts:1");
      },
    });
    const result = await fail({});
    expect(result).toMatchObject({ ok: false, code: "INTERNAL" });
    expect(JSON.stringify(result)).not.toMatch(/SELECT|api_token|\/srv|\.ts/);
    const told = defineAction({
      name: "told",
      input: z.strictObject({}),
      run: async () => {
        throw new AppError("CONFLICT", "It exists.", { cause: new Error("duplicate key value: SECRET") });
      },
    });
    const conflict = await told({});
    expect(conflict).toMatchObject({ code: "CONFLICT", message: "It exists." });
    expect(JSON.stringify(conflict)).not.toContain("SECRET");
  });

  it("limits failed tries of one account from one address, and lets others and successes through", async () => {
    await using _server = await createTestServer();
    const enter = defineAction({
      name: `enter-${Math.trunc(performance.now())}`,
      input: z.strictObject({ email: z.string(), right: z.boolean() }),
      tries: ({ email }) => email,
      run: async (_, { right }) => {
        if (!right) throw new AppError("UNAUTHENTICATED", "Wrong.");
      },
    });
    for (let i = 0; i < 10; i++) {
      expect(await enter({ email: "ada", right: false })).toMatchObject({ code: "UNAUTHENTICATED" });
    }
    expect(await enter({ email: "ada", right: true })).toMatchObject({ code: "LIMIT" });
    expect(await enter({ email: "bob", right: true })).toMatchObject({ ok: true });
    request.headers.set("x-forwarded-for", "198.51.100.1");
    expect(await enter({ email: "ada", right: true })).toMatchObject({ ok: true });
  });
});

describe("inputs about people", () => {
  const valid: Record<string, unknown> = {
    SignInInput: { email: "ada@example.org", password: "x" },
    SignInDemoPersonInput: { personId: "0193b8a0-0000-7000-8000-000000000000" },
    RequestResetInput: { email: "ada@example.org" },
    SetUpInput: { token: "t", name: "Ada", email: "ada@example.org", password: "a long enough password" },
    SetPasswordInput: { token: "t", password: "a long enough password" },
    InvitePersonInput: { name: "Ada", email: "ada@example.org", roles: [] },
    PersonInput: { personId: "0193b8a0-0000-7000-8000-000000000000" },
    SetRoleInput: { personId: "0193b8a0-0000-7000-8000-000000000000", project: "flights", role: null },
    SetAdminInput: { personId: "0193b8a0-0000-7000-8000-000000000000", isAdmin: true },
    ChangeProfileInput: { name: "Ada" },
    ChangePasswordInput: { currentPassword: "x", newPassword: "a long enough password" },
    CreateTokenInput: { name: "ci", scopes: ["read"] },
    TokenInput: { tokenId: "0193b8a0-0000-7000-8000-000000000000" },
    RotateTokenInput: { tokenId: "0193b8a0-0000-7000-8000-000000000000" },
    TeamInput: { team: "ops" },
    TeamMemberInput: { team: "ops", email: "ada@example.org" },
  };
  const schemas = Object.entries<z.ZodType>(people);

  it.each(schemas)("S18: %s takes what it names and nothing else", (name, schema) => {
    expect(schema.safeParse(valid[name]).success).toBe(true);
    for (const extra of ["isAdmin", "isDemo", "disabledAt", "id", "personId2", "hash", "__proto__x"]) {
      if (extra in (valid[name] as object)) continue;
      expect(schema.safeParse({ ...(valid[name] as object), [extra]: true }).success, extra).toBe(false);
    }
  });

  it.each([
    ["", "is not an e-mail address"],
    ["ada", "is not an e-mail address"],
    ["ada@example.org\u0000", "is not an e-mail address"],
    [`${"a".repeat(250)}@example.org`, "is too long for an e-mail address"],
  ])("refuse the address %j", (email, message) => {
    const parsed = people.InvitePersonInput.safeParse({ name: "Ada", email, roles: [] });
    expect(parsed.error?.issues[0]).toMatchObject({ path: ["email"], message });
  });

  it("keep addresses in lower case and names in one line", () => {
    const parsed = people.InvitePersonInput.parse({ name: " Ada ", email: " ADA@Example.org ", roles: [] });
    expect(parsed).toMatchObject({ name: "Ada", email: "ada@example.org" });
    for (const name of ["", "  ", "a\u0000b", "two\nlines", "x".repeat(101)]) {
      expect(people.ChangeProfileInput.safeParse({ name }).success).toBe(false);
    }
  });

  it("ask for twelve characters and bound the work of hashing", () => {
    const accepts = (password: string) => people.SetPasswordInput.safeParse({ token: "t", password }).success;
    expect([11, 12, 256, 257].map((length) => accepts("p".repeat(length)))).toEqual([
      false,
      true,
      true,
      false,
    ]);
  });
});
