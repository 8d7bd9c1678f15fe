import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { SearchInput } from "@/lib/contracts/search";
import { listActivity } from "../audit/list";
import type { ServiceContext } from "../context";
import { applyDefinitions } from "../definitions/apply";
import { getEntity } from "../entities/get";
import { getFeatureService } from "../feature-services/get";
import { getHome } from "../home/get";
import { getFrame } from "../home/get-frame";
import { getProjectLineage } from "../lineage/get-project";
import { getProject } from "../projects/get";
import { getSource } from "../sources/get";
import { createTestContext, type TestContext } from "../test-context";
import { search } from "./search";

const DEFINITIONS = `
kind: project
name: flights
owner: ops
---
kind: team
name: ops
members: [member@example.org]
---
kind: source
name: places
type: push
event_time: at
columns: [{name: origin, type: string}, {name: state_code, type: string}, {name: at, type: timestamp}]
---
kind: source
name: unread
type: push
event_time: at
columns: [{name: origin, type: string}, {name: at, type: timestamp}]
---
kind: entity
name: airport
join_keys: [{name: origin, type: string}]
parent: {entity: state, from: "airport_profile:state"}
---
kind: entity
name: state
join_keys: [{name: state, type: string}]
---
kind: feature_group
name: airport_profile
entity: airport
source: places
features: [{name: state, type: string, column: state_code, description: US state}]
---
kind: feature_service
name: map
features: ["airport_profile@v1:*"]
consumers: [{name: board, type: dashboard, uses: serving, reads: all}]
`;

const EVERYTHING: SearchInput = {
  q: "",
  project: null,
  filters: [],
  sort: null,
  descending: false,
  limit: 50,
  cursor: null,
};

const apply = (ctx: ServiceContext, text: string, message: string) =>
  applyDefinitions(ctx, {
    project: "flights",
    files: [{ path: "all.yaml", text }],
    prune: false,
    message,
  });

let world: TestContext;
let viewer: ServiceContext;
let stranger: ServiceContext;
beforeEach(async () => {
  world = await createTestContext({ admin: true, name: "Ada" });
  await apply(world, DEFINITIONS, "first");
  viewer = await world.as({ role: "viewer", name: "Vera", email: "vera@example.org" });
  stranger = await world.as({ name: "Sam" });
});
afterEach(() => world.drop());

describe("what the pages of the catalog read", () => {
  it("an entity comes with the chain above it and what lies right below", async () => {
    const airport = await getEntity(viewer, { project: "flights", entity: "airport" });
    expect(airport.parents).toEqual([{ entity: "state", from: "airport_profile:state" }]);
    expect(airport.children).toEqual([]);
    const state = await getEntity(viewer, { project: "flights", entity: "state" });
    expect(state.parents).toEqual([]);
    expect(state.children).toEqual(["airport"]);
  });

  it("a source comes with the groups that read it, and says whether its rows may be seen", async () => {
    const places = await getSource(viewer, { project: "flights", source: "places" });
    expect(places.readers.map((reader) => reader.name)).toEqual(["airport_profile"]);
    expect(places.seesValues).toBe(false);
    const unread = await getSource(world, { project: "flights", source: "unread" });
    expect(unread.readers).toEqual([]);
    expect(unread.seesValues).toBe(true);
  });

  it("a pin knows the join keys it needs and how far it lies behind", async () => {
    const later = DEFINITIONS.replace(
      "description: US state",
      "nullable: true, description: US state",
    ).replace(
      "{name: state, type: string, column: state_code",
      "{name: state, type: string, unit: code, column: state_code",
    );
    await apply(world, later, "a unit");
    const service = await getFeatureService(viewer, { project: "flights", service: "map" });
    expect(service.pins).toMatchObject([
      { group: "airport_profile", version: 1, latestVersion: 2, behind: 1 },
    ]);
    expect(service.pins[0]?.joinKeys).toEqual([{ name: "origin", type: "string" }]);
  });

  it("a project comes with its owners, its versions and how many there are", async () => {
    const { project, owners, versions, versionCount } = await getProject(viewer, { project: "flights" });
    expect(project).toMatchObject({
      name: "flights",
      owner: "ops",
      counts: { entity: 2, source: 2, group: 1 },
    });
    expect(owners.map((row) => [row.owner, row.memberCount])).toEqual([["ops", 1]]);
    expect(versions.map((version) => `${version.group}@v${version.number}`)).toEqual(["airport_profile@v1"]);
    expect(versionCount).toBe(1);
  });

  it("the picture of a project leaves consumers to the table, and nothing else", async () => {
    const lineage = await getProjectLineage(viewer, { project: "flights" });
    const name = new Map(lineage.nodes.map((node) => [node.id, node.name]));
    expect(lineage.edges.map((edge) => `${name.get(edge.from)} > ${name.get(edge.to)}`).sort()).toEqual([
      "airport_profile > map",
      "map > board",
      "places > airport_profile",
    ]);
    expect(lineage.shown.map((id) => name.get(id)).sort()).toEqual(["airport_profile", "map", "places"]);
    expect(lineage).toMatchObject({ drawableCount: 3, isCut: false });
  });

  it("S1 a project that is not there and one that is hidden are refused in the same words", async () => {
    const verbs: ((ctx: ServiceContext, project: string) => Promise<unknown>)[] = [
      (ctx, project) => getProject(ctx, { project }),
      (ctx, project) => getEntity(ctx, { project, entity: "airport" }),
      (ctx, project) => getSource(ctx, { project, source: "places" }),
      (ctx, project) => getFeatureService(ctx, { project, service: "map" }),
      (ctx, project) => getProjectLineage(ctx, { project }),
      (ctx, project) => listActivity(ctx, { project, limit: 5 }),
      (ctx, project) => search(ctx, { ...EVERYTHING, project }),
    ];
    for (const verb of verbs) {
      const words = (project: string) => `Project ${project} does not exist, or you may not see it.`;
      await expect(verb(stranger, "flights")).rejects.toMatchObject({
        code: "NOT_FOUND",
        message: words("flights"),
      });
      await expect(verb(viewer, "no_such")).rejects.toMatchObject({
        code: "NOT_FOUND",
        message: words("no_such"),
      });
      await expect(verb(world.nobody, "flights")).rejects.toMatchObject({ code: "UNAUTHENTICATED" });
    }
  });

  it("a search without a project leaves out what the reader has no role in", async () => {
    expect((await search(viewer, EVERYTHING)).total).toBe(8);
    expect((await search(stranger, EVERYTHING)).total).toBe(0);
  });

  it("everything can be read as of a moment before it changed", async () => {
    const before = new Date((await lastChangeAt()).getTime());
    await apply(world, DEFINITIONS.replace("name: map", "name: map\ndescription: a map"), "describe");
    const past = { ...viewer, at: before };
    const service = (ctx: ServiceContext) => getFeatureService(ctx, { project: "flights", service: "map" });
    expect((await service(viewer)).description).toBe("a map");
    expect((await service(past)).description).toBeNull();
    expect((await search(past, { ...EVERYTHING, q: "map", project: "flights" })).total).toBeGreaterThan(0);
    expect((await getProject(past, { project: "flights" })).versionCount).toBe(1);
    const activity = await listActivity(past, { project: "flights", limit: 100 });
    expect(activity.items.some((item) => item.action === "feature_service:update")).toBe(false);
  });
});

