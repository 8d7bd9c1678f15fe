import { describe, expect, it } from "vitest";
import { authenticateToken } from "@/lib/store/tokens";
import type { ServiceContext } from "../context";
import { createTestContext, type TestContext, type TestPerson } from "../test-context";
import { createToken } from "../tokens/create";
import { acceptInvitation } from "./accept-invitation";
import { changePassword } from "./change-password";
import { changeProfile } from "./change-profile";
import { createDemoPerson } from "./create-demo";
import { createResetLink } from "./create-reset-link";
import { disablePerson } from "./disable";
import { enablePerson } from "./enable";
import { getPerson } from "./get";
import { invitePerson } from "./invite";
import type { ShownLink } from "./link-step";
import { listPeople } from "./list";
import { renewInvitation } from "./renew-invitation";
import { resetPassword } from "./reset-password";
import { setAdmin } from "./set-admin";
import { setRole } from "./set-role";
import { signIn } from "./sign-in";

const BROWSER = { ipAddress: null, userAgent: null };
const PASSWORD = "correct horse battery";
const ADA = {
  name: "Ada",
  email: "ada@example.org",
  roles: [{ project: "flights", role: "viewer" }],
} as const;
const NOBODY_ID = "00000000-0000-4000-8000-000000000000";

const tokenOf = (link: ShownLink) => new URLSearchParams(link.path.split("?")[1]).get("token") ?? "";
const signInAs = (world: TestContext, password: string) =>
  signIn(world.nobody, { email: ADA.email, password, browser: BROWSER });

async function addAda(admin: ServiceContext, world: TestContext): Promise<string> {
  const { personId, link } = await invitePerson(admin, { ...ADA, roles: [...ADA.roles] });
  await acceptInvitation(world.nobody, { token: tokenOf(link), password: PASSWORD, browser: BROWSER });
  return personId;
}

async function actAs(world: TestContext, personId: string): Promise<ServiceContext> {
  const actor = { ...world.actor, id: personId, name: "Ada", rights: { ...world.actor.rights } };
  return await world.refresh({ ...world, actor });
}

const lastEntry = (world: TestContext) =>
  world.store.read(null, (db) => db.auditEntry.findFirstOrThrow({ orderBy: { seq: "desc" } }));
const countEntries = (world: TestContext) => world.store.read(null, (db) => db.auditEntry.count());

describe("managing people", () => {
  const verbs: [string, (ctx: ServiceContext, personId: string) => Promise<unknown>][] = [
    ["invitePerson", (ctx) => invitePerson(ctx, { ...ADA, roles: [] })],
    ["renewInvitation", (ctx, personId) => renewInvitation(ctx, { personId })],
    ["createResetLink", (ctx, personId) => createResetLink(ctx, { personId })],
    ["disablePerson", (ctx, personId) => disablePerson(ctx, { personId })],
    ["enablePerson", (ctx, personId) => enablePerson(ctx, { personId })],
    ["setAdmin", (ctx, personId) => setAdmin(ctx, { personId, isAdmin: true })],
    ["setRole", (ctx, personId) => setRole(ctx, { personId, project: "flights", role: "steward" })],
    [
      "setRole in a project that is not there",
      (ctx, personId) => setRole(ctx, { personId, project: "no_such_project", role: "steward" }),
    ],
    [
      "createDemoPerson",
      (ctx) => createDemoPerson(ctx, { name: "Demo", email: "demo@example.org", isAdmin: true, roles: [] }),
    ],
    ["listPeople", (ctx) => listPeople(ctx)],
  ];
  const others: [string, TestPerson][] = [
    ["somebody without a role", {}],
    ["a viewer", { role: "viewer" }],
    ["a contributor", { role: "contributor" }],
    ["a steward", { role: "steward", teams: ["ops"] }],
    ["an admin's token without the admin scope", { admin: true, scopes: ["read", "values", "write"] }],
    ["an admin's token bound to a project", { admin: true, scopes: ["read", "admin"], boundToProject: true }],
  ];

  it.each(verbs)("%s is for admins alone, and a refusal changes nothing", async (name, run) => {
    await using world = await createTestContext();
    const personId = world.actor.id ?? "";
    const actors = await Promise.all(others.map(([, person]) => world.as(person)));
    const before = await countEntries(world);
    await expect(run(world.nobody, personId)).rejects.toMatchObject({ code: "UNAUTHENTICATED" });
    for (const actor of actors) {
      // A token that is bound to the project may hear of it, and of it alone.
      const isOwnProject = name === "setRole" && actor.actor.rights.onlyProjectId !== null;
      if (isOwnProject) continue;
      await expect(run(actor, personId)).rejects.toMatchObject({ code: /FORBIDDEN|NOT_FOUND/ });
    }
    expect(await countEntries(world)).toBe(before);
  });

  it("nobody can tell a project they may not see from one that is not there", async () => {
    await using world = await createTestContext({ scopes: ["read"] });
    const refusal = async (project: string) =>
      await setRole(world, { personId: NOBODY_ID, project, role: "viewer" }).catch((error) => ({
        code: error.code,
        message: error.message.replace(project, "P"),
      }));
    expect(await refusal("flights")).toEqual(await refusal("no_such_project"));
  });
});

