import { describe, expect, it } from "vitest";
import { runChange } from "@/lib/store/change";
import { insertMember } from "@/lib/store/team-views";
import { createTestContext, type TestContext } from "../test-context";
import { addTeamMember } from "./add-member";
import { getTeam } from "./get";
import { listTeams } from "./list";
import { removeTeamMember } from "./remove-member";

const BOB = { team: "ops", email: "bob@example.org" };
const lastEntry = (world: TestContext) =>
  world.store.read(null, (db) => db.auditEntry.findFirstOrThrow({ orderBy: { seq: "desc" } }));
const countEntries = (world: TestContext) => world.store.read(null, (db) => db.auditEntry.count());

/** As applying a project's files would. */
async function declareByFile(world: TestContext, email: string) {
  const { actor, requestId, newId } = world.system;
  await runChange(world.store, { actor, requestId, newId }, async (tx) => {
    const team = await tx.db.team.findUniqueOrThrow({ where: { name: "ops" } });
    const origin = { kind: "file", projectId: world.projectId } as const;
    await insertMember(tx.db, { id: newId(), teamId: team.id, email, origin });
    await tx.record({ action: "test", projectId: null, target: { kind: "team", id: null, name: "ops" } });
  });
}

async function addOwned(world: TestContext) {
  const { actor, requestId, newId } = world.system;
  await runChange(world.store, { actor, requestId, newId }, async (tx) => {
    for (const [kind, name] of [
      ["group", "airport_load"],
      ["feature", "mean_delay_7d"],
      ["source", "flights"],
    ] as const) {
      await tx.db.catalogEntry.create({
        data: {
          id: newId(),
          projectId: world.projectId,
          kind,
          name,
          qualified: name,
          owner: "ops",
          facts: {},
          updatedAt: tx.at,
        },
      });
    }
    await tx.record({ action: "test", projectId: null, target: { kind: "test", id: null, name: "test" } });
  });
}

describe("team members by page", () => {
  it("are added and removed by members and admins, each recorded, and have the team's rights at once", async () => {
    await using world = await createTestContext({ teams: ["ops"] });
    const bob = await world.as({ email: BOB.email });
    await addTeamMember(world, BOB);
    expect(await lastEntry(world)).toMatchObject({
      action: "team:add_member",
      details: { email: BOB.email },
    });
    expect((await world.refresh(bob)).actor.rights.teamIds).toEqual(world.actor.rights.teamIds);
    await removeTeamMember(await world.as({ admin: true }), BOB);
    expect(await lastEntry(world)).toMatchObject({ action: "team:remove_member" });
    expect((await world.refresh(bob)).actor.rights.teamIds).toEqual([]);
  });

  it("are left alone by everybody else", async () => {
    await using world = await createTestContext({ teams: ["ops"] });
    await addTeamMember(world, BOB);
    const others = [
      await world.as({}),
      await world.as({ role: "viewer" }),
      await world.as({ role: "contributor" }),
      await world.as({ role: "steward", teams: ["another"] }),
      await world.as({ teams: ["ops"], scopes: ["read", "values", "admin"] }),
      await world.as({ teams: ["ops"], scopes: ["write", "read"], boundToProject: true }),
    ];
    const before = await countEntries(world);
    for (const other of others) {
      await expect(addTeamMember(other, { ...BOB, email: "eve@example.org" })).rejects.toMatchObject({
        code: "FORBIDDEN",
      });
      await expect(removeTeamMember(other, BOB)).rejects.toMatchObject({ code: "FORBIDDEN" });
    }
    await expect(addTeamMember(world.nobody, BOB)).rejects.toMatchObject({ code: "UNAUTHENTICATED" });
    expect(await countEntries(world)).toBe(before);
  });

  it("are added once; what is not there cannot be removed", async () => {
    await using world = await createTestContext({ teams: ["ops"] });
    await addTeamMember(world, BOB);
    await expect(addTeamMember(world, BOB)).rejects.toMatchObject({ code: "CONFLICT" });
    await removeTeamMember(world, BOB);
    await expect(removeTeamMember(world, BOB)).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(addTeamMember(world, { ...BOB, team: "nope" })).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  it("do not touch the members that a project's files declare", async () => {
    await using world = await createTestContext({ teams: ["ops"] });
    await declareByFile(world, BOB.email);
    await expect(removeTeamMember(world, BOB)).rejects.toMatchObject({ code: "CONFLICT" });
    await addTeamMember(world, BOB);
    await removeTeamMember(world, BOB);
    const { members } = await getTeam(world, { team: "ops" });
    expect(members.find((member) => member.email === BOB.email)).toMatchObject({
      byPage: false,
      byFilesOf: [null],
    });
  });
});

describe("a team's page", () => {
  it("shows members with their origin, and what the team owns where the reader may look", async () => {
    await using world = await createTestContext({ admin: true, teams: ["ops"], email: "ada@example.org" });
    await addOwned(world);
    await declareByFile(world, BOB.email);
    const page = await getTeam(world, { team: "ops" });
    expect(page.members).toMatchObject([
      { email: "ada@example.org", person: { id: world.actor.id }, byPage: true, byFilesOf: [] },
      { email: BOB.email, person: null, byPage: false, byFilesOf: ["flights"] },
    ]);
    expect(page.owned.map(({ kind, name }) => [kind, name])).toEqual([
      ["group", "airport_load"],
      ["source", "flights"],
    ]);
    expect(page.canChange).toBe(true);
    const stranger = await getTeam(await world.as({}), { team: "ops" });
    expect(stranger).toMatchObject({ owned: [], canChange: false });
    expect(stranger.members[1]).toMatchObject({ byFilesOf: [null] });
    expect(await listTeams(world)).toMatchObject({ teams: [{ name: "ops", memberCount: 2, ownedCount: 2 }] });
    expect(await listTeams(await world.as({}))).toMatchObject({ teams: [{ ownedCount: 0 }] });
  });

  it("shows who was a member at a past moment, and changes nothing there", async () => {
    await using world = await createTestContext({ teams: ["ops"] });
    const { at } = await lastEntry(world);
    await addTeamMember(world, BOB);
    const then = await getTeam({ ...world, at }, { team: "ops" });
    expect(then.members).toHaveLength(1);
    expect(then.canChange).toBe(false);
    expect((await getTeam(world, { team: "ops" })).members).toHaveLength(2);
  });

  it("is for people who are signed in", async () => {
    await using world = await createTestContext();
    await expect(getTeam(world.nobody, { team: "ops" })).rejects.toMatchObject({ code: "UNAUTHENTICATED" });
    await expect(listTeams(world.nobody)).rejects.toMatchObject({ code: "UNAUTHENTICATED" });
    await expect(getTeam(world, { team: "ops" })).rejects.toMatchObject({ code: "NOT_FOUND" });
  });
});
