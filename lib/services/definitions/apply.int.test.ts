import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { AppError } from "@/lib/core/errors";
import { createTestContext, type TestContext } from "../test-context";
import { applyDefinitions } from "./apply";
import { planDefinitions } from "./plan";

const BASE = `
kind: project
name: flights
owner: ops
---
kind: team
name: ops
members: [member@example.org]
---
kind: entity
name: airport
description: An airport
join_keys: [{name: origin, type: string}]
---
kind: source
name: events
description: Pushed events
type: push
event_time: at
columns: [{name: origin, type: string}, {name: at, type: timestamp}, {name: delay, type: float64}]
---
kind: feature_group
name: airport_delay
entity: airport
description: Delay of an airport
source: events
ttl: 7d
features:
  - {name: delay, type: float64, unit: minutes, description: Departure delay}
---
kind: feature_service
name: delays
description: What the model reads
features: ["airport_delay@v1:*"]
consumers: [{name: model, type: model, owner: ops, uses: both, reads: by_name}]
`;

const files = (text: string) => [{ path: "all.yaml", text }];
const input = (text: string, message: string | null = null) => ({
  project: "flights",
  files: files(text),
  prune: false,
  message,
});

let world: TestContext;
beforeEach(async () => {
  world = await createTestContext({ admin: true });
});
afterEach(() => world.drop());

describe("apply", () => {
  it("writes everything in one change, and the same files again change nothing", async () => {
    const first = await applyDefinitions(world, input(BASE, "first"));
    expect(first.versions).toEqual([{ group: "airport_delay", number: 1, level: "minor" }]);
    const count = () => world.store.prisma.change.count();
    const before = await count();
    const second = await applyDefinitions(world, input(BASE));
    expect(second.changes).toEqual([]);
    expect(await count()).toBe(before);
  });

  it("lists every object in the catalog, with its owner by inheritance", async () => {
    await applyDefinitions(world, input(BASE));
    const entries = await world.store.prisma.catalogEntry.findMany({ orderBy: { qualified: "asc" } });
    expect(entries.map((entry) => `${entry.kind} ${entry.qualified} ${entry.owner}`)).toEqual([
      "entity airport ops",
      "group airport_delay ops",
      "feature airport_delay:delay ops",
      "service delays ops",
      "consumer delays/model ops",
      "source events ops",
    ]);
  });

  it("keeps lineage from the source to the consumer at both levels", async () => {
    await applyDefinitions(world, input(BASE));
    const edges = await world.store.prisma.lineageEdge.findMany({
      orderBy: [{ level: "asc" }, { fromKind: "asc" }],
    });
    expect(edges.map((edge) => `${edge.level}: ${edge.fromKind} → ${edge.toKind}`)).toEqual([
      "feature: column → feature",
      "feature: feature → service",
      "feature: service → consumer",
      "group: group → service",
      "group: service → consumer",
      "group: source → group",
    ]);
  });

  it("makes version 2 of a changed definition and keeps the feature's id through a rename", async () => {
    await applyDefinitions(world, input(BASE));
    const renamed = BASE.replace(
      "{name: delay, type: float64, unit",
      "{name: late_by, renamed_from: delay, column: delay, type: float64, unit",
    );
    const result = await applyDefinitions(world, input(renamed, "clearer name"));
    expect(result.versions).toEqual([{ group: "airport_delay", number: 2, level: "breaking" }]);
    const rows = await world.store.prisma.versionFeature.findMany({
      include: { version: true },
      orderBy: { version: { number: "asc" } },
    });
    expect(rows.map((row) => `${row.version.number} ${row.name}`)).toEqual(["1 delay", "2 late_by"]);
    expect(rows[0]?.featureId).toBe(rows[1]?.featureId);
  });

  it("audits a description without making a version", async () => {
    await applyDefinitions(world, input(BASE));
    const result = await applyDefinitions(
      world,
      input(BASE.replace("Delay of an airport", "How late departures are")),
    );
    expect(result.versions).toEqual([]);
    expect(result.changes).toMatchObject([
      { kind: "feature_group", action: "update", fields: [{ path: "description" }] },
    ]);
    const [entry] = await world.store.prisma.auditEntry.findMany({ orderBy: { seq: "desc" }, take: 1 });
    expect(entry).toMatchObject({ action: "feature_group:update", targetName: "airport_delay" });
  });

  it("R8: a file with one problem applies nothing, and every problem names its place", async () => {
    const bad = `${BASE}\n---\nkind: feature_group\nname: broken\nentity: nowhere\nsource: events\nfeatures: [{name: delay, type: float64}]\n`;
    const failure = await applyDefinitions(world, input(bad)).catch((error) => error);
    expect(failure).toBeInstanceOf(AppError);
    expect(failure.problems).toContainEqual(
      expect.objectContaining({ path: "entity", file: "all.yaml", line: expect.any(Number) }),
    );
    expect(await world.store.prisma.feature.count()).toBe(0);
  });

  it("refuses a contributor who does not own what changes, and names the object", async () => {
    await applyDefinitions(world, input(BASE));
    const outsider = await world.as({ role: "contributor" });
    const failure = await applyDefinitions(outsider, input(BASE.replace("ttl: 7d", "ttl: 1d"))).catch(
      (error) => error,
    );
    expect(failure).toMatchObject({ code: "FORBIDDEN", problems: [{ path: "feature_group airport_delay" }] });
    const member = await world.as({ role: "contributor", email: "member@example.org" });
    expect((await applyDefinitions(member, input(BASE.replace("ttl: 7d", "ttl: 1d")))).versions).toHaveLength(
      1,
    );
  });

  it("refuses a viewer to plan, and hides the project from somebody without a role", async () => {
    const viewer = await world.as({ role: "viewer" });
    await expect(
      planDefinitions(viewer, { project: "flights", files: files(BASE), prune: false }),
    ).rejects.toMatchObject({ code: "FORBIDDEN" });
    const stranger = await world.as({});
    await expect(
      planDefinitions(stranger, { project: "flights", files: files(BASE), prune: false }),
    ).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  it("R3: two people apply at once: both changes are there, versions are dense", async () => {
    await applyDefinitions(world, input(BASE));
    await Promise.all([
      applyDefinitions(world, input(BASE.replace("ttl: 7d", "ttl: 1d"))),
      applyDefinitions(world, input(BASE.replace("ttl: 7d", "ttl: 2d"))),
    ]);
    const versions = await world.store.prisma.featureGroupVersion.findMany({ orderBy: { number: "asc" } });
    expect(versions.map((version) => version.number)).toEqual([1, 2, 3]);
  });
});