describe("an invitation", () => {
  it("makes a person with roles; the link sets the password once, signs in, and all is recorded", async () => {
    await using world = await createTestContext({ admin: true });
    const { personId, link } = await invitePerson(world, { ...ADA, roles: [...ADA.roles] });
    expect(await lastEntry(world)).toMatchObject({ action: "person:invite", targetId: personId });
    expect((await listPeople(world)).people.find((person) => person.id === personId)).toMatchObject({
      status: "invited",
      isAdmin: false,
      roles: [{ project: "flights", role: "viewer" }],
    });
    const accept = { token: tokenOf(link), password: PASSWORD, browser: BROWSER };
    await acceptInvitation(world.nobody, accept);
    await expect(signInAs(world, PASSWORD)).resolves.toBeDefined();
    await expect(acceptInvitation(world.nobody, accept)).rejects.toMatchObject({ code: "NOT_FOUND" });
    const actions = await world.store.read(null, (db) =>
      db.auditEntry.findMany({ where: { actorId: personId }, orderBy: { seq: "asc" } }),
    );
    expect(actions.map((row) => row.action)).toEqual([
      "person:accept_invitation",
      "session:create",
      "session:create",
    ]);
  });

  it("is refused for a taken address and for unknown projects, each named, with nothing written", async () => {
    await using world = await createTestContext({ admin: true, email: "taken@example.org" });
    const before = await countEntries(world);
    const invite = (email: string, projects: string[]) =>
      invitePerson(world, {
        name: "Ada",
        email,
        roles: projects.map((project) => ({ project, role: "viewer" as const })),
      });
    await expect(invite("taken@example.org", [])).rejects.toMatchObject({ problems: [{ path: "email" }] });
    await expect(invite("new@example.org", ["flights", "nope", "neither"])).rejects.toMatchObject({
      code: "INVALID",
      problems: [{ path: "roles.1.project" }, { path: "roles.2.project" }],
    });
    expect(await countEntries(world)).toBe(before);
    expect((await listPeople(world)).people).toHaveLength(1);
  });

  it("can be renewed until it is accepted; the earlier link stops working", async () => {
    await using world = await createTestContext({ admin: true });
    const { personId, link } = await invitePerson(world, { ...ADA, roles: [] });
    const renewed = await renewInvitation(world, { personId });
    const accept = (shown: ShownLink) =>
      acceptInvitation(world.nobody, { token: tokenOf(shown), password: PASSWORD, browser: BROWSER });
    await expect(accept(link)).rejects.toMatchObject({ code: "NOT_FOUND" });
    await accept(renewed.link);
    await expect(renewInvitation(world, { personId })).rejects.toMatchObject({ code: "CONFLICT" });
    await expect(renewInvitation(world, { personId: NOBODY_ID })).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
  });

  it("lapses after its time, and with the person's access", async () => {
    await using world = await createTestContext({ admin: true });
    const { personId, link } = await invitePerson(world, { ...ADA, roles: [] });
    const accept = () =>
      acceptInvitation(world.nobody, { token: tokenOf(link), password: PASSWORD, browser: BROWSER });
    await disablePerson(world, { personId });
    await enablePerson(world, { personId });
    await expect(accept()).rejects.toMatchObject({ code: "NOT_FOUND" });
    const renewed = await renewInvitation(world, { personId });
    world.travel(7 * 86_400_000 + 1);
    const late = { token: tokenOf(renewed.link), password: PASSWORD, browser: BROWSER };
    await expect(acceptInvitation(world.nobody, late)).rejects.toMatchObject({ code: "NOT_FOUND" });
  });
});

