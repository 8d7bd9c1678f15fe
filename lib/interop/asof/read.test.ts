import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DOCUMENTS_MAX, FILE_BYTES_MAX, FILES_MAX, readDefinitionFiles } from "./read";

const PROJECT = { path: "asof.yaml", text: "kind: project\nname: flights\n" };

/** Problems as `file:line:column path | message | expected`. */
function problemsIn(text: string, path = "bad.yaml"): string[] {
  return readDefinitionFiles([PROJECT, { path, text }]).problems.map(
    ({ file, line, column, path: where, message, expected }) =>
      `${file}:${line}:${column} ${where} | ${message} | ${expected}`,
  );
}

/**
 * `bad-files.txt`: after `=== name` the file's text, then `--> line[, column] | path | part of the message | part of
 * what was expected`.
 */
const BAD = readFileSync(new URL("bad-files.txt", import.meta.url), "utf8")
  .split(/^=== /m)
  .slice(1)
  .map((block) => {
    const [, name = "", text = "", line, column, path = "", message = "", expected = ""] =
      /^(.*)\n([\s\S]*)\n--> line (\d+)(?:, column (\d+))? \| (.*?) ?\| (.*?) ?\| (.*)\n$/.exec(block) ?? [];
    return {
      name,
      text,
      line: Number(line),
      column: column === undefined ? undefined : Number(column),
      path,
      message,
      expected,
    };
  });

const ENTITY = "kind: entity\nname: airport\njoin_keys: [{name: origin, type: string}]\n";
const GROUP = "kind: feature_group\nname: load\nentity: airport\n";

describe("a bad file says where and what", () => {
  test.each(BAD)("$name", ({ text, line, column, path, message, expected }) => {
    const { documents, problems } = readDefinitionFiles([PROJECT, { path: "defs/bad.yaml", text }]);
    const found = problems.find((problem) => problem.path === path && problem.line === line);
    expect(found, JSON.stringify(problems, null, 1)).toBeDefined();
    expect(found?.file).toBe("defs/bad.yaml");
    expect(found?.message).toContain(message);
    expect(found?.expected).toContain(expected);
    if (column !== undefined) expect(found?.column).toBe(column);
    expect(documents.filter(({ file }) => file === "defs/bad.yaml")).toEqual([]);
  });

  test("there are enough of them, and each line, column and expectation is real", () => {
    expect(BAD.length).toBeGreaterThanOrEqual(40);
    for (const { text } of BAD) {
      for (const problem of readDefinitionFiles([PROJECT, { path: "bad.yaml", text }]).problems) {
        expect(problem.line).toBeGreaterThanOrEqual(1);
        expect(problem.line).toBeLessThanOrEqual(text.split("\n").length);
        expect(problem.column).toBeGreaterThanOrEqual(1);
        expect(problem.message).toMatch(/\w.*[.!?]$/);
        expect(problem.expected).toMatch(/\w/);
      }
    }
  });
});

