import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { authenticateToken, mintToken } from "@/lib/store/tokens";
import type { ServiceContext } from "../context";
import { createTestContext, type TestContext } from "../test-context";
import { createToken } from "./create";
import { createDemoAdminToken } from "./create-demo-admin-token";
import { listTokens } from "./list";
import { revokeToken } from "./revoke";
import { rotateToken } from "./rotate";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const CI = { name: "ci", scopes: ["read", "values"], project: null, expiresInDays: 90 } as const;
const create = (ctx: ServiceContext, more: Partial<Parameters<typeof createToken>[1]> = {}) =>
  createToken(ctx, { ...CI, scopes: [...CI.scopes], ...more });

const authenticate = (world: TestContext, token: string) =>
  world.store.read(null, (db) => authenticateToken(db, token, world.now()));
const lastEntry = (world: TestContext) =>
  world.store.read(null, (db) => db.auditEntry.findFirstOrThrow({ orderBy: { seq: "desc" } }));

describe("an API token", () => {
  it("S11: is shown once, kept as a hash, and recorded without itself", async () => {
    await using world = await createTestContext({ role: "contributor" });
    const { id, token, prefix, expiresAt } = await create(world);
    expect(token).toMatch(/^asof_[0-9a-f]{12}_[A-Za-z0-9_-]{32}[0-9a-f]{6}$/);
    expect(expiresAt.getTime() - Date.now()).toBeCloseTo(90 * DAY_MS, -5);
    const [row] = await world.store.read(null, (db) => db.apiToken.findMany());
    expect(row).toMatchObject({ id, prefix, hash: createHash("sha256").update(token).digest("hex") });
    const secret = token.slice("asof_".length + prefix.length + 1);
    expect(JSON.stringify([row, await listTokens(world)])).not.toContain(secret);
    expect(JSON.stringify(await listTokens(world))).not.toContain(row?.hash);
    const entry = await lastEntry(world);
    expect(entry).toMatchObject({ action: "token:create", targetId: id, actorId: world.actor.id });
    expect(JSON.stringify(entry.details)).not.toContain(secret);
  });

  it("S11: acts as its person, limited to its scopes and its project", async () => {
    await using world = await createTestContext({ role: "contributor" });
    const { id, token } = await create(world, { project: "flights" });
    expect(await authenticate(world, token)).toMatchObject({
      kind: "token",
      id: world.actor.id,
      tokenId: id,
      rights: { scopes: ["read", "values"], onlyProjectId: world.projectId, isAdmin: false },
    });
  });

  it("S11: has the rights of its person at the moment of use, not of its making", async () => {
    await using world = await createTestContext({ admin: true });
    const { token } = await create(world, { scopes: ["admin"] });
    const personId = world.actor.id ?? "";
    await world.store.transaction((db) =>
      db.person.update({ where: { id: personId }, data: { isAdmin: false } }),
    );
    expect(await authenticate(world, token)).toMatchObject({ rights: { isAdmin: false, scopes: ["admin"] } });
  });

  it("S11: with one changed character, an unknown prefix or a forged checksum is nobody's", async () => {
    await using world = await createTestContext({ role: "viewer" });
    const { token } = await create(world);
    expect(await authenticate(world, token)).not.toBeNull();
    for (let at = 0; at < token.length; at++) {
      const other = token[at] === "a" ? "b" : "a";
      expect(await authenticate(world, token.slice(0, at) + other + token.slice(at + 1))).toBeNull();
    }
    // The same prefix and a right checksum, but another secret: only the hash tells.
    const stranger = mintToken().token;
    const [, prefix = ""] = /^asof_([0-9a-f]{12})_/.exec(token) ?? [];
    const secret = stranger.slice(-38, -6);
    const sum = createHash("sha256")
      .update(prefix + secret)
      .digest("hex")
      .slice(0, 6);
    for (const forged of [stranger, `asof_${prefix}_${secret}${sum}`, "", `${token} `, "asof_"]) {
      expect(await authenticate(world, forged)).toBeNull();
    }
  });

  it("S11: ends with its expiry, to the moment", async () => {
    await using world = await createTestContext({ role: "viewer" });
    const { token, expiresAt } = await create(world, { expiresInDays: 1 });
    const at = (moment: Date) => world.store.read(null, (db) => authenticateToken(db, token, moment));
    expect(await at(new Date(expiresAt.getTime() - 1))).not.toBeNull();
    expect(await at(expiresAt)).toBeNull();
    world.travel(DAY_MS + HOUR_MS);
    expect(await listTokens(world)).toMatchObject([{ status: "expired" }]);
  });

  it("S11: is refused from the moment it is revoked, recorded; a second time is a conflict", async () => {
    await using world = await createTestContext({ role: "viewer" });
    const { id, token } = await create(world);
    expect(await authenticate(world, token)).not.toBeNull();
    await revokeToken(world, { tokenId: id });
    expect(await authenticate(world, token)).toBeNull();
    expect(await lastEntry(world)).toMatchObject({ action: "token:revoke", targetId: id });
    expect(await listTokens(world)).toMatchObject([{ status: "revoked" }]);
    await expect(revokeToken(world, { tokenId: id })).rejects.toMatchObject({ code: "CONFLICT" });
  });

  it("remembers when it was last used", async () => {
    await using world = await createTestContext({ role: "viewer" });
    const { token } = await create(world);
    expect(await listTokens(world)).toMatchObject([{ lastUsedAt: null }]);
    await authenticate(world, token);
    const [listed] = await listTokens(world);
    expect(Math.abs((listed?.lastUsedAt?.getTime() ?? 0) - Date.now())).toBeLessThan(60_000);
  });

  it("S11: somebody else's is as if it were not there, but an admin revokes it", async () => {
    await using world = await createTestContext({ role: "viewer" });
    const { id: tokenId } = await create(world);
    const others = [await world.as({}), await world.as({ role: "steward" })];
    for (const other of others) {
      await expect(revokeToken(other, { tokenId })).rejects.toMatchObject({ code: "NOT_FOUND" });
      await expect(rotateToken(other, { tokenId, overlapHours: 0 })).rejects.toMatchObject({
        code: "NOT_FOUND",
      });
      await expect(listTokens(other, { personId: world.actor.id ?? "" })).rejects.toMatchObject({
        code: "FORBIDDEN",
      });
    }
    await expect(revokeToken(world.nobody, { tokenId })).rejects.toMatchObject({ code: "UNAUTHENTICATED" });
    const admin = await world.as({ admin: true });
    await expect(rotateToken(admin, { tokenId, overlapHours: 0 })).rejects.toMatchObject({
      code: "FORBIDDEN",
    });
    await revokeToken(admin, { tokenId });
    expect(await listTokens(admin, { personId: world.actor.id ?? "" })).toMatchObject([
      { status: "revoked" },
    ]);
  });

  it("is made by people who are signed in, for projects they see", async () => {
    await using world = await createTestContext({});
    await expect(create(world.nobody)).rejects.toMatchObject({ code: "UNAUTHENTICATED" });
    await expect(create(world, { project: "flights" })).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(create(world, { project: "nope" })).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(create(world)).resolves.toBeDefined();
  });

  it("S11: makes no token that may do more than itself", async () => {
    await using world = await createTestContext({ admin: true, scopes: ["read", "admin"] });
    await expect(create(world, { scopes: ["read", "write"] })).rejects.toMatchObject({ code: "FORBIDDEN" });
    await expect(create(world, { scopes: ["read"] })).resolves.toBeDefined();
    const reader = await world.as({ admin: true, scopes: ["read"] });
    await expect(create(reader, { scopes: ["read"] })).rejects.toMatchObject({ code: "FORBIDDEN" });
    const bound = await world.as({ admin: true, scopes: ["read", "admin"], boundToProject: true });
    await expect(create(bound, { scopes: ["read"] })).rejects.toMatchObject({ code: "FORBIDDEN" });
    await expect(create(bound, { scopes: ["read"], project: "flights" })).resolves.toBeDefined();
    expect(await listTokens(bound)).toHaveLength(1);
  });
});

