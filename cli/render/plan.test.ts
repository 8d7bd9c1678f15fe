import { describe, expect, it } from "vitest";
import type { Plan } from "@/lib/contracts/api/definitions";
import { renderPlan } from "./plan";
import { renderPlanMarkdown } from "./plan-markdown";
import type { PlannedChange } from "./plan-words";
import { styleFor, styleOf } from "./style";

const CHANGE: PlannedChange = {
  kind: "feature_group",
  name: "airport_load",
  action: "new_version",
  version: 3,
  level: "breaking",
  fields: [
    { path: "ttl", from: "7d", to: "14d" },
    { path: "features.delay.type", from: "float64", to: "float32" },
    { path: "features.gate", from: null, to: "string" },
    { path: "features.seats", from: "int64", to: null },
  ],
  rule_ids: ["type-float-narrowed"],
  findings: [
    { rule: "type-float-narrowed", path: "features.delay.type", explanation: "Values lose digits." },
  ],
  is_consequence: false,
};

const PLAN: Plan = {
  changes: [
    {
      ...CHANGE,
      kind: "entity",
      name: "airport",
      action: "create",
      version: null,
      level: null,
      fields: [],
      findings: [],
      rule_ids: [],
    },
    CHANGE,
    {
      ...CHANGE,
      name: "old",
      action: "retire",
      version: null,
      level: null,
      fields: [],
      findings: [],
      rule_ids: [],
    },
  ],
  unchanged: [{ kind: "team", name: "ops" }],
  warnings: [
    {
      rule: "no-owner",
      kind: "entity",
      name: "airport",
      path: "owner",
      message: "Nobody owns it.",
      file: "a.yaml",
      line: 3,
    },
  ],
  not_in_files: [{ kind: "source", name: "leftover" }],
  gate: "pass",
};

const render = (plan: Plan) => renderPlan("flights", plan, { style: styleOf(false), isPruned: false });

describe("a plan on a terminal", () => {
  it("says what happens to each object by a character, not by colour alone, and each field old → new", () => {
    const lines = render(PLAN).split("\n");
    expect(lines[0]).toBe(
      "Plan for flights: 1 to create, 1 new version (1 breaking), 1 to retire, 1 unchanged",
    );
    expect(lines).toContain("  + entity airport  create");
    expect(lines).toContain("  ! feature group airport_load  new version v3, breaking");
    expect(lines).toContain("  - feature group old  retire");
    expect(lines).toContain("      ttl                  7d → 14d");
    expect(lines).toContain("      features.delay.type  float64 → float32");
    expect(lines).toContain("      features.gate        + string");
    expect(lines).toContain("      features.seats       - int64");
    expect(lines).toContain("      type-float-narrowed Values lose digits.");
  });

  it("shows warnings where they stand with their rule, and what files leave out", () => {
    expect(render(PLAN)).toContain("  a.yaml:3: warning: entity airport: Nobody owns it. [no-owner]");
    expect(render(PLAN)).toContain("  source leftover");
    expect(renderPlan("flights", PLAN, { style: styleOf(false), isPruned: true })).not.toContain("leftover");
  });

  it("says so when there is nothing to do", () => {
    const nothing = { ...PLAN, changes: [], unchanged: [], warnings: [], not_in_files: [] };
    expect(render(nothing)).toBe("Plan for flights: nothing to change\n");
  });

  it("lets no value move the cursor or colour the screen", () => {
    const evil = { ...CHANGE, fields: [{ path: "description", from: "\u001b[2J", to: "a\r\nb\u202e" }] };
    // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what must not be there
    expect(render({ ...PLAN, changes: [evil] })).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e]/);
  });

  it("is coloured on terminals only, and never when NO_COLOR is set", () => {
    const terminal = { in: true, out: true, err: true };
    const none = { in: false, out: false, err: false };
    expect(styleFor({ env: {}, isTerminal: terminal }, "out").red("x")).toBe("\u001b[31mx\u001b[39m");
    expect(styleFor({ env: {}, isTerminal: none }, "out").red("x")).toBe("x");
    expect(styleFor({ env: { NO_COLOR: "1" }, isTerminal: terminal }, "out").red("x")).toBe("x");
    expect(styleFor({ env: { TERM: "dumb" }, isTerminal: terminal }, "out").red("x")).toBe("x");
  });
});

describe("a plan as a comment", () => {
  it("has a table of changes, folded fields, reasons and warnings", () => {
    const text = renderPlanMarkdown("flights", PLAN);
    expect(text).toContain("### Asof plan for `flights`");
    expect(text).toContain("| `!` | `feature group airport_load` | new version v3, breaking |");
    expect(text).toContain("<details><summary>Fields (4)</summary>");
    expect(text).toContain("| `feature group airport_load` | `features.gate` |  | `string` |");
    expect(text).toContain("| `no-owner` | `a.yaml:3` | Nobody owns it. |");
  });

  it("lets nothing of a definition become markup", () => {
    const evil = "`x` | </details><img src=x> @everyone [a](http://b)";
    const change = { ...CHANGE, fields: [{ path: "description", from: null, to: evil }] };
    const warning = { rule: "no-owner", kind: "entity" as const, name: "airport", path: "", message: evil };
    const text = renderPlanMarkdown("flights", { ...PLAN, changes: [change], warnings: [warning] });
    const outsideCode = text.replace(/(`+)[\s\S]*?[^`]\1(?!`)/g, "");
    expect(outsideCode).not.toMatch(/<img|@everyone|\[a\]\(/);
    for (const line of text.split("\n").filter((each) => each.startsWith("| `"))) {
      expect(line.replaceAll("\\|", "").split("|").length, line).toBeLessThanOrEqual(6);
    }
  });

  it("fits into a comment, however much changes", () => {
    const fields = Array.from({ length: 5000 }, (_, i) => ({
      path: `features.f${i}.type`,
      from: "int32",
      to: "int64",
    }));
    const text = renderPlanMarkdown("flights", { ...PLAN, changes: [{ ...CHANGE, fields }] });
    expect(text.length).toBeLessThan(65_536);
    expect(text).toContain("run `asof plan`");
  });
});
