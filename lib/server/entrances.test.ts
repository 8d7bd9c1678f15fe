import { globSync, readFileSync } from "node:fs";
import ts from "typescript";
import { describe, expect, it } from "vitest";

const ROOT = new URL("../../", import.meta.url).pathname;
const files = (pattern: string) => globSync(pattern, { cwd: ROOT }).sort();
const sourceOf = (path: string) => readFileSync(`${ROOT}${path}`, "utf8");

const ACTION = /^export const \w+ = define(?:Form)?Action\(/;
const ROUTE =
  /^export const [A-Z]+ = define\w*Route\w*\(|^export \{ refuse as |^const refuse = methodNotAllowed\(/;

/** Addresses that answer everybody, and why that is right. */
const PUBLIC_ROUTES: Record<string, string> = {
  "app/api/v1/health/route.ts": "load balancers and the launcher ask it; it tells the state of each part",
  "app/api/v1/openapi.json/route.ts": "it describes the code and nothing that anybody keeps in it",
};

/** Verbs without an actor, and who alone calls them. */
const WITHOUT_ACTOR: Record<string, string> = {
  "lib/services/people/create-setup-link.ts": "the launcher, before there is anybody who could be allowed to",
  "lib/services/tokens/create-demo-admin-token.ts": "the demo builder; it takes no input from outside",
  "lib/services/system/health.ts": "the health route and the launcher; it reads no data",
};

interface Verb {
  path: string;
  name: string;
  statements: string[];
}

/** The exported functions of a file that take a ServiceContext, statement by statement. */
function verbsOf(path: string): Verb[] {
  const file = ts.createSourceFile(path, sourceOf(path), ts.ScriptTarget.Latest, true);
  return file.statements.filter(ts.isFunctionDeclaration).flatMap((declaration) => {
    const isExported = declaration.modifiers?.some((one) => one.kind === ts.SyntaxKind.ExportKeyword);
    const takesContext = declaration.parameters[0]?.type?.getText() === "ServiceContext";
    if (!isExported || !takesContext || !declaration.name || !declaration.body) return [];
    const statements = declaration.body.statements.map((statement) => statement.getText());
    return [{ path, name: declaration.name.text, statements }];
  });
}

/** Names that anything outside of lib/services imports from it: those are entrances, the others are steps. */
function calledFromOutside(): Set<string> {
  const outside = files("{app,cli,lib/server,lib/jobs,processes,prisma/demo}/**/*.{ts,tsx}").filter(
    (path) => !path.includes(".test."),
  );
  const pattern = /import \{([^}]*)\} from "@\/lib\/services\/[^"]+"/g;
  const names = outside.flatMap((path) =>
    [...sourceOf(path).matchAll(pattern)].flatMap(([, list = ""]) => list.split(",")),
  );
  return new Set(
    names.map((name) =>
      name
        .replace(/ as .*/, "")
        .replace("type ", "")
        .trim(),
    ),
  );
}

/** Reads the one thing that the decision is about; nothing else may come before it. */
const LOOK_UP = /^const \w+ =\s+await read\(ctx, \(db\) => find\w+\(db, [^()]*\)\);$/;
const DESTRUCTURING = /^const \{[^}]*\} = ctx\.actor(\.rights)?;$/;

function authorizesFirst({ statements }: Verb): boolean {
  const at = statements.findIndex((statement) => /\bauthorize\w*\(/.test(statement));
  return at >= 0 && statements.slice(0, at).every((one) => LOOK_UP.test(one) || DESTRUCTURING.test(one));
}

describe("S1: every entrance", () => {
  const actionFiles = files("{app,components,lib}/**/*.{ts,tsx}").filter((path) =>
    /^\s*["']use server["'];?\s*$/m.test(sourceOf(path)),
  );

  it("that is a server action is one of a file of actions, each made by the one wrapper", () => {
    expect(actionFiles.length).toBeGreaterThan(5);
    for (const path of actionFiles) {
      const source = sourceOf(path);
      expect(source.trimStart(), `${path}: "use server" stands first, never inside a function`).toMatch(
        /^"use server";/,
      );
      const exported = source.split("\n").filter((line) => /^export\b/.test(line));
      for (const line of exported) expect(line, path).toMatch(ACTION);
      expect(exported.length, path).toBeGreaterThan(0);
    }
  });

  it("that is an HTTP route is made by the one wrapper, or public for a reason", () => {
    const routes = files("app/**/route.ts");
    expect(routes.length).toBeGreaterThan(0);
    for (const path of routes.filter((route) => !(route in PUBLIC_ROUTES))) {
      const exported = sourceOf(path)
        .split("\n")
        .filter((line) => /^export\b/.test(line));
      for (const line of exported) expect(line, path).toMatch(ROUTE);
    }
    for (const path of Object.keys(PUBLIC_ROUTES)) expect(routes).toContain(path);
  });

  it("mounts nothing of the sign-in library", () => {
    expect(files("app/api/auth/**")).toEqual([]);
    for (const path of files("app/**/*.{ts,tsx}")) {
      expect(sourceOf(path), path).not.toMatch(/toNextJsHandler|auth\.handler|from "better-auth/);
    }
  });
});

describe("S1: every verb", () => {
  const paths = files("lib/services/*/*.ts").filter((path) => !path.includes(".test."));

  it("authorizes before it does anything else", () => {
    const entrances = calledFromOutside();
    const verbs = paths
      .flatMap(verbsOf)
      .filter(({ name, path }) => entrances.has(name) && !(path in WITHOUT_ACTOR));
    expect(verbs.length).toBeGreaterThan(40);
    const late = verbs.filter((verb) => !authorizesFirst(verb));
    expect(late.map(({ path, name }) => `${path}: ${name}`)).toEqual([]);
  });

  it.each([
    ["nothing", [], false],
    ["a change first", ["await change(ctx, work);", 'authorize(ctx, "people:manage");'], false],
    ["other reads first", ["const all = await read(ctx, listEverything);", "authorize(ctx);"], false],
    ["authorize", ['authorize(ctx, "people:manage");'], true],
    [
      "a look-up",
      ["const team = await read(ctx, (db) => findTeam(db, input.team));", "authorizeX(ctx);"],
      true,
    ],
  ])("is told from one that does not: %s", (_, statements, expected) => {
    expect(authorizesFirst({ path: "", name: "", statements })).toBe(expected);
  });

  it("that has no actor exists and says who calls it", () => {
    for (const path of Object.keys(WITHOUT_ACTOR)) expect(paths).toContain(path);
  });

  it("is what only lib/server, app, processes and the demo builder reach: no component imports one", () => {
    for (const path of files("components/**/*.{ts,tsx}")) {
      expect(sourceOf(path), path).not.toMatch(/from "@\/lib\/(services|store|server|offline|online)\//);
    }
  });
});
