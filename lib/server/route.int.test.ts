import { afterEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { AppError, ERROR_CODES } from "@/lib/core/errors";
import { createToken } from "@/lib/services/tokens/create";
import { revokeToken } from "@/lib/services/tokens/revoke";
import { statusOf, toProblemResponse } from "./error-mapping";
import { defineRoute, methodNotAllowed } from "./route";
import { cookieOf, createTestServer, TEST_URL, type TestServer } from "./test-server";

let ran = 0;
afterEach(() => {
  ran = 0;
});

const route = defineRoute({
  name: "test.echo",
  params: z.strictObject({ name: z.string() }),
  query: z.strictObject({ limit: z.coerce.number().int().optional() }),
  body: z.strictObject({ text: z.string() }),
  bodyBytesMax: 1000,
  run: async (ctx, { params, query, body }) => {
    ran++;
    return { by: ctx.actor.name, ...params, ...query, ...body };
  },
});

async function send(init: { headers?: Record<string, string>; body?: string; query?: string }) {
  const request = new Request(`${TEST_URL}/api/v1/echo/x${init.query ?? ""}`, {
    method: "POST",
    headers: { "content-type": "application/json", ...init.headers },
    body: init.body ?? JSON.stringify({ text: "hello" }),
  });
  const response = await route(request, { params: Promise.resolve({ name: "x" }) });
  return { response, json: (await response.json()) as Record<string, unknown> };
}

async function bearer(server: TestServer) {
  const input = { name: "ci", scopes: ["read" as const], project: null, expiresInDays: 1 };
  const created = await createToken(server.world, input);
  return { headers: { authorization: `Bearer ${created.token}` }, id: created.id };
}

describe("an HTTP route", () => {
  it("S1: refuses nobody before it reads what they sent", async () => {
    await using _server = await createTestServer();
    const { response, json } = await send({ body: "not even JSON" });
    expect(response.status).toBe(401);
    expect(json).toMatchObject({ code: "UNAUTHENTICATED", status: 401 });
    expect(ran).toBe(0);
  });

  it("S11: takes a token until it is revoked, and not a moment longer", async () => {
    await using server = await createTestServer({ role: "viewer", name: "Ada" });
    const { headers, id } = await bearer(server);
    expect(await send({ headers })).toMatchObject({ json: { by: "Ada", name: "x", text: "hello" } });
    await revokeToken(server.world, { tokenId: id });
    expect((await send({ headers })).response.status).toBe(401);
    expect(ran).toBe(1);
  });

  it("S3: takes a cookie from our own pages only", async () => {
    await using server = await createTestServer({ role: "viewer" });
    const cookie = await cookieOf(server, server.world.actor.id ?? "");
    expect((await send({ headers: { cookie, origin: TEST_URL } })).response.status).toBe(200);
    const foreign: Record<string, string>[] = [{}, { origin: "null" }, { origin: "https://evil.example" }];
    for (const headers of foreign) {
      expect((await send({ headers: { ...headers, cookie } })).response.status).toBe(403);
    }
    expect(ran).toBe(1);
  });

  it("S18: refuses what it does not know, in the body and in the address, each named", async () => {
    await using server = await createTestServer({ role: "viewer" });
    const { headers } = await bearer(server);
    const body = JSON.stringify({ text: "hello", isAdmin: true });
    expect(await send({ headers, body })).toMatchObject({
      json: { status: 422, code: "INVALID", errors: [{ message: "does not know isAdmin" }] },
    });
    expect((await send({ headers, query: "?limit=2&more=1" })).response.status).toBe(422);
    expect(await send({ headers, query: "?limit=2&limit=3" })).toMatchObject({
      json: { errors: [{ path: "limit" }] },
    });
    expect(ran).toBe(0);
    expect((await send({ headers, query: "?limit=2&at=2026-01-01T00:00:00Z" })).response.status).toBe(200);
  });

  it("S4: refuses bodies that are no JSON, too large, too deep, or hold a NUL, and goes on", async () => {
    await using server = await createTestServer({ role: "viewer" });
    const { headers } = await bearer(server);
    const statusFor = async (body: string, type = "application/json") =>
      (await send({ headers: { ...headers, "content-type": type }, body })).response.status;
    expect(await statusFor("{")).toBe(422);
    expect(await statusFor('{"text":"hello"}', "text/plain")).toBe(422);
    expect(await statusFor('{"text":"\u0000"}')).toBe(422);
    expect(await statusFor('{"text":"\\u0000"}')).toBe(422);
    expect(await statusFor('{"text":"\\\\\\u0000"}')).toBe(422);
    expect(await statusFor('{"\\u0000":"text"}')).toBe(422);
    expect(await statusFor('{"text":"\\uD800"}')).toBe(422);
    expect(await statusFor('{"text":"\\\\u0000, \\uD83D\\uDE00"}')).toBe(200);
    expect(await statusFor(JSON.stringify({ text: "x".repeat(2000) }))).toBe(413);
    expect(await statusFor(`${"[".repeat(200)}${"]".repeat(200)}`)).toBe(413);
    expect(await statusFor('{"text":"hello"}')).toBe(200);
  });

  it("S19: answers every failure as a problem without stack or SQL, with the request id", async () => {
    await using server = await createTestServer({ role: "viewer" });
    const { headers } = await bearer(server);
    const failing = defineRoute({
      name: "test.fail",
      run: () => server.container.store.read(null, (db) => db.$queryRaw`SELECT canary_column FROM api_token`),
    });
    const response = await failing(
      new Request(`${TEST_URL}/x`, { headers: { ...headers, "x-request-id": "my-request" } }),
      { params: Promise.resolve({}) },
    );
    const text = await response.text();
    expect(response.status).toBe(500);
    expect(response.headers.get("content-type")).toBe("application/problem+json");
    expect(response.headers.get("x-request-id")).toBe("my-request");
    expect(JSON.parse(text)).toMatchObject({ code: "INTERNAL", request_id: "my-request" });
    expect(text).not.toMatch(/canary_column|SELECT|prisma|\bat .*\.ts/i);
  });

  it("takes a request id only when it is a plain word", async () => {
    await using server = await createTestServer({ role: "viewer" });
    const { headers } = await bearer(server);
    for (const id of ["x".repeat(65), "two words", "<script>"]) {
      const { response } = await send({ headers: { ...headers, "x-request-id": id } });
      expect(response.headers.get("x-request-id")).not.toBe(id);
    }
  });

  it("works at an address without parts that vary, where Next hands over no params", async () => {
    await using server = await createTestServer({ role: "viewer" });
    const { headers } = await bearer(server);
    const fixed = defineRoute({ name: "test.fixed", run: async () => ({ fine: true }) });
    const response = await fixed(new Request(`${TEST_URL}/fixed`, { headers }), {
      params: Promise.resolve(undefined),
    });
    expect(await response.json()).toEqual({ fine: true });
  });

  it("says which methods it has", async () => {
    await using _server = await createTestServer();
    const response = methodNotAllowed("GET, POST")(new Request(TEST_URL, { method: "PUT" }));
    expect(response.status).toBe(405);
    expect(response.headers.get("allow")).toBe("GET, POST");
    expect(await response.json()).toMatchObject({ status: 405, request_id: expect.any(String) });
  });
});

describe("the error map", () => {
  it("gives every code a status that is a failure, and a title", async () => {
    for (const code of ERROR_CODES) {
      expect(statusOf(code)).toBeGreaterThanOrEqual(400);
      const response = toProblemResponse(new AppError(code, "Told."), "r");
      expect(await response.json()).toMatchObject({
        code,
        title: expect.any(String),
        status: statusOf(code),
      });
    }
  });

  it("tells too many tries with 429 and when to come back, and too much data with 413", () => {
    const tries = toProblemResponse(new AppError("LIMIT", "Wait.", { retryAfterSeconds: 90 }), "r");
    expect(tries.status).toBe(429);
    expect(tries.headers.get("retry-after")).toBe("90");
    const data = toProblemResponse(new AppError("LIMIT", "Too large."), "r");
    expect(data.status).toBe(413);
    expect(data.headers.has("retry-after")).toBe(false);
  });
});
