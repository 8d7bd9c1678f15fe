import { fc, test } from "@fast-check/vitest";
import { describe, expect, it } from "vitest";
import { safeNextPath } from "./next-path";

const SITE = "https://asof.example.org";

describe("safeNextPath", () => {
  it.each(["/", "/p/flights", "/search?q=owner:ops+type:float64", "/p/flights/groups/airport_load#schema"])(
    "goes on to %s",
    (path) => expect(safeNextPath(path)).toBe(path),
  );

  it.each([
    undefined,
    null,
    "",
    ["/a"],
    "search",
    "//evil.example",
    "/\\evil.example",
    "/\t/evil.example",
    "https://evil.example",
    "javascript:alert(1)",
    "/sign-in",
    "/sign-in?next=/sign-in",
    `/${"a".repeat(2000)}`,
  ])("goes home instead of to %j", (path) => expect(safeNextPath(path)).toBe("/"));

  test.prop([
    fc.oneof(
      fc.webUrl(),
      fc.string({ unit: "binary" }).map((text) => `/${text}`),
      fc.string(),
    ),
  ])("never leaves the site", (next) => {
    expect(new URL(safeNextPath(next), SITE).origin).toBe(SITE);
  });
});
