import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ServiceContext } from "../context";
import { applyDefinitions } from "../definitions/apply";
import { createTestContext, type TestContext } from "../test-context";
import { diffGroupVersions } from "./diff-versions";
import { getGroup } from "./get";
import { listReaders } from "./list-readers";
import { setLifecycle } from "./set-lifecycle";

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
columns: [{name: origin, type: string}, {name: at, type: timestamp}, {name: delay, type: float64}, {name: gate, type: string}]
`;

const group = (ttl: string, features: string, description: string) => `
kind: feature_group
name: departures
entity: airport
description: ${description}
source: events
ttl: ${ttl}
features:
${features}
`;

const V1 = group(
  "7d",
  "  - {name: delay, type: float64, unit: minutes, description: Departure delay}\n  - {name: gate, type: string}",
  "Every departure",
);
const V2 = group(
  "3d",
  "  - {name: delay_minutes, renamed_from: delay, aliases: [delay], column: delay, type: float64, unit: minutes, description: Delay of the departure}\n  - {name: gate, type: string}",
  "Every single departure",
);
const V3 = group(
  "3d",
  "  - {name: delay_minutes, aliases: [delay], column: delay, type: float64, unit: minutes, description: Delay of the departure}",
  "Every single departure",
);
const SERVICES = `
kind: feature_service
name: model_features
description: What the model reads
features: ["departures@v1:*"]
consumers: [{name: model, type: model, owner: ops, uses: both, reads: by_name}]
---
kind: feature_service
name: board
description: What the board shows
features: ["departures:delay_minutes"]
consumers: [{name: screen, type: dashboard, owner: ops, uses: serving, reads: all}]
`;

const GROUP = { project: "flights", group: "departures" };

let world: TestContext;
const apply = (ctx: ServiceContext, project: string, text: string) =>
  applyDefinitions(ctx, { project, files: [{ path: "all.yaml", text }], prune: false, message: "step" });

beforeAll(async () => {
  world = await createTestContext({ admin: true });
  await apply(world, "flights", `${BASE}---${V1}`);
  await apply(world, "flights", V2);
  await apply(world, "flights", V3);
  await apply(world, "flights", SERVICES);
});
afterAll(() => world.drop());

describe("diff of two versions", () => {
  it("shows a rename as one row, what the group changed, and descriptions apart", async () => {
    const { diff, level, words } = await diffGroupVersions(world, { ...GROUP, from: 1, to: 2 });
    expect(diff.features.map(({ change, name, previousName }) => [change, name, previousName])).toEqual([
      ["renamed", "delay_minutes", "delay"],
      ["unchanged", "gate", "gate"],
    ]);
    expect(diff.groupChanges).toMatchObject([{ attribute: "ttl", from: "7d", to: "3d" }]);
    expect(words).toEqual([
      { feature: null, from: "Every departure", to: "Every single departure" },
      { feature: "delay_minutes", from: "Departure delay", to: "Delay of the departure" },
    ]);
    expect(level).toBe((await getGroup(world, GROUP)).versions.find(({ number }) => number === 2)?.level);
  });

  it("compares versions that are not neighbours, and the other way round", async () => {
    const forth = await diffGroupVersions(world, { ...GROUP, from: 1, to: 3 });
    const back = await diffGroupVersions(world, { ...GROUP, from: 3, to: 1 });
    const kinds = (compared: typeof forth) =>
      compared.diff.features.map(({ featureId, change }) => `${featureId} ${change}`).sort();
    expect(kinds(forth).filter((kind) => kind.endsWith("dropped"))).toHaveLength(1);
    expect(kinds(back)).toEqual(kinds(forth).map((kind) => kind.replace("dropped", "added")));
  });

  it("finds nothing between a version and itself", async () => {
    const same = await diffGroupVersions(world, { ...GROUP, from: 2, to: 2 });
    expect([same.level, same.findings, same.words, same.diff.groupChanges]).toEqual([null, [], [], []]);
  });

  it("names the version that does not exist", async () => {
    const missing = diffGroupVersions(world, { ...GROUP, from: 1, to: 9 });
    await expect(missing).rejects.toMatchObject({
      code: "NOT_FOUND",
      message: "departures has no version 9.",
    });
    await expect(diffGroupVersions(world, { ...GROUP, group: "none", from: 1, to: 2 })).rejects.toMatchObject(
      {
        code: "NOT_FOUND",
      },
    );
  });

  it("is for those who may read the project", async () => {
    const diff = (ctx: ServiceContext) => diffGroupVersions(ctx, { ...GROUP, from: 1, to: 2 });
    await expect(diff(await world.as({}))).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(diff(world.nobody)).rejects.toMatchObject({ code: "UNAUTHENTICATED" });
    expect((await diff(await world.as({ role: "viewer" }))).from.number).toBe(1);
  });
});

describe("readers of a group", () => {
  it("are the services with their pins, and the consumers behind them", async () => {
    const { services, hiddenCount } = await listReaders(world, GROUP);
    expect(hiddenCount).toBe(0);
    expect(
      services.map(({ service, owner, pins, consumers }) => ({ service, owner, pins, consumers })),
    ).toEqual([
      {
        service: "board",
        owner: "ops",
        pins: [{ version: null, alias: null, features: ["delay_minutes"] }],
        consumers: [{ name: "screen", type: "dashboard", uses: "serving" }],
      },
      {
        service: "model_features",
        owner: "ops",
        pins: [{ version: 1, alias: null, features: [] }],
        consumers: [{ name: "model", type: "model", uses: "both" }],
      },
    ]);
  });

  it("of a project that somebody may not see are counted and not named", async () => {
    await apply(
      world,
      "secret",
      'kind: project\nname: secret\n---\nkind: feature_service\nname: hidden_service\nfeatures: ["flights/departures@v1:*"]\n',
    );
    const seen = await listReaders(await world.as({ role: "viewer" }), GROUP);
    expect(seen.hiddenCount).toBe(1);
    expect(JSON.stringify(seen)).not.toContain("hidden_service");
    expect((await listReaders(world, GROUP)).services.map(({ service }) => service)).toContain(
      "hidden_service",
    );
  });

  it("are not told to those who may not read the project", async () => {
    await expect(listReaders(await world.as({}), GROUP)).rejects.toMatchObject({ code: "NOT_FOUND" });
  });
});

describe("the lifecycle of a group", () => {
  const move = (ctx: ServiceContext) =>
    setLifecycle(ctx, { ...GROUP, from: "active", lifecycle: "deprecated", note: "Use departures_v2" });

  it("is changed by its owners only", async () => {
    await expect(move(await world.as({ role: "contributor" }))).rejects.toMatchObject({ code: "FORBIDDEN" });
    await expect(move(world.nobody)).rejects.toMatchObject({ code: "UNAUTHENTICATED" });
  });

  it("changes once: who saw an older state is told of the conflict; the audit log says who and why", async () => {
    const owner = await world.as({ role: "contributor", teams: ["ops"], name: "Owner" });
    expect(await move(owner)).toEqual({ lifecycle: "deprecated" });
    await expect(move(owner)).rejects.toMatchObject({ code: "CONFLICT" });
    const entries = await world.store.prisma.auditEntry.findMany({
      where: { action: "group:set-lifecycle" },
    });
    expect(entries.map(({ actorName, details }) => [actorName, details])).toEqual([
      ["Owner", { from: "active", to: "deprecated", note: "Use departures_v2" }],
    ]);
    expect((await getGroup(world, GROUP)).group.lifecycle).toMatchObject({
      state: "deprecated",
      by: "Owner",
      note: "Use departures_v2",
    });
  });
});