describe("disabling", () => {
  it("ends sessions at once and stops tokens; enabling gives the access back; both are recorded", async () => {
    await using world = await createTestContext({ admin: true });
    const personId = await addAda(world, world);
    const { token } = await createToken(await actAs(world, personId), {
      name: "ci",
      scopes: ["read"],
      project: null,
      expiresInDays: 90,
    });
    const works = () => world.store.read(null, (db) => authenticateToken(db, token, world.now()));
    expect(await works()).not.toBeNull();

    await disablePerson(world, { personId });
    expect(await lastEntry(world)).toMatchObject({
      action: "person:disable",
      targetId: personId,
      details: { ended_sessions: 1 },
    });
    expect(await works()).toBeNull();
    expect(await world.store.read(null, (db) => db.session.count({ where: { userId: personId } }))).toBe(0);
    expect((await actAs(world, personId)).actor.rights.personId).toBeNull();
    await expect(disablePerson(world, { personId })).rejects.toMatchObject({ code: "CONFLICT" });

    await enablePerson(world, { personId });
    expect(await lastEntry(world)).toMatchObject({ action: "person:enable", targetId: personId });
    expect(await works()).not.toBeNull();
    await expect(signInAs(world, PASSWORD)).resolves.toBeDefined();
    await expect(enablePerson(world, { personId })).rejects.toMatchObject({ code: "CONFLICT" });
  });

  it("is refused for oneself and for people who are not there", async () => {
    await using world = await createTestContext({ admin: true });
    const disable = (personId: string | null) => disablePerson(world, { personId: personId ?? "" });
    await expect(disable(world.actor.id)).rejects.toMatchObject({ code: "CONFLICT" });
    await expect(disable(NOBODY_ID)).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(enablePerson(world, { personId: NOBODY_ID })).rejects.toMatchObject({ code: "NOT_FOUND" });
  });
});

