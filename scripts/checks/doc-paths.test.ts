import { expect, test } from "vitest";
import { citedPaths } from "./doc-paths.mjs";

test("paths are found in links and in code, and nothing else is taken for one", () => {
  const text = [
    "See [the map](../ARCHITECTURE.md#layers), [npm](https://npmjs.com), [above](#top).",
    "`lib/core/errors.ts:12`, `app/(app)/p/[project]/page.tsx`, `.ci/run`; but `npm start`, `lib/**`, `a/b`.",
  ].join("\n");
  expect(citedPaths(text, "docs/tour.md")).toEqual([
    "ARCHITECTURE.md",
    "lib/core/errors.ts",
    "app/(app)/p/[project]/page.tsx",
    ".ci/run",
  ]);
});
