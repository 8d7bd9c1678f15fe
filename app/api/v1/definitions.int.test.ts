import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  applyOperation,
  exportOperation,
  planOperation,
  putEntityOperation,
  putGroupOperation,
} from "@/lib/contracts/api/definitions";
import { getEntityOperation } from "@/lib/contracts/api/objects";
import { createTestApi, type TestApi } from "./test-api";
import { filesWith, groupText, TEST_FILES } from "./test-definitions";

let api: TestApi;
beforeAll(async () => {
  api = await createTestApi();
});
afterAll(async () => {
  await api[Symbol.asyncDispose]();
});

describe("plan and apply", () => {
  it("plan shows what apply then does, and apply again changes nothing", async () => {
    const planned = await api.send("POST /projects/flights/plan", { body: { files: TEST_FILES } });
    expect(planned.status).toBe(200);
    const { changes } = planned.as(planOperation);
    const names = changes.map((change) => [change.kind, change.name, change.action]);
    expect(names).toContainEqual(["feature_group", "airport_departures", "create"]);
    const applied = await api.send("POST /projects/flights/apply", {
      body: { files: TEST_FILES, message: "first" },
    });
    expect(applied.status).toBe(200);
    expect(applied.as(applyOperation).changes).toEqual(changes);
    expect(applied.as(applyOperation).versions).toEqual([
      { group: "airport_departures", number: 1, level: "minor" },
    ]);
    const again = await api.send("POST /projects/flights/apply", { body: { files: TEST_FILES } });
    expect(again.json).toMatchObject({ changes: [], versions: [], applied: true });
  });

  it("every mistake of every file comes back at once, each with its place, and nothing is applied", async () => {
    const files = [
      ...filesWith("groups/airport_departures.yaml", groupText("flaot64")),
      { path: "bad.yaml", text: "kind: entity\nname: Bad Name\njoin_keys: []\n" },
    ];
    const refused = await api.send("POST /projects/flights/apply", { body: { files } });
    expect(refused.status).toBe(422);
    expect(refused.problem().errors).toContainEqual(
      expect.objectContaining({
        file: "groups/airport_departures.yaml",
        line: 10,
        column: 19,
        path: "features.0.type",
        expected: expect.any(String),
      }),
    );
    expect(refused.problem().errors.filter((error) => error.file === "bad.yaml").length).toBe(2);
    expect((await api.send("GET /projects/flights/entities/bad_name")).status).toBe(404);
  });

  it("who may not see the project is told that there is none; who may only read is refused", async () => {
    const body = { files: TEST_FILES };
    const stranger = await api.token({ role: undefined });
    const viewer = await api.token({ role: "viewer" });
    const reader = await api.token({ role: "contributor", scopes: ["read"] });
    expect((await api.send("POST /projects/flights/plan", { token: null, body })).status).toBe(401);
    expect((await api.send("POST /projects/flights/plan", { token: stranger, body })).status).toBe(404);
    expect((await api.send("POST /projects/flights/plan", { token: viewer, body })).status).toBe(403);
    expect((await api.send("POST /projects/flights/plan", { token: reader, body })).status).toBe(200);
    const changed = filesWith("entities.yaml", `${TEST_FILES[1]?.text}tags: [place]\n`);
    const apply = await api.send("POST /projects/flights/apply", { token: reader, body: { files: changed } });
    expect(apply.status).toBe(403);
    const airport = (await api.send("GET /projects/flights/entities/airport")).as(getEntityOperation);
    expect(airport.tags).toEqual([]);
  });

  it("S18: a body with keys that the contract does not know is refused, each named", async () => {
    const body = { files: [], projectId: "x", actor: "root" };
    const refused = await api.send("POST /projects/flights/apply", { body });
    expect(refused.status).toBe(422);
    expect(refused.problem().errors[0]?.message).toContain("projectId, actor");
  });

  it("S4: more files than one request may bring are refused before they are read as a whole", async () => {
    const text = "#".repeat(1024 * 1024);
    const files = Array.from({ length: 66 }, (_, i) => ({ path: `f${i}.yaml`, text }));
    const refused = await api.send("POST /projects/flights/plan", { body: { files } });
    expect(refused.status).toBe(413);
    expect(refused.problem().detail).toContain("64 MiB");
    expect((await api.send("GET /projects")).status).toBe(200);
  });

  it("an export applies without a change, and a second export is byte-equal", async () => {
    const first = await api.send("GET /projects/flights/export");
    const { files } = first.as(exportOperation);
    expect(files.map((file) => file.path)).toContain("feature_group/airport_departures.yaml");
    const applied = await api.send("POST /projects/flights/apply", { body: { files } });
    expect(applied.as(applyOperation).changes).toEqual([]);
    expect((await api.send("GET /projects/flights/export")).text).toBe(first.text);
  });
});