describe("a password reset", () => {
  it("ends every session and signs in with the new password; the old one works no more", async () => {
    await using world = await createTestContext({ admin: true });
    const personId = await addAda(world, world);
    const { link } = await createResetLink(world, { personId });
    expect(await lastEntry(world)).toMatchObject({ action: "person:reset_link", targetId: personId });
    await expect(signInAs(world, PASSWORD)).resolves.toBeDefined();
    const input = { token: tokenOf(link), password: "another long password", browser: BROWSER };
    await resetPassword(world.nobody, input);
    expect(await world.store.read(null, (db) => db.session.count({ where: { userId: personId } }))).toBe(1);
    await expect(signInAs(world, PASSWORD)).rejects.toMatchObject({ code: "UNAUTHENTICATED" });
    await expect(signInAs(world, input.password)).resolves.toBeDefined();
    await expect(resetPassword(world.nobody, input)).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  it("is not for people without a password, disabled ones, or nobody; an invitation link does not do it", async () => {
    await using world = await createTestContext({ admin: true });
    const { personId, link } = await invitePerson(world, { ...ADA, roles: [] });
    await expect(createResetLink(world, { personId })).rejects.toMatchObject({ code: "CONFLICT" });
    const token = tokenOf(link);
    await expect(
      resetPassword(world.nobody, { token, password: PASSWORD, browser: BROWSER }),
    ).rejects.toMatchObject({ code: "NOT_FOUND" });
    await acceptInvitation(world.nobody, { token, password: PASSWORD, browser: BROWSER });
    await disablePerson(world, { personId });
    await expect(createResetLink(world, { personId })).rejects.toMatchObject({ code: "CONFLICT" });
    await expect(createResetLink(world, { personId: NOBODY_ID })).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
  });
});

describe("one's own account", () => {
  it("changes its password with the current one, and ends the other sessions", async () => {
    await using world = await createTestContext({ admin: true });
    const personId = await addAda(world, world);
    const ada = await actAs(world, personId);
    const change = (currentPassword: string) =>
      changePassword(ada, { currentPassword, newPassword: "another long password" });
    await expect(change("not the password")).rejects.toMatchObject({
      code: "INVALID",
      problems: [{ path: "currentPassword" }],
    });
    await expect(change(PASSWORD)).resolves.toEqual({ endedCount: 1 });
    expect(await lastEntry(world)).toMatchObject({ action: "person:change_password", actorId: personId });
    await expect(signInAs(world, "another long password")).resolves.toBeDefined();
    await expect(change(PASSWORD)).rejects.toMatchObject({ code: "INVALID" });
    await expect(
      changePassword(world, { currentPassword: "x", newPassword: PASSWORD }),
    ).rejects.toMatchObject({ code: "PRECONDITION" });
  });

  it("changes its name; the log keeps both", async () => {
    await using world = await createTestContext({ name: "Before" });
    await changeProfile(world, { name: "After" });
    expect(await lastEntry(world)).toMatchObject({
      action: "person:rename",
      actorName: "Before",
      details: { before: "Before", after: "After" },
    });
    await expect(changeProfile(world.nobody, { name: "X" })).rejects.toMatchObject({
      code: "UNAUTHENTICATED",
    });
    const token = await world.as({ scopes: ["read", "values", "write", "admin"] });
    await expect(changeProfile(token, { name: "X" })).rejects.toMatchObject({ code: "FORBIDDEN" });
  });
});

describe("roles", () => {
  it("are given, changed and taken away, each recorded with before and after; nothing to do records nothing", async () => {
    await using world = await createTestContext({ admin: true });
    const ada = await world.as({});
    const personId = ada.actor.id ?? "";
    const steps = [
      ["viewer", null],
      ["steward", "viewer"],
      [null, "steward"],
    ] as const;
    for (const [role, before] of steps) {
      await setRole(world, { personId, project: "flights", role });
      expect(await lastEntry(world)).toMatchObject({
        action: "role:set",
        projectId: world.projectId,
        targetId: personId,
        details: { before, after: role },
      });
      const { roles } = (await world.refresh(ada)).actor.rights;
      expect(roles).toEqual(role === null ? {} : { [world.projectId]: role });
    }
    const count = await countEntries(world);
    await setRole(world, { personId, project: "flights", role: null });
    expect(await countEntries(world)).toBe(count);
  });

  it("need a person and a project", async () => {
    await using world = await createTestContext({ admin: true });
    const give = (personId: string, project: string) => setRole(world, { personId, project, role: "viewer" });
    await expect(give(NOBODY_ID, "flights")).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(give(world.actor.id ?? "", "nope")).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  it("of the past can be read as of then", async () => {
    await using world = await createTestContext({ admin: true });
    const ada = await world.as({ role: "viewer" });
    const personId = ada.actor.id ?? "";
    const { at } = await lastEntry(world);
    await setRole(world, { personId, project: "flights", role: "steward" });
    expect((await getPerson({ ...world, at }, { personId })).roles).toMatchObject([{ role: "viewer" }]);
    expect((await getPerson(world, { personId })).roles).toMatchObject([{ role: "steward" }]);
  });
});

describe("admins", () => {
  it("are made and unmade, recorded; the last one stays", async () => {
    await using world = await createTestContext({ admin: true, demo: true });
    const personId = await addAda(world, world);
    await setAdmin(world, { personId, isAdmin: true });
    expect(await lastEntry(world)).toMatchObject({ action: "admin:grant", targetId: personId });
    await setAdmin(world, { personId: world.actor.id ?? "", isAdmin: false });
    expect(await lastEntry(world)).toMatchObject({ action: "admin:revoke" });
    const ada = await actAs(world, personId);
    await expect(setAdmin(ada, { personId, isAdmin: false })).rejects.toMatchObject({ code: "CONFLICT" });
    expect((await actAs(world, personId)).actor.rights.isAdmin).toBe(true);
    await expect(setAdmin(ada, { personId: NOBODY_ID, isAdmin: true })).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
  });
});

describe("a person's page", () => {
  it("shows teams, and roles and deeds in the projects that the reader sees", async () => {
    await using world = await createTestContext({ admin: true });
    const ada = await world.as({ role: "viewer", teams: ["ops"], email: "ada@example.org" });
    const steward = await world.as({ role: "steward" });
    const stranger = await world.as({});
    const personId = ada.actor.id ?? "";
    await changeProfile(ada, { name: "Ada L." });
    await createToken(ada, { name: "ci", scopes: ["read"], project: "flights", expiresInDays: 1 });
    const seenBy = async (ctx: ServiceContext) => {
      const { person, teams, roles, entries } = await getPerson(ctx, { personId });
      return [person.name, teams.map((team) => team.name), roles.length, entries.map((row) => row.action)];
    };
    const everything = ["Ada L.", ["ops"], 1, ["token:create", "person:rename"]];
    expect(await seenBy(world)).toEqual(everything);
    expect(await seenBy(ada)).toEqual(everything);
    expect(await seenBy(steward)).toEqual(["Ada L.", ["ops"], 1, ["token:create"]]);
    expect(await seenBy(stranger)).toEqual(["Ada L.", ["ops"], 0, []]);
    await expect(getPerson(world.nobody, { personId })).rejects.toMatchObject({ code: "UNAUTHENTICATED" });
    await expect(getPerson(world, { personId: NOBODY_ID })).rejects.toMatchObject({ code: "NOT_FOUND" });
  });
});

describe("demo people", () => {
  it("are made once, by the system", async () => {
    await using world = await createTestContext({ admin: true });
    const demo = {
      name: "Dora",
      email: "dora@example.org",
      isAdmin: false,
      roles: [{ project: "flights", role: "steward" as const }],
    };
    await expect(createDemoPerson(world, demo)).rejects.toMatchObject({ code: "FORBIDDEN" });
    const first = await createDemoPerson(world.system, demo);
    expect(await lastEntry(world)).toMatchObject({ action: "person:create_demo", targetId: first.personId });
    expect(await createDemoPerson(world.system, demo)).toEqual(first);
  });
});
