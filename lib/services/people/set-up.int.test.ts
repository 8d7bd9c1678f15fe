import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { createTestContext, type TestContext } from "../test-context";
import { createSetupLink } from "./create-setup-link";
import { disablePerson } from "./disable";
import { openLink } from "./open-link";
import { setUp } from "./set-up";
import { signIn } from "./sign-in";

const BROWSER = { ipAddress: null, userAgent: null };
const ADMIN = { name: "Grace", email: "grace@example.org", password: "a long enough password" };

async function setupToken(world: TestContext): Promise<string> {
  const link = await createSetupLink(world);
  return new URLSearchParams(link?.path.split("?")[1]).get("token") ?? "";
}

const people = (world: TestContext) =>
  world.store.read(null, (db) => db.person.findMany({ where: { isAdmin: true } }));

describe("the first admin", () => {
  it("comes to be by the one-time link, is signed in, and is recorded", async () => {
    await using world = await createTestContext();
    const token = await setupToken(world);
    expect(await openLink(world.nobody, { purpose: "setup", token })).toMatchObject({ person: null });
    await setUp(world.nobody, { token, ...ADMIN, browser: BROWSER });
    expect(await people(world)).toMatchObject([{ name: "Grace", email: ADMIN.email, isDemo: false }]);
    const { email, password } = ADMIN;
    await expect(signIn(world.nobody, { email, password, browser: BROWSER })).resolves.toBeDefined();
    const rows = await world.store.read(null, (db) => db.auditEntry.findMany({ orderBy: { seq: "asc" } }));
    expect(rows.slice(-4).map((row) => [row.action, row.actorName])).toEqual([
      ["setup:link", "launcher"],
      ["person:set_up", "Grace"],
      ["session:create", "Grace"],
      ["session:create", "Grace"],
    ]);
    expect(rows.map((row) => JSON.stringify(row.details)).join()).not.toContain(token);
  });

  it("is made once, however many try at the same time", async () => {
    await using world = await createTestContext();
    const token = await setupToken(world);
    const tries = [1, 2, 3, 4].map((n) =>
      setUp(world.nobody, { token, ...ADMIN, email: `grace${n}@example.org`, browser: BROWSER }),
    );
    const results = await Promise.allSettled(tries);
    expect(results.filter((result) => result.status === "fulfilled")).toHaveLength(1);
    expect(await people(world)).toHaveLength(1);
  });

  it("keeps no second one from being offered or made", async () => {
    await using world = await createTestContext();
    const first = await setupToken(world);
    const second = await setupToken(world);
    const gone = { code: "NOT_FOUND" };
    await expect(setUp(world.nobody, { token: first, ...ADMIN, browser: BROWSER })).rejects.toMatchObject(
      gone,
    );
    await setUp(world.nobody, { token: second, ...ADMIN, browser: BROWSER });
    expect(await createSetupLink(world)).toBeNull();
    await expect(setUp(world.nobody, { token: second, ...ADMIN, browser: BROWSER })).rejects.toMatchObject(
      gone,
    );
    await expect(openLink(world.nobody, { purpose: "setup", token: second })).rejects.toMatchObject(gone);
  });

  it("is refused by a link that outlived its day, was made up, or is for something else", async () => {
    await using world = await createTestContext();
    const token = await setupToken(world);
    const open = (purpose: "setup" | "invitation" | "password_reset", text: string) =>
      openLink(world.nobody, { purpose, token: text });
    await expect(open("setup", "made-up")).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(open("password_reset", token)).rejects.toMatchObject({ code: "NOT_FOUND" });
    world.travel(24 * 3_600_000 + 1);
    await expect(open("setup", token)).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(setUp(world.nobody, { token, ...ADMIN, browser: BROWSER })).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
  });

  it("can still be made beside demo admins, who cannot sign in outside of demo mode", async () => {
    await using world = await createTestContext({ admin: true, demo: true });
    const token = await setupToken(world);
    await expect(setUp(world.nobody, { token, ...ADMIN, browser: BROWSER })).resolves.toBeDefined();
  });

  it("leaves the link open when the address is taken", async () => {
    await using world = await createTestContext({ email: ADMIN.email });
    const token = await setupToken(world);
    await expect(setUp(world.nobody, { token, ...ADMIN, browser: BROWSER })).rejects.toMatchObject({
      code: "INVALID",
      problems: [{ path: "email" }],
    });
    const input = { token, ...ADMIN, email: "other@example.org", browser: BROWSER };
    await expect(setUp(world.nobody, input)).resolves.toBeDefined();
  });

  it("cannot be disabled by anybody while nobody else is an admin", async () => {
    await using world = await createTestContext();
    await setUp(world.nobody, { token: await setupToken(world), ...ADMIN, browser: BROWSER });
    const [admin] = await people(world);
    await expect(disablePerson(world.system, { personId: admin?.id ?? "" })).rejects.toMatchObject({
      code: "CONFLICT",
    });
    expect(await people(world)).toMatchObject([{ disabledAt: null }]);
  });
});

describe("one-time links", () => {
  it("S11: are kept as the hash of at least 160 random bits", async () => {
    await using world = await createTestContext();
    const token = await setupToken(world);
    expect(Buffer.from(token, "base64url").length * 8).toBeGreaterThanOrEqual(160);
    const [row] = await world.store.read(null, (db) => db.oneTimeLink.findMany());
    expect(row?.hash).toBe(createHash("sha256").update(token).digest("hex"));
    expect(JSON.stringify(row)).not.toContain(token);
  });
});
