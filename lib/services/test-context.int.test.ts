import { describe, expect, it } from "vitest";
import { createTestContext } from "./test-context";

describe("a test context", () => {
  it("has a database of its own, a project, and the person asked for", async () => {
    await using one = await createTestContext({ role: "steward", teams: ["ops"] });
    await using other = await createTestContext({ admin: true });
    expect(one.actor.rights.roles).toEqual({ [one.projectId]: "steward" });
    expect(one.actor.rights.teamIds).toHaveLength(1);
    expect(other.actor.rights).toMatchObject({ isAdmin: true, roles: {}, teamIds: [] });
    expect(await other.store.read(null, (db) => db.team.count())).toBe(0);
  });

  it("acts as several people on one database, and moves their clock", async () => {
    await using world = await createTestContext({ role: "viewer", teams: ["ops"] });
    const second = await world.as({ teams: ["ops"], scopes: ["read"], boundToProject: true });
    expect(second.actor).toMatchObject({ kind: "token", rights: { onlyProjectId: world.projectId } });
    expect(second.actor.rights.teamIds).toEqual(world.actor.rights.teamIds);
    const before = second.now().getTime();
    world.travel(3_600_000);
    expect(second.now().getTime() - before).toBeGreaterThanOrEqual(3_600_000);
  });
});
