import { describe, expect, it } from "vitest";
import { createTestContext, type TestContext } from "../test-context";
import { acceptInvitation } from "./accept-invitation";
import { disablePerson } from "./disable";
import { getAccount } from "./get-account";
import { invitePerson } from "./invite";
import { listDemoPeople } from "./list-demo";
import { signIn } from "./sign-in";
import { signInDemoPerson } from "./sign-in-demo";
import { signOut } from "./sign-out";
import { signOutEverywhere } from "./sign-out-everywhere";

const BROWSER = { ipAddress: "203.0.113.7", userAgent: "Test Browser" };
const PASSWORD = "correct horse battery";

/** Somebody with a password, as the invitation makes them. */
async function addMember(world: TestContext, email = "ada@example.org") {
  const admin = await world.as({ admin: true });
  const { personId, link } = await invitePerson(admin, { name: "Ada", email, roles: [] });
  const token = new URLSearchParams(link.path.split("?")[1]).get("token") ?? "";
  await acceptInvitation(world.nobody, { token, password: PASSWORD, browser: BROWSER });
  return { personId, admin };
}

const entries = (world: TestContext) =>
  world.store.read(null, (db) => db.auditEntry.findMany({ orderBy: { seq: "asc" } }));

describe("signing in", () => {
  it("opens a session that is recorded with its person, and without its token", async () => {
    await using world = await createTestContext();
    const { personId } = await addMember(world);
    const input = { email: "ada@example.org", password: PASSWORD, browser: BROWSER };
    const { sessionToken } = await signIn(world.nobody, input);
    const session = await world.store.read(null, (db) =>
      db.session.findUniqueOrThrow({ where: { token: sessionToken } }),
    );
    expect(session).toMatchObject({ userId: personId, ...BROWSER });
    expect(session.expiresAt.getTime() - Date.now()).toBeGreaterThan(13.9 * 86_400_000);
    const last = (await entries(world)).at(-1);
    expect(last).toMatchObject({
      action: "session:create",
      actorId: personId,
      actorName: "Ada",
      targetId: session.id,
      details: { how: "password" },
    });
    expect(
      JSON.stringify(last, (_, value) => (typeof value === "bigint" ? String(value) : value)),
    ).not.toContain(sessionToken);
  });

  it("tells unknown, wrong, without a password and disabled with one and the same message", async () => {
    await using world = await createTestContext({ email: "no-password@example.org" });
    const { personId, admin } = await addMember(world);
    const before = await entries(world);
    const tryWith = (email: string, password: string) =>
      signIn(world.nobody, { email, password, browser: BROWSER });
    const refused = { code: "UNAUTHENTICATED", message: "The e-mail address or the password is wrong." };
    await expect(tryWith("nobody@example.org", PASSWORD)).rejects.toMatchObject(refused);
    await expect(tryWith("ada@example.org", "wrong password")).rejects.toMatchObject(refused);
    await expect(tryWith("no-password@example.org", PASSWORD)).rejects.toMatchObject(refused);
    expect(await entries(world)).toHaveLength(before.length);
    await disablePerson(admin, { personId });
    await expect(tryWith("ada@example.org", PASSWORD)).rejects.toMatchObject(refused);
  });

  it("is for people: a token cannot open a session", async () => {
    await using world = await createTestContext({
      admin: true,
      scopes: ["read", "values", "write", "admin"],
    });
    const input = { email: "ada@example.org", password: PASSWORD, browser: BROWSER };
    await expect(signIn(world, input)).rejects.toMatchObject({ code: "FORBIDDEN" });
  });
});

describe("demo mode", () => {
  it("offers the demo people and signs them in with one click", async () => {
    await using world = await createTestContext({ demo: true, role: "steward", name: "Dora" });
    const people = await listDemoPeople(world.nobody, { isDemoMode: true });
    expect(people).toMatchObject([{ name: "Dora", roles: [{ project: "flights", role: "steward" }] }]);
    const input = { personId: world.actor.id ?? "", isDemoMode: true, browser: BROWSER };
    await expect(signInDemoPerson(world.nobody, input)).resolves.toHaveProperty("sessionToken");
    expect((await entries(world)).at(-1)).toMatchObject({
      action: "session:create",
      actorName: "Dora",
      details: { how: "demo" },
    });
  });

  it("is refused outside of demo mode, for others, and for the disabled", async () => {
    await using world = await createTestContext({ demo: true });
    const other = await world.as({ demo: false });
    const personId = world.actor.id ?? "";
    const signInAs = (id: string | null, isDemoMode: boolean) =>
      signInDemoPerson(world.nobody, { personId: id ?? "", isDemoMode, browser: BROWSER });
    await expect(signInAs(personId, false)).rejects.toMatchObject({ code: "FORBIDDEN" });
    await expect(signInAs(other.actor.id, true)).rejects.toMatchObject({ code: "NOT_FOUND" });
    await disablePerson(await world.as({ admin: true, demo: true }), { personId });
    await expect(signInAs(personId, true)).rejects.toMatchObject({ code: "NOT_FOUND" });
    expect(await listDemoPeople(world.nobody, { isDemoMode: false })).toEqual([]);
  });
});

describe("sessions", () => {
  async function twoSessions(world: TestContext) {
    const { personId } = await addMember(world);
    const second = await signIn(world.nobody, {
      email: "ada@example.org",
      password: PASSWORD,
      browser: { ipAddress: null, userAgent: null },
    });
    const session = await world.store.read(null, (db) =>
      db.session.findUniqueOrThrow({ where: { token: second.sessionToken }, include: { person: true } }),
    );
    const rights = { ...world.actor.rights, personId };
    const actor = { ...world.actor, id: personId, name: "Ada", rights, sessionId: session.id };
    return { ctx: { ...world.nobody, actor }, personId, sessionId: session.id };
  }

  it("are listed for their person, the present one marked, without their tokens", async () => {
    await using world = await createTestContext();
    const { ctx, sessionId } = await twoSessions(world);
    const { sessions, hasPassword } = await getAccount(ctx);
    expect(hasPassword).toBe(true);
    expect(sessions.map(({ id, isCurrent }) => [id === sessionId, isCurrent])).toEqual([
      [true, true],
      [false, false],
    ]);
    expect(Object.keys(sessions[0] ?? {})).not.toContain("token");
  });

  it("end by signing out here, recorded", async () => {
    await using world = await createTestContext();
    const { ctx, sessionId } = await twoSessions(world);
    await signOut(ctx);
    expect((await getAccount(ctx)).sessions.map((session) => session.id)).not.toContain(sessionId);
    expect((await entries(world)).at(-1)).toMatchObject({ action: "session:end", targetId: sessionId });
    await expect(signOut(world.nobody)).rejects.toMatchObject({ code: "UNAUTHENTICATED" });
  });

  it("end all at once by signing out everywhere, recorded", async () => {
    await using world = await createTestContext();
    const { ctx, personId } = await twoSessions(world);
    await expect(signOutEverywhere(ctx)).resolves.toEqual({ endedCount: 2 });
    expect(await world.store.read(null, (db) => db.session.count({ where: { userId: personId } }))).toBe(0);
    expect((await entries(world)).at(-1)).toMatchObject({ action: "session:end", details: { sessions: 2 } });
    await expect(signOutEverywhere(world.nobody)).rejects.toMatchObject({ code: "UNAUTHENTICATED" });
  });
});
