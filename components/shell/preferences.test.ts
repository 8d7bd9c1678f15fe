import { expect, test } from "vitest";
import { PREFERENCE_COOKIES, readPreferences } from "./preferences";

const from = (cookies: Record<string, string>) => readPreferences((name) => cookies[name]);

test("without cookies the system's theme, single keys and an open sidebar apply", () => {
  expect(from({})).toEqual({ theme: "system", singleKeys: true, sidebar: "open" });
});

test("what was chosen is read back", () => {
  const { theme, singleKeys, sidebar } = PREFERENCE_COOKIES;
  expect(from({ [theme]: "dark", [singleKeys]: "off", [sidebar]: "collapsed" })).toEqual({
    theme: "dark",
    singleKeys: false,
    sidebar: "collapsed",
  });
});

test("a cookie that somebody else wrote never reaches the page", () => {
  expect(from({ [PREFERENCE_COOKIES.theme]: '"><script>' }).theme).toBe("system");
});
