import { describe, expect, it } from "vitest";
import { sessionCookieName } from "./auth";
import { contextForRequest } from "./context";
import { cookieOf, createTestServer, TEST_URL } from "./test-server";

const PAGE = `${TEST_URL}/api/v1/search`;
const fromOwnPage = (cookie: string) => new Request(PAGE, { headers: { cookie, origin: TEST_URL } });

describe("the session cookie", () => {
  it("S3: is bound to the host, http-only, secure and same-site", async () => {
    await using server = await createTestServer();
    const { auth, store, newId } = server.container;
    const sessionToken = newId();
    await store.transaction((db) =>
      db.session.create({
        data: {
          id: newId(),
          token: sessionToken,
          userId: server.world.actor.id ?? "",
          expiresAt: new Date(Date.now() + 1e6),
        },
      }),
    );
    const { headers } = await auth.api.adoptSession({ body: { sessionToken }, returnHeaders: true });
    const [cookie = ""] = headers.getSetCookie();
    expect(cookie).toMatch(/^__Host-asof_session=/);
    for (const attribute of ["HttpOnly", "Secure", "SameSite=Lax", "Path=/"])
      expect(cookie).toContain(attribute);
    expect(cookie).not.toMatch(/Domain=/i);
    expect(sessionCookieName("http://localhost:3000")).toBe("asof_session");
  });

  it("names its person and session until the session ends, expires, or the person is disabled", async () => {
    await using server = await createTestServer({ role: "viewer", name: "Ada" });
    const { store } = server.container;
    const personId = server.world.actor.id ?? "";
    const cookie = await cookieOf(server, personId);
    const actor = async () => (await contextForRequest(fromOwnPage(cookie), "r")).actor;
    expect(await actor()).toMatchObject({ id: personId, name: "Ada", sessionId: expect.any(String) });

    const setDisabled = (disabledAt: Date | null) =>
      store.transaction((db) => db.person.update({ where: { id: personId }, data: { disabledAt } }));
    await setDisabled(new Date());
    expect((await actor()).id).toBeNull();
    await setDisabled(null);
    expect((await actor()).id).toBe(personId);
    await store.transaction((db) => db.session.updateMany({ data: { expiresAt: new Date(Date.now() - 1) } }));
    expect((await actor()).id).toBeNull();
    await store.transaction((db) => db.session.deleteMany());
    expect((await actor()).id).toBeNull();
  });

  it("with another signature, or none, is nobody's", async () => {
    await using server = await createTestServer({ role: "viewer" });
    const cookie = await cookieOf(server, server.world.actor.id ?? "");
    const [name = "", value = ""] = cookie.split(/=(.*)/s);
    const unsigned = decodeURIComponent(value).split(".")[0];
    for (const forged of [
      `${name}=${unsigned}`,
      `${name}=${unsigned}.AAAA`,
      `${name}=`,
      cookie.slice(0, -4),
    ]) {
      expect((await contextForRequest(fromOwnPage(forged), "r")).actor.id).toBeNull();
    }
  });

  it("does not prolong its session, so that the row never outlives the cookie", async () => {
    await using server = await createTestServer({ role: "viewer" });
    const { store } = server.container;
    const cookie = await cookieOf(server, server.world.actor.id ?? "");
    const before = await store.read(null, (db) => db.session.findMany());
    await contextForRequest(fromOwnPage(cookie), "r");
    expect(await store.read(null, (db) => db.session.findMany())).toEqual(before);
  });
});

describe("an HTTP request", () => {
  it.each([
    ["no Origin", {}],
    ["the Origin null of a sandboxed frame", { origin: "null" }],
    ["a foreign Origin", { origin: "https://evil.example" }],
    [
      "a foreign Origin and a forged host",
      { origin: "https://evil.example", "x-forwarded-host": "evil.example", host: "evil.example" },
    ],
    ["our host on another port", { origin: `${TEST_URL}:8443` }],
    ["no Origin, from another site", { "sec-fetch-site": "cross-site" }],
  ])("S3: with a cookie and %s is refused, reading and writing", async (_, headers) => {
    await using server = await createTestServer({ admin: true });
    const cookie = await cookieOf(server, server.world.actor.id ?? "");
    for (const method of ["GET", "POST", "PUT", "DELETE"]) {
      const request = new Request(PAGE, {
        method,
        headers: { ...headers, cookie } as Record<string, string>,
      });
      await expect(contextForRequest(request, "r")).rejects.toMatchObject({ code: "FORBIDDEN" });
    }
  });

  it("S3: with a cookie is accepted from our own pages", async () => {
    await using server = await createTestServer({ admin: true });
    const cookie = await cookieOf(server, server.world.actor.id ?? "");
    const post = new Request(PAGE, { method: "POST", headers: { cookie, origin: TEST_URL } });
    expect((await contextForRequest(post, "r")).actor.id).toBe(server.world.actor.id);
    const headers = { cookie, "sec-fetch-site": "same-origin" };
    const get = new Request(PAGE, { headers });
    expect((await contextForRequest(get, "r")).actor.id).toBe(server.world.actor.id);
    const writes = new Request(PAGE, { method: "POST", headers });
    await expect(contextForRequest(writes, "r")).rejects.toMatchObject({ code: "FORBIDDEN" });
  });

  it("with a token that is no token is told so, cookie or not", async () => {
    await using server = await createTestServer({ admin: true });
    const cookie = await cookieOf(server, server.world.actor.id ?? "");
    for (const authorization of ["Bearer asof_nothing", "Bearer", "Basic YTpi", ""]) {
      const request = new Request(PAGE, { headers: { authorization, cookie, origin: TEST_URL } });
      await expect(contextForRequest(request, "r")).rejects.toMatchObject({ code: "UNAUTHENTICATED" });
    }
  });

  it("reads as of a past moment, and refuses one that is not", async () => {
    await using server = await createTestServer();
    const at = async (text: string, method = "GET") =>
      (await contextForRequest(new Request(`${PAGE}?at=${text}`, { method }), "r")).at;
    expect(await at("2026-01-02T03:04:05Z")).toEqual(new Date("2026-01-02T03:04:05Z"));
    expect(await at("2026-01-02T03:04:05Z", "POST")).toBeNull();
    await expect(at("yesterday")).rejects.toMatchObject({ code: "INVALID", problems: [{ path: "at" }] });
    await expect(at("2999-01-01T00:00:00Z")).rejects.toMatchObject({ code: "INVALID" });
    expect(server.world.actor.id).not.toBeNull();
  });
});

describe("the library behind the sessions", () => {
  it("S11: mints no key for anybody who posts a userId (CVE-2025-61928), even if its handler were mounted", async () => {
    await using server = await createTestServer({ admin: true });
    const { auth, store } = server.container;
    const paths = ["/api-key/create", "/sign-up/email", "/sign-in/email", "/update-user", "/change-password"];
    for (const path of paths) {
      const request = new Request(`${TEST_URL}/api/auth${path}`, {
        method: "POST",
        headers: { "content-type": "application/json", origin: TEST_URL },
        body: JSON.stringify({
          userId: server.world.actor.id,
          name: "stolen",
          email: "eve@example.org",
          password: "a long enough password",
          isAdmin: true,
        }),
      });
      const response = await auth.handler(request);
      expect(response.status, path).toBeGreaterThanOrEqual(400);
      expect(response.headers.getSetCookie(), path).toEqual([]);
    }
    const counts = await store.read(null, (db) =>
      Promise.all([db.apiToken.count(), db.session.count(), db.person.count(), db.account.count()]),
    );
    expect(counts).toEqual([0, 0, 1, 0]);
  });
});
