import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { parseAllDocuments } from "yaml";
import { parseDefinition } from "@/lib/contracts/definitions";

import { runForTest } from "./test-io";

const folder = mkdtempSync(join(tmpdir(), "asof-cli-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** Answers every request with this. */
function serverThat(status: number, body: unknown): typeof fetch {
  return async () => new Response(typeof body === "string" ? body : JSON.stringify(body), { status });
}

const PROBLEM = {
  type: "about:blank#forbidden",
  title: "Forbidden",
  status: 403,
  code: "FORBIDDEN",
  detail: "Only admins may do this.",
  errors: [],
  request_id: "r1",
};

describe("exit codes", () => {
  it.each([
    ["help that was asked for", ["--help"], 0],
    ["help of a verb", ["plan", "--help"], 0],
    ["an unknown verb", ["destroy"], 2],
    ["no verb at all", [], 2],
    ["an unknown option", ["list", "groups", "--loud"], 2],
    ["a missing argument", ["show", "group"], 2],
    ["a kind that is none", ["list", "tables"], 2],
    ["a format that is none", ["list", "projects", "-f", "xml"], 2],
    ["a limit that is no number", ["list", "projects", "-l", "many"], 2],
    ["a gate that is none", ["plan", ".", "--fail-on", "rain"], 2],
    ["a verb of a later time", ["import", "feast", "x"], 2],
    ["a server that is no address", ["list", "projects", "--server", "nonsense"], 2],
    ["a project name that is none", ["list", "groups", "-p", "No Name"], 2],
    ["a version that is written wrong", ["show", "group", "x@2", "-p", "flights"], 2],
    ["a folder that is not there", ["plan", join(folder, "missing")], 2],
    ["no project to be found", ["list", "groups"], 2],
  ])("%s: %j → %d", async (_what, args, expected) => {
    const run = await runForTest(args, { cwd: folder, fetch: serverThat(200, {}) });
    expect(run.exitCode, run.err).toBe(expected);
    if (expected === 2) expect(run.err).toMatch(/error|Usage/);
  });

  it.each([
    ["a refusal", serverThat(403, PROBLEM), /Only admins may do this\.[\s\S]*request r1/],
    ["another server", serverThat(200, "<html>"), /does not know/],
    ["a proxy's page", serverThat(502, "<html>Bad gateway</html>"), /does not answer like Asof \(HTTP 502\)/],
    ["nobody", async () => Promise.reject(new TypeError("fetch failed")), /cannot be reached/],
  ])("%s is a fault, told in one sentence", async (_what, answering, words) => {
    const run = await runForTest(["list", "projects"], { fetch: answering as typeof fetch });
    expect(run.exitCode).toBe(2);
    expect(run.err).toMatch(words);
    expect(run.out).toBe("");
  });

  it("with --json a refusal is JSON on standard output, and the exit code stays", async () => {
    const run = await runForTest(["list", "projects", "--json"], { fetch: serverThat(403, PROBLEM) });
    expect(run.exitCode).toBe(2);
    expect(JSON.parse(run.out)).toEqual(PROBLEM);
  });
});

describe("the token", () => {
  it("goes to the server as a bearer, from --token first, else ASOF_TOKEN, and nowhere else", async () => {
    const seen: (string | null)[] = [];
    const spy: typeof fetch = async (input, init) => {
      seen.push(new Headers(init?.headers).get("authorization"));
      expect(String(input)).not.toContain("secret");
      return new Response(JSON.stringify({ items: [], next: null, total: 0 }));
    };
    const env = { ASOF_TOKEN: "from_env_secret" };
    const runs = [
      await runForTest(["list", "projects", "--token", "given_secret"], { env, fetch: spy }),
      await runForTest(["list", "projects"], { env, fetch: spy }),
      await runForTest(["list", "projects"], { fetch: spy }),
    ];
    expect(seen).toEqual(["Bearer given_secret", "Bearer from_env_secret", null]);
    for (const run of runs) expect(run.out + run.err).not.toContain("secret");
  });

  it("that could not be a header is refused before anything is sent", async () => {
    const run = await runForTest(["list", "projects", "--token", "a\nb"], { fetch: serverThat(200, {}) });
    expect([run.exitCode, run.err.includes("no token has")]).toEqual([2, true]);
  });
});

describe("init", () => {
  it("writes definitions that are right, and never over what is there", async () => {
    const target = join(folder, "My Flights-2");
    const run = await runForTest(["init", target]);
    expect([run.exitCode, run.err]).toEqual([0, expect.stringContaining("asof plan")]);
    for (const file of ["asof.yaml", "entities/customer.yaml"]) {
      for (const document of parseAllDocuments(readFileSync(join(target, file), "utf8"))) {
        expect(parseDefinition(document.toJS()).issues).toEqual([]);
      }
    }
    expect(readFileSync(join(target, "asof.yaml"), "utf8")).toContain("name: my_flights_2");
    writeFileSync(join(target, "asof.yaml"), "mine");
    const again = await runForTest(["init", target]);
    expect(again.exitCode).toBe(2);
    expect(readFileSync(join(target, "asof.yaml"), "utf8")).toBe("mine");
  });
});

describe("apply without a terminal", () => {
  it("and without --yes sends nothing and exits 2", async () => {
    let sent = 0;
    const spy: typeof fetch = async () => {
      sent++;
      return new Response("{}");
    };
    const run = await runForTest(["apply", folder, "-p", "flights"], { fetch: spy });
    expect([run.exitCode, sent]).toEqual([2, 0]);
    expect(run.err).toContain("--yes");
  });
});
