import { describe, expect, it } from "vitest";
import { groupSnippets } from "./use-it";

describe("the code of a group", () => {
  const props = { publicUrl: "http://localhost:3000", project: "p", group: "g", features: ["g:a"] };

  it("is a preview where features can be joined", () => {
    const code = groupSnippets({ ...props, spine: { source: "s", time: "at" } });
    expect(code.map((one) => one.language)).toEqual(["cli", "curl", "python", "typescript"]);
    expect(code[1]?.code).toContain("/api/v1/projects/p/preview");
  });

  it("is its definition where they cannot", () => {
    for (const { language, code } of groupSnippets({ ...props, spine: null })) {
      if (language !== "cli") expect(code).toContain("http://localhost:3000/api/v1/projects/p/groups/g");
      expect(code).not.toContain("/preview");
    }
  });
});
