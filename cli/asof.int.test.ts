import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTestApi, type TestApi } from "@/app/api/v1/test-api";
import { filesWith, groupText, TEST_FILES } from "@/app/api/v1/test-definitions";
import { type EngineUnderTest, startEngineUnderTest } from "@/lib/offline/duckdb/engine-under-test";
import { runForTest, type TestIoOptions } from "./test-io";

let engine: EngineUnderTest;
let api: TestApi;
let http: { url: string; close: () => Promise<void> };
let token: string;
let home: string;
beforeAll(async () => {
  engine = await startEngineUnderTest();
  api = await createTestApi({ admin: true, engine: engine.engine });
  http = await api.listen();
  token = await api.token();
  home = mkdtempSync(join(tmpdir(), "asof-home-"));
});
afterAll(async () => {
  await http.close();
  await api[Symbol.asyncDispose]();
  await engine.close();
  rmSync(home, { recursive: true });
});

function folderWith(files: readonly { path: string; text: string }[]): string {
  const folder = mkdtempSync(join(home, "definitions-"));
  for (const { path, text } of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

/** Runs `asof` as an admin, in a folder, against the API. */
function asof(args: readonly string[], options: TestIoOptions = {}) {
  const env = { HOME: home, ASOF_URL: http.url, ASOF_TOKEN: token, ...options.env };
  return runForTest(args, { ...options, env });
}

function contentOf(folder: string): Record<string, string> {
  const paths = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  return Object.fromEntries(
    paths.map((entry) => {
      const path = join(entry.parentPath, entry.name);
      return [path.slice(folder.length + 1), readFileSync(path, "utf8")];
    }),
  );
}

describe("definitions from a folder", () => {
  it("plan → apply → export → apply again changes nothing, and a second export is byte-equal", async () => {
    const folder = folderWith(TEST_FILES);
    const plan = await asof(["plan", folder]);
    expect([plan.exitCode, plan.err]).toEqual([0, ""]);
    expect(plan.out).toContain("+ feature group airport_departures  create, v1");
    const applied = await asof(["apply", folder, "--yes", "-m", "first"]);
    expect([applied.exitCode, applied.err]).toEqual([0, ""]);
    expect(applied.out).toContain("Published airport_departures@v1.");

    const first = join(home, "export-1");
    expect((await asof(["export", "--out", first, "-p", "flights"])).exitCode).toBe(0);
    const again = await asof(["apply", first, "--yes"]);
    expect(again.out).toContain("Nothing to apply");
    const second = join(home, "export-2");
    await asof(["export", "--out", second], { cwd: first });
    expect(contentOf(second)).toEqual(contentOf(first));
    expect(Object.keys(contentOf(first))).toContain("feature_group/airport_departures.yaml");
    const unchanged = await asof(["export", "--out", first, "--json"], { cwd: first });
    expect(JSON.parse(unchanged.out).written).toEqual([]);
  });

  it("mistakes are shown where they stand, exit 1, and nothing is applied", async () => {
    const folder = folderWith(filesWith("groups/airport_departures.yaml", groupText("flaot64")));
    const plan = await asof(["plan", folder]);
    expect([plan.exitCode, plan.out]).toEqual([1, ""]);
    expect(plan.err).toMatch(
      /^groups\/airport_departures\.yaml:10:19: error: features\.0\.type: "flaot64" is not a type/,
    );
    expect(plan.err).toContain("1 problem in 1 file");
    const applied = await asof(["apply", folder, "--yes"]);
    expect(applied.exitCode).toBe(1);
    const json = await asof(["plan", folder, "--json"]);
    expect(JSON.parse(json.out)).toMatchObject({ code: "INVALID", errors: [{ line: 10 }] });
  });

  it("test runs the tests of a folder: exit 0 when all pass, 1 with what differs, 2 when there is none", async () => {
    const text = (seats: number) => `kind: test
name: seats_of_the_last_plane
group: airport_departures
rows: {departures: [{origin: ATL, departed_at: 2026-06-01T10:00:00Z, seats: 180}]}
keys: {origin: ATL}
at: 2026-06-01T12:00:00Z
expect: {seats: ${seats}, delay: null}
`;
    const folder = folderWith([...TEST_FILES, { path: "tests.yaml", text: text(180) }]);
    const passed = await asof(["test", folder]);
    expect([passed.exitCode, passed.err]).toEqual([0, ""]);
    expect(passed.out).toContain("pass  seats_of_the_last_plane (airport_departures)  tests.yaml:1");
    writeFileSync(join(folder, "tests.yaml"), text(181));
    const failed = await asof(["test", folder]);
    expect(failed.exitCode).toBe(1);
    expect(failed.out).toContain("seats: expected 181, got 180 int64");
    expect(failed.out).toContain("1 failed, 0 passed");
    const json = await asof(["test", folder, "--json"]);
    expect([json.exitCode, JSON.parse(json.out)]).toMatchObject([
      1,
      { failed: 1, tests: [{ passed: false }] },
    ]);
    writeFileSync(join(folder, "tests.yaml"), text(180).replace("seats:", "seets:"));
    expect((await asof(["test", folder])).err).toContain("tests.yaml:4:70");
    const none = await asof(["test", folderWith(TEST_FILES)]);
    expect([none.exitCode, none.err]).toEqual([2, expect.stringContaining("holds no test")]);
  });

  it("lint exits 1 for a leak, 0 without one, 2 when it is asked wrongly", async () => {
    const leaky = `kind: feature_group
name: leaky
description: Looks ahead on purpose
entity: airport
transform: SELECT origin, departed_at, known_at, avg(seats) OVER (PARTITION BY origin) AS seats FROM departures
event_time: departed_at
created_time: known_at
features: [{name: seats, type: float64, description: Mean seats}]
`;
    const folder = folderWith([...TEST_FILES, { path: "leaky.yaml", text: leaky }]);
    expect((await asof(["apply", folder, "--yes"])).exitCode).toBe(0);
    const found = await asof(["lint", "leaky:*"], { cwd: folder });
    expect([found.exitCode, found.err]).toEqual([1, ""]);
    expect(found.out).toContain(
      "error: leaky@v1:seats (transform, line 1:39): avg is taken over rows that are not ordered",
    );
    expect(found.out).toContain("[window-sees-later-rows]");
    const clean = await asof(["lint", "airport_departures:*"], { cwd: folder });
    expect([clean.exitCode, clean.out]).toEqual([0, "No leak found in the definitions.\n"]);
    const label = await asof(
      ["lint", "--service", "departure_delay", "--label-of", "departures.delay", "--json"],
      { cwd: folder },
    );
    expect([label.exitCode, JSON.parse(label.out).findings[0].rule]).toEqual([1, "label-in-lineage"]);
    for (const args of [
      ["lint"],
      ["lint", "a:b", "--prove"],
      ["lint", "a:b", "--spine", "x.csv"],
      ["lint", "nobody:*"],
    ])
      expect([args, (await asof(args, { cwd: folder })).exitCode]).toEqual([args, 2]);
    expect((await asof(["plan", folderWith(TEST_FILES), "--prune"])).out).toContain("leaky");
    expect((await asof(["apply", folderWith(TEST_FILES), "--prune", "--yes"])).exitCode).toBe(0);
  });

  it("apply shows the plan and asks on a terminal; only yes applies", async () => {
    const more = "  - {name: gate, type: string, column: origin, description: Door}\n";
    const folder = folderWith(filesWith("groups/airport_departures.yaml", groupText("float64", more)));
    const refused = await asof(["apply", folder], { isTerminal: true, answer: "n" });
    expect([refused.exitCode, refused.err.includes("Apply this? [y/N]")]).toEqual([1, true]);
    expect((await asof(["version", "list", "airport_departures", "-p", "flights"])).out).not.toContain(
      "\n2 ",
    );
    const agreed = await asof(["apply", folder], { isTerminal: true, answer: "yes" });
    expect([agreed.exitCode, agreed.out.includes("airport_departures@v2")]).toEqual([0, true]);
    const again = await asof(["apply", folder], { isTerminal: true });
    expect([again.exitCode, again.out.includes("Nothing to apply")]).toEqual([0, true]);
  });

  it("plan --json and --markdown say what the API says", async () => {
    const folder = folderWith(filesWith("groups/airport_departures.yaml", groupText("float32")));
    const json = await asof(["plan", folder, "--json"]);
    expect(JSON.parse(json.out)).toMatchObject({
      gate: "pass",
      changes: [{ kind: "feature_group", action: "new_version", level: "breaking", version: 3 }],
    });
    const markdown = await asof(["plan", folder, "--markdown", "--fail-on", "review"]);
    expect([markdown.exitCode, markdown.out.includes("### Asof plan for `flights`")]).toEqual([0, true]);
  });

  it("--prune retires what the files no longer hold, without it nothing is lost", async () => {
    const before = await asof(["show", "group", "airport_departures", "-p", "flights", "--json"]);
    const fewer = folderWith(TEST_FILES.filter((file) => file.path !== "services.yaml"));
    const group = JSON.parse(before.out).definition;
    writeFileSync(join(fewer, "groups/airport_departures.yaml"), JSON.stringify(group));
    const kept = await asof(["plan", fewer]);
    expect(kept.out).toContain("feature service departure_delay");
    expect(kept.out).toContain("--prune retires it");
    const pruned = await asof(["plan", fewer, "--prune"]);
    expect(pruned.out).toContain("- feature service departure_delay  retire");
  });
});

describe("reading", () => {
  it.each([
    [["list", "projects"], /flights/],
    [["list", "groups"], /Name\s+Description\s+Version[\s\S]*airport_departures\s+Every departure.*\s2\s/],
    [["list", "feature-groups"], /airport_departures/],
    [["list", "entities"], /airport\s.*origin string/],
    [["list", "sources"], /departures/],
    [["list", "features"], /airport_departures:delay\s+float64/],
    [["list", "services"], /departure_delay/],
    [["list", "consumers"], /departure_delay\/delay_model\s+model/],
    [["list", "teams"], /ops_analytics/],
    [["show", "project", "flights"], /Project:\s+flights/],
    [["show", "entity", "airport"], /join_keys:\n\s+- name: origin/],
    [["show", "source", "departures"], /event_time: departed_at/],
    [["show", "group", "airport_departures"], /Group:\s+airport_departures@v2[\s\S]*delay\s+float64\s+yes/],
    [["show", "feature-group", "airport_departures@v1"], /@v1[\s\S]*Message:\s+first/],
    [["show", "feature", "airport_departures:delay"], /Type:\s+float64, may be null/],
    [["show", "service", "departure_delay"], /consumers:/],
    [["show", "team", "ops_analytics"], /Owns:.*group airport_departures/],
    [["search", "delay", "kind:feature"], /feature\s+flights\/airport_departures:delay/],
    [["version", "list", "airport_departures"], /Version\s+Created At\s+Features[\s\S]*\n2\s/],
    [["version", "show", "airport_departures", "-v", "1"], / {2}- delay: float64\n {2}- seats: int64\n/],
    [
      ["version", "diff", "airport_departures", "-f", "1", "-t", "2"],
      /gate\s+added[\s\S]*Summary: 1 added, 0 removed, 0 modified\n$/,
    ],
  ])("asof %j", async (args, expected) => {
    const run = await asof([...args, "-p", "flights"]);
    expect([run.exitCode, run.err]).toEqual([0, ""]);
    expect(run.out).toMatch(expected);
    const json = await asof([...args, "-p", "flights", "--json"]);
    expect(json.exitCode).toBe(0);
    expect(() => JSON.parse(json.out)).not.toThrow();
  });

  it("version verbs print Seeknal's JSON shapes", async () => {
    const list = await asof([
      "version",
      "list",
      "airport_departures",
      "-f",
      "json",
      "-l",
      "1",
      "-p",
      "flights",
    ]);
    expect(JSON.parse(list.out)).toMatchObject([
      {
        version: 2,
        created_at: expect.any(String),
        updated_at: expect.any(String),
        feature_count: 3,
        avro_schema: { type: "record", name: "airport_departures", fields: [{ name: "delay" }, {}, {}] },
      },
    ]);
    const diff = await asof([
      "version",
      "diff",
      "airport_departures",
      "--from",
      "1",
      "--to",
      "2",
      "--format",
      "json",
      "-p",
      "flights",
    ]);
    expect(JSON.parse(diff.out)).toMatchObject({ added: ["gate"], removed: [], modified: [] });
  });

  it("what is not there, or may not be seen, is a fault: exit 2", async () => {
    for (const args of [
      ["show", "group", "nothing"],
      ["show", "group", "airport_departures@v9"],
      ["version", "diff", "airport_departures", "--from", "1", "--to", "9"],
    ]) {
      const run = await asof([...args, "-p", "flights"]);
      expect([run.exitCode, run.out]).toEqual([2, ""]);
      expect(run.err).toContain("error:");
    }
    const stranger = await asof(["list", "groups", "-p", "flights"], {
      env: { ASOF_TOKEN: await api.token({}) },
    });
    expect(stranger.exitCode).toBe(2);
    const nobody = await asof(["list", "groups", "-p", "flights"], { env: { ASOF_TOKEN: "" } });
    expect([nobody.exitCode, nobody.err.includes("asof login")]).toEqual([2, true]);
  });
});

describe("tokens", () => {
  it("login checks a token before it keeps it, asks for it hidden, and the next command uses it", async () => {
    const wrong = await asof(["login"], {
      isTerminal: true,
      answer: "asof_nonsense",
      env: { ASOF_TOKEN: "" },
    });
    expect(wrong.exitCode).toBe(2);
    expect((await asof(["list", "projects"], { env: { ASOF_TOKEN: "" } })).exitCode).toBe(2);
    const right = await asof(["login"], { isTerminal: true, answer: token, env: { ASOF_TOKEN: "" } });
    expect([right.exitCode, right.out.includes("1 project")]).toEqual([0, true]);
    expect(right.out + right.err).not.toContain(token);
    const used = await asof(["list", "projects"], { env: { ASOF_TOKEN: "" } });
    expect([used.exitCode, used.out.includes("flights")]).toEqual([0, true]);
    expect((await asof(["login"], { env: { ASOF_TOKEN: "", HOME: "/nonexistent" } })).exitCode).toBe(2);
  });

  it("create prints the token alone, list never shows it, revoke ends it", async () => {
    const made = await asof([
      "token",
      "create",
      "ci",
      "--scope",
      "read",
      "write",
      "--days",
      "3",
      "--bind",
      "-p",
      "flights",
    ]);
    expect([made.exitCode, made.out]).toEqual([0, expect.stringMatching(/^asof_\S+\n$/)]);
    const fresh = made.out.trim();
    const list = await asof(["token", "list"]);
    expect(list.out).toMatch(/ci\s+[0-9a-f]{12}\s+read, write\s+flights\s+active/);
    expect(list.out).not.toContain(fresh);
    expect((await asof(["list", "projects", "--token", fresh])).exitCode).toBe(0);
    expect((await asof(["token", "revoke", fresh.split("_")[1] ?? ""])).exitCode).toBe(0);
    expect((await asof(["list", "projects", "--token", fresh])).exitCode).toBe(2);
  });
});
