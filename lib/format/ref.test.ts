import { expect, test } from "vitest";
import { featureRefText, initials, versionText } from "./ref";

test("a reference is written as people type it, with the version only when pinned", () => {
  expect(featureRefText("airport_load", "mean_delay_7d")).toBe("airport_load:mean_delay_7d");
  expect(featureRefText("airport_load", "mean_delay_7d", 2)).toBe("airport_load@v2:mean_delay_7d");
  expect(versionText(3)).toBe("v3");
});

test.each([
  ["Ada Lovelace", "AL"],
  ["ops_analytics", "OA"],
  ["ada@example.org", "AE"],
  ["ml", "ML"],
  ["", ""],
  ["😀 smile", "😀S"],
])("the initials of %j are %j", (name, letters) => {
  expect(initials(name)).toBe(letters);
});