describe("rotating a token", () => {
  it("S11: makes one alike, and lets the old one go on for the overlap only", async () => {
    await using world = await createTestContext({ role: "viewer" });
    const old = await create(world, { project: "flights", expiresInDays: 30 });
    const fresh = await rotateToken(world, { tokenId: old.id, overlapHours: 24 });
    expect(await lastEntry(world)).toMatchObject({
      action: "token:rotate",
      targetId: fresh.id,
      details: { replaces: old.prefix },
    });
    expect(await listTokens(world)).toMatchObject([
      { id: fresh.id, name: "ci", scopes: ["read", "values"], project: "flights", status: "active" },
      { id: old.id, status: "active" },
    ]);
    expect(fresh.expiresAt.getTime() - Date.now()).toBeCloseTo(30 * DAY_MS, -5);
    expect(fresh.oldExpiresAt.getTime() - Date.now()).toBeCloseTo(DAY_MS, -5);
    world.travel(23 * HOUR_MS);
    expect(await authenticate(world, old.token)).not.toBeNull();
    world.travel(2 * HOUR_MS);
    expect(await authenticate(world, old.token)).toBeNull();
    expect(await authenticate(world, fresh.token)).not.toBeNull();
  });

  it("without an overlap ends the old one at once, and never prolongs it", async () => {
    await using world = await createTestContext({ role: "viewer" });
    const first = await create(world, { expiresInDays: 1 });
    const second = await rotateToken(world, { tokenId: first.id, overlapHours: 168 });
    expect(second.oldExpiresAt).toEqual(first.expiresAt);
    await rotateToken(world, { tokenId: second.id, overlapHours: 0 });
    expect(await authenticate(world, second.token)).toBeNull();
  });

  it("is refused for one that is revoked or expired", async () => {
    await using world = await createTestContext({ role: "viewer" });
    const { id: tokenId } = await create(world);
    await revokeToken(world, { tokenId });
    await expect(rotateToken(world, { tokenId, overlapHours: 0 })).rejects.toMatchObject({
      code: "CONFLICT",
    });
    const { id: expired } = await create(world, { expiresInDays: 1 });
    world.travel(2 * DAY_MS);
    await expect(rotateToken(world, { tokenId: expired, overlapHours: 0 })).rejects.toMatchObject({
      code: "CONFLICT",
    });
  });
});

describe("the demo's admin token", () => {
  it("is kept while it works for another month, and replaced otherwise", async () => {
    await using world = await createTestContext({ admin: true, demo: true });
    const first = await createDemoAdminToken(world, null);
    expect(await authenticate(world, first)).toMatchObject({
      rights: { isAdmin: true, scopes: expect.arrayContaining(["admin"]) },
    });
    expect(await createDemoAdminToken(world, first)).toBe(first);
    world.travel(340 * DAY_MS);
    const second = await createDemoAdminToken(world, first);
    expect(second).not.toBe(first);
    expect(await authenticate(world, first)).toBeNull();
    expect(await authenticate(world, second)).not.toBeNull();
  });

  it("needs a demo admin", async () => {
    await using world = await createTestContext({ admin: true });
    await expect(createDemoAdminToken(world, null)).rejects.toMatchObject({ code: "PRECONDITION" });
  });
});