describe("PUT of one object", () => {
  const document = {
    kind: "entity",
    name: "runway",
    description: "Where planes roll",
    join_keys: [{ name: "runway_id", type: "int64" }],
  };

  it("answers 201 when it made the object, 200 when it changed it or nothing", async () => {
    const made = await api.send("PUT /projects/flights/entities/runway?message=new", { body: document });
    expect(made.status).toBe(201);
    expect(made.as(putEntityOperation).changes).toMatchObject([
      { kind: "entity", name: "runway", action: "create" },
    ]);
    expect((await api.send("PUT /projects/flights/entities/runway", { body: document })).status).toBe(200);
    const changed = await api.send("PUT /projects/flights/entities/runway", {
      body: { ...document, description: "Where planes roll and stop" },
    });
    expect(changed.status).toBe(200);
    expect(changed.as(putEntityOperation).changes).toMatchObject([
      { action: "update", fields: [{ path: "description", to: "Where planes roll and stop" }] },
    ]);
  });

  it("takes YAML as well, says where it is wrong, and refuses other kinds of body", async () => {
    const text =
      "kind: entity\nname: gate\ndescription: A door\njoin_keys: [{name: gate_id, type: string}]\n";
    const headers = { "content-type": "application/yaml" };
    expect((await api.send("PUT /projects/flights/entities/gate", { body: text, headers })).status).toBe(201);
    const wrong = await api.send("PUT /projects/flights/entities/gate", {
      body: text.replace("string", "strnig"),
      headers,
    });
    expect(wrong.status).toBe(422);
    expect(wrong.problem().errors[0]).toMatchObject({ line: 4, path: "join_keys.0.type" });
    const other = await api.send("PUT /projects/flights/entities/gate", {
      body: text,
      headers: { "content-type": "text/csv" },
    });
    expect(other.status).toBe(422);
  });

  it("refuses a document of another name or kind than the address, and more than one", async () => {
    const other = await api.send("PUT /projects/flights/entities/airport", { body: document });
    expect(other.problem().errors).toMatchObject([{ path: "name", expected: "airport" }]);
    const kind = await api.send("PUT /projects/flights/sources/runway", { body: document });
    expect(kind.problem().errors).toMatchObject([{ path: "kind", expected: "source" }]);
    const headers = { "content-type": "application/yaml" };
    const two = await api.send("PUT /projects/flights/entities/a", {
      body: "kind: entity\nname: a\njoin_keys: [{name: a, type: string}]\n---\nkind: entity\nname: b\njoin_keys: [{name: b, type: string}]\n",
      headers,
    });
    expect(two.status).toBe(422);
    expect((await api.send("GET /projects/flights/entities/b")).status).toBe(404);
  });

  it("If-Match: a change on what somebody else changed since is refused with 412", async () => {
    const read = await api.send("GET /projects/flights/entities/airport");
    const etag = read.headers.get("etag") ?? "";
    const { definition } = read.as(getEntityOperation);
    const mine = { ...definition, description: "Mine" };
    const theirs = { ...definition, description: "Theirs" };
    const put = (body: object, condition: Record<string, string>) =>
      api.send("PUT /projects/flights/entities/airport", { body, headers: condition });
    expect((await put(mine, { "if-match": etag })).status).toBe(200);
    const late = await put(theirs, { "if-match": etag });
    expect([late.status, late.problem().code]).toEqual([412, "PRECONDITION"]);
    expect((await put(theirs, { "if-none-match": "*" })).status).toBe(412);
    const now = (await api.send("GET /projects/flights/entities/airport")).as(getEntityOperation);
    expect(now.description).toBe("Mine");
    const missing = { ...document, name: "missing" };
    const none = await api.send("PUT /projects/flights/entities/missing", {
      body: missing,
      headers: { "if-match": etag },
    });
    expect(none.status).toBe(412);
  });

  it("R2: of two writers who read the same state, exactly one gets through", async () => {
    const read = await api.send("GET /projects/flights/entities/airport");
    const headers = { "if-match": read.headers.get("etag") ?? "" };
    const answers = await Promise.all(
      ["one", "two", "three", "four"].map((description) =>
        api.send("PUT /projects/flights/entities/airport", {
          body: { ...read.as(getEntityOperation).definition, description },
          headers,
        }),
      ),
    );
    expect(answers.map((answer) => answer.status).sort()).toEqual([200, 412, 412, 412]);
  });

  it("PUT of a group publishes a version, and a team or a service goes through the same verb", async () => {
    const headers = { "content-type": "application/yaml" };
    const group = await api.send("PUT /projects/flights/groups/airport_departures?message=narrow", {
      body: groupText("float32"),
      headers,
    });
    expect(group.status, group.text).toBe(200);
    const published = group.as(putGroupOperation);
    expect(published.versions).toEqual([{ group: "airport_departures", number: 2, level: "breaking" }]);
    expect(published.changes[0]?.rule_ids.length).toBeGreaterThan(0);
    const team = await api.send("PUT /projects/flights/teams/data_engineers", {
      body: { kind: "team", name: "data_engineers", description: "Move rows" },
    });
    expect(team.status).toBe(201);
    const service = await api.send("PUT /projects/flights/services/boarding", {
      body: { kind: "feature_service", name: "boarding", features: ["airport_departures:seats"] },
    });
    expect(service.status).toBe(201);
    const source = await api.send("PUT /projects/flights/sources/arrivals", {
      body: {
        kind: "source",
        name: "arrivals",
        type: "push",
        event_time: "arrived_at",
        columns: [{ name: "arrived_at", type: "timestamp" }],
      },
    });
    expect(source.status).toBe(201);
  });
});
