import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTokenOperation, listTokensOperation } from "@/lib/contracts/api/tokens";
import { cookieOf, TEST_URL } from "@/lib/server/test-server";
import { createTestApi, type TestApi } from "./test-api";

let api: TestApi;
beforeAll(async () => {
  api = await createTestApi();
});
afterAll(async () => {
  await api[Symbol.asyncDispose]();
});

const BODY = { name: "ci", scopes: ["read"], project: "flights", expires_in_days: 7 };

describe("tokens", () => {
  it("S11: a token is shown once, works, and does not any more once it is revoked", async () => {
    const made = await api.send("POST /tokens", { body: BODY });
    expect(made.status).toBe(201);
    const { id, token } = made.as(createTokenOperation);
    expect(token).toMatch(/^asof_[0-9a-f]{12}_/);
    expect((await api.send("GET /projects/flights", { token })).status).toBe(200);
    const list = await api.send("GET /tokens");
    expect(list.text).not.toContain(token);
    const listed = list.as(listTokensOperation).items.find((item) => item.id === id);
    expect(listed).toMatchObject({ name: "ci", status: "active", project: "flights", scopes: ["read"] });
    const revoked = await api.send(`DELETE /tokens/${id}`);
    expect([revoked.status, revoked.text]).toEqual([204, ""]);
    expect((await api.send("GET /projects/flights", { token })).status).toBe(401);
    expect((await api.send(`DELETE /tokens/${id}`)).status).toBe(409);
  });

  it("S11: a token cannot make one that may do more than itself", async () => {
    const narrow = await api.token({ role: "steward", scopes: ["read", "admin"] });
    const wider = await api.send("POST /tokens", {
      token: narrow,
      body: { name: "wider", scopes: ["read", "write"] },
    });
    expect(wider.status).toBe(403);
    const bound = await api.token({ admin: true, boundToProject: true });
    expect(
      (await api.send("POST /tokens", { token: bound, body: { name: "x", scopes: ["read"] } })).status,
    ).toBe(403);
  });

  it("S11: nobody makes a token for somebody else by naming them", async () => {
    const { id } = (await api.server.world.as({ admin: true })).actor;
    for (const body of [
      { ...BODY, userId: id },
      { ...BODY, person_id: id },
      { ...BODY, personId: id },
    ]) {
      expect((await api.send("POST /tokens", { body })).status).toBe(422);
      expect((await api.send("POST /tokens", { token: null, body })).status).toBe(401);
    }
  });

  it("somebody else's token is as if it were not there", async () => {
    const { id } = (await api.send("POST /tokens", { body: BODY })).as(createTokenOperation);
    const other = await api.token({ role: "steward" });
    expect((await api.send(`DELETE /tokens/${id}`, { token: other })).status).toBe(404);
    expect((await api.send("DELETE /tokens/not-an-id")).status).toBe(422);
    const theirs = await api.send("GET /tokens", { token: other });
    expect(theirs.as(listTokensOperation).items.map((item) => item.id)).not.toContain(id);
  });

  it("names the field that is wrong", async () => {
    const wrong = { name: "", scopes: ["root"], expires_in_days: 9999 };
    const refused = await api.send("POST /tokens", { body: wrong });
    const paths = refused.problem().errors.map((error) => error.path);
    expect(paths).toEqual(expect.arrayContaining(["name", "scopes.0", "expires_in_days"]));
  });
});

describe("S3: a cookie", () => {
  it("counts from our own pages only, for reads and for changes", async () => {
    const { world } = api.server;
    const cookie = await cookieOf(api.server, world.actor.id ?? "");
    const post = (headers: Record<string, string>) =>
      api.send("POST /tokens", { token: null, body: BODY, headers: { cookie, ...headers } });
    expect((await post({ origin: TEST_URL })).status).toBe(201);
    expect((await post({})).status).toBe(403);
    expect((await post({ origin: "null" })).status).toBe(403);
    expect((await post({ origin: `${TEST_URL}.evil.example` })).status).toBe(403);
    expect((await post({ "sec-fetch-site": "same-origin" })).status).toBe(403);
    const get = (headers: Record<string, string>) =>
      api.send("GET /projects", { token: null, headers: { cookie, ...headers } });
    expect((await get({ "sec-fetch-site": "same-origin" })).status).toBe(200);
    expect((await get({ "sec-fetch-site": "cross-site" })).status).toBe(403);
    expect((await get({ "x-forwarded-host": "asof.example.org" })).status).toBe(403);
  });

  it("does not help a wrong token", async () => {
    const cookie = await cookieOf(api.server, api.server.world.actor.id ?? "");
    const headers = { cookie, origin: TEST_URL, authorization: "Bearer nonsense" };
    expect((await api.send("GET /projects", { token: null, headers })).status).toBe(401);
  });
});