describe("readDefinitionFiles", () => {
  test("reports every error of every file at once", () => {
    const first = {
      path: "a.yaml",
      text: "kind: team\nname: Ops\ncolour: red\nmembers: [x]\n---\nkind: nothing\n---\nkind: entity\nname: airport\n",
    };
    const second = { path: "b.yml", text: "kind: source\nname: s\nttl: 7d\ntimezone: Nowhere\n" };
    const { problems } = readDefinitionFiles([PROJECT, first, second]);
    expect(problems.map(({ file, line, path }) => `${file}:${line} ${path}`).sort()).toEqual(
      [
        "a.yaml:2 name",
        "a.yaml:3 colour",
        "a.yaml:4 members.0",
        "a.yaml:6 kind",
        "a.yaml:8 join_keys",
        "b.yml:1 ",
        "b.yml:3 ttl",
        "b.yml:4 timezone",
      ].sort(),
    );
  });

  test("a document that cannot be read does not hide the others of its file", () => {
    const { documents, problems } = readDefinitionFiles([
      { path: "asof.yaml", text: `kind: team\nname: 'open\n` },
      {
        path: "b.yaml",
        text: "kind: team\nname: ops\n---\nkind: team\nname: [\n---\nkind: project\nname: flights\n",
      },
    ]);
    expect(problems.map(({ file }) => file)).toContain("asof.yaml");
    expect(problems.map(({ file }) => file)).toContain("b.yaml");
    expect(documents.map(({ document }) => document.name)).toContain("ops");
  });

  test("takes several documents, comments, empty ones, a BOM and CRLF, and places stay right", () => {
    const text =
      "\uFEFF# first\r\nkind: team\r\nname: ops\r\n---\r\n# nothing here\r\n---\r\nkind: entity\r\nname: airport\r\njoin_keys:\r\n  - {name: origin, type: string}\r\n...\r\n";
    const { documents, problems } = readDefinitionFiles([PROJECT, { path: "a.yaml", text }]);
    expect(problems).toEqual([]);
    expect(documents.map(({ document, file, line }) => `${document.name} ${file}:${line}`)).toEqual([
      "flights asof.yaml:1",
      "ops a.yaml:2",
      "airport a.yaml:7",
    ]);
    const entity = documents[2];
    expect(entity?.locate(["join_keys", 0, "type"])).toEqual({ line: 10, column: 20 });
    expect(entity?.locate(["join_keys", 0, "description"])).toEqual({ line: 10, column: 5 });
    expect(entity?.locate(["parent", "from"])).toEqual({ line: 7, column: 1 });
    expect(problemsIn("\uFEFFkind: team\r\nname: Ops\r\n")[0]).toMatch(/^bad.yaml:2:1 name/);
    expect(problemsIn("\uFEFFkind: nothing\n")[0]).toMatch(/^bad.yaml:1:1 kind/);
  });

  test("keeps what YAML 1.1 would change: no, on, dates, octals and sexagesimals are text", () => {
    const text = `kind: feature_group\nname: g\nentity: e\nsource: s\nfeatures:\n  - {name: a, type: string, default: no, unit: on}\n  - {name: b, type: date, default: 2001-01-01}\n  - {name: c, type: string, default: 12:30:45}\n  - {name: d, type: bool, default: true}\n  - {name: e, type: int64, default: 0o17}\n`;
    const { documents, problems } = readDefinitionFiles([PROJECT, { path: "g.yaml", text }]);
    expect(problems).toEqual([]);
    const group = documents[1]?.document;
    expect(group?.kind === "feature_group" && group.features.map((feature) => feature.default)).toEqual([
      "no",
      "2001-01-01",
      "12:30:45",
      true,
      15,
    ]);
  });

  test("no digit of a large integer is lost (row 14)", () => {
    const text = `${GROUP}source: s\nfeatures: [{name: a, type: int64, default: 9007199254740993, constraints: {max: -9223372036854775808}}]`;
    const { documents } = readDefinitionFiles([PROJECT, { path: "g.yaml", text }]);
    const group = documents[1]?.document;
    const feature = group?.kind === "feature_group" ? group.features[0] : undefined;
    expect([feature?.default, feature?.constraints?.max]).toEqual([
      "9007199254740993",
      "-9223372036854775808",
    ]);
  });

  test("the second of two definitions names the place of the first", () => {
    const { problems } = readDefinitionFiles([
      PROJECT,
      { path: "a.yaml", text: `# words\n${ENTITY}` },
      { path: "b.yaml", text: `${ENTITY}---\n${ENTITY}` },
    ]);
    expect(problems.map(({ file, line, message }) => `${file}:${line} ${message}`)).toEqual([
      "b.yaml:2 The entity airport is defined twice; the first stands in a.yaml, line 3.",
      "b.yaml:6 The entity airport is defined twice; the first stands in a.yaml, line 3.",
    ]);
  });

  test("there is exactly one project, and asof.yaml is where it belongs", () => {
    const team = { path: "a.yaml", text: "kind: team\nname: ops\n" };
    expect(readDefinitionFiles([team]).problems).toEqual([
      {
        path: "",
        file: "asof.yaml",
        message: "No file holds the project.",
        expected: "asof.yaml with kind: project and its name",
      },
    ]);
    expect(readDefinitionFiles([team], { projectRequired: false }).problems).toEqual([]);
    const { problems } = readDefinitionFiles([
      PROJECT,
      { path: "b.yaml", text: "kind: team\nname: ops\n---\nkind: project\nname: other\n" },
    ]);
    expect(problems.map(({ file, line, message }) => `${file}:${line} ${message}`)).toEqual([
      "b.yaml:4 There is more than one project; the first stands in asof.yaml, line 1.",
    ]);
  });

  test("refuses NUL, other files, the same file twice, and what is too large", () => {
    expect(problemsIn("kind: team\nna\0me: ops")[0]).toBe(
      "bad.yaml:2:3  | The file holds a NUL character: it is not text. | YAML text in UTF-8",
    );
    expect(problemsIn("a,b", "data.csv")[0]).toContain("This is not a definition file.");
    expect(readDefinitionFiles([PROJECT, PROJECT]).problems[0]?.message).toBe(
      "The same file is given twice.",
    );
    expect(problemsIn(`# ${"ü".repeat(FILE_BYTES_MAX / 2)}`)[0]).toContain(`at most ${FILE_BYTES_MAX} bytes`);
    const many = Array.from({ length: FILES_MAX + 1 }, (_, index) => ({ path: `${index}.yaml`, text: "" }));
    expect(readDefinitionFiles(many).problems[0]?.expected).toBe(`at most ${FILES_MAX} files`);
    const perFile = Math.ceil((DOCUMENTS_MAX + 1) / 20);
    const full = Array.from({ length: 20 }, (_, file) => ({
      path: `${file}.yaml`,
      text: Array.from({ length: perFile }, (_, index) => `{kind: team, name: t${file}_${index}}`).join(
        "\n---\n",
      ),
    }));
    const { documents, problems } = readDefinitionFiles(full);
    expect([documents.length, problems[0]?.expected]).toEqual([0, `at most ${DOCUMENTS_MAX} definitions`]);
  }, 30_000);

  test("aliases are followed, but not into the billions", () => {
    const text =
      "kind: entity\nname: airport\njoin_keys:\n  - &key {name: origin, type: string}\n  - {name: other, type: string}\ntags: &tags [a]\nsilence: []\n";
    expect(problemsIn(text)).toEqual([]);
    const levels = Array.from(
      { length: 9 },
      (_, level) => `a${level + 1}: &a${level + 1} [${Array(9).fill(`*a${level}`).join(", ")}]`,
    );
    const start = performance.now();
    const bomb = problemsIn(`kind: team\nname: ops\na0: &a0 [x]\n${levels.join("\n")}`);
    expect(bomb.join("\n")).toContain("too many aliases");
    expect(problemsIn("kind: team\nname: ops\nmembers: &m [*m]").length).toBeGreaterThan(0);
    expect(performance.now() - start).toBeLessThan(2000);
  });

  test.each([
    ["brackets", "[".repeat(500_000)],
    ["brackets in a document", `kind: team\nname: ${"[".repeat(2_000)}${"]".repeat(2_000)}`],
    ["dashes", "- ".repeat(100_000)],
    ["maps", Array.from({ length: 1_000 }, (_, depth) => `${" ".repeat(depth)}a:`).join("\n")],
    ["anchors", "&a ".repeat(50_000)],
    ["quotes", '"'.repeat(300_000)],
    ["questions", "? ".repeat(100_000)],
  ])(
    "deep or endless %s end in a problem",
    (_, text) => {
      expect(problemsIn(text).length).toBeGreaterThan(0);
    },
    30_000,
  );

  test("never fails, whatever the text", () => {
    const noise = fc
      .array(
        fc.constantFrom(
          "kind: team\n",
          "name: ops\n",
          "- ",
          "  ",
          "\t",
          ": ",
          "[",
          "]",
          "{",
          "}",
          "'",
          '"',
          "&a ",
          "*a ",
          "!x ",
          "---\n",
          "\n",
          "|\n",
          "? ",
          "#",
          ",",
          "%",
          "ü",
          "\r",
          "7",
        ),
        { maxLength: 40 },
      )
      .map((parts) => parts.join(""));
    fc.assert(
      fc.property(noise, (text) => {
        problemsIn(text);
      }),
      { numRuns: 500 },
    );
  });
});