describe("home and frame", () => {
  it("home tells whole changes, newest first, of the reader's own projects only", async () => {
    await apply(world, DEFINITIONS.replace("name: map", "name: map\ndescription: a map"), "describe");
    const { changes, projects } = await getHome(viewer);
    expect(projects.map((project) => project.name)).toEqual(["flights"]);
    const [newest] = changes;
    expect(newest?.action).toBe("feature_service:update");
    const first = changes.filter((entry) => entry.action.endsWith(":create") && entry.actorName === "Ada");
    expect(new Set(first.map((entry) => entry.changeId)).size).toBe(1);
    expect(await getHome(stranger)).toMatchObject({ changes: [], projects: [] });
  });

  it("what waits is told to who can act: pins to their owners, the ownerless to stewards", async () => {
    const later = DEFINITIONS.replace("column: state_code", "unit: code, column: state_code").replace(
      "owner: ops\n---\nkind: team",
      "---\nkind: team",
    );
    await apply(world, later, "a unit, and nobody owns the rest");
    const steward = await world.as({ role: "steward", name: "Stu" });
    const waiting = async (ctx: ServiceContext) => (await getHome(ctx)).waiting;
    expect((await waiting(world)).laggingPins).toMatchObject([
      { service: "map", version: 1, latestVersion: 2 },
    ]);
    expect((await waiting(viewer)).laggingPins).toEqual([]);
    expect((await waiting(viewer)).ownerless).toEqual([]);
    expect((await waiting(steward)).ownerless).toMatchObject([{ project: "flights" }]);
  });

  it("the frame says who is signed in, what they may do, and nothing of a demo outside of one", async () => {
    expect(await getFrame(viewer, { isDemoMode: false })).toMatchObject({
      person: { name: "Vera", email: "vera@example.org" },
      role: "viewer in flights",
      demo: null,
    });
    expect((await getFrame(world, { isDemoMode: true })).role).toBe("admin");
    expect(await getFrame(stranger, { isDemoMode: true })).toMatchObject({
      role: "no role yet",
      projects: [],
    });
    await expect(getFrame(world.nobody, { isDemoMode: false })).rejects.toMatchObject({
      code: "UNAUTHENTICATED",
    });
  });
});

async function lastChangeAt(): Promise<Date> {
  const last = await world.store.prisma.change.findFirstOrThrow({ orderBy: { id: "desc" } });
  return last.at;
}
