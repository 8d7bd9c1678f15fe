import { describe, expect, it } from "vitest";
import { renderProblems } from "./problems";
import { styleOf } from "./style";

const FILES = [{ path: "groups/load.yaml", text: "kind: feature_group\nname: load\n\ttype: flaot64\n" }];

describe("problems", () => {
  it("are printed as a compiler prints them, the caret under the right character", () => {
    const text = renderProblems(
      [
        {
          path: "features.0.type",
          message: '"flaot64" is not a type.',
          expected: "float64",
          file: "groups/load.yaml",
          line: 3,
          column: 8,
        },
      ],
      FILES,
      styleOf(false),
    );
    expect(text.split("\n")).toEqual([
      'groups/load.yaml:3:8: error: features.0.type: "flaot64" is not a type.',
      "  3 |  type: flaot64",
      "    |        ^",
      "  expected float64",
      "",
      "1 problem in 1 file",
      "",
    ]);
  });

  it("stand without a file, with a line that is not there, and without an expectation", () => {
    const text = renderProblems(
      [
        { path: "", message: "Nothing fits." },
        { path: "name", message: "Is taken.", file: "groups/load.yaml", line: 99, column: 1 },
        { path: "x", message: "Is gone.", file: "other.yaml" },
      ],
      FILES,
      styleOf(false),
    );
    expect(text).toContain("error: Nothing fits.\n");
    expect(text).toContain("groups/load.yaml:99:1: error: name: Is taken.\n");
    expect(text).toContain("other.yaml: error: x: Is gone.\n");
    expect(text).toContain("3 problems in 2 files");
  });
});
