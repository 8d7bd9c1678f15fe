import { expect, test } from "vitest";
import { openTab } from "./tabs";

const TABS = ["/p/f/groups/a", "/p/f/groups/a/versions", "/p/f/groups/a/lineage?view=table"].map((href) => ({
  href,
  label: href,
}));

test("the tab of the page's own path is open", () => {
  expect(openTab(TABS, "/p/f/groups/a/versions")).toBe("/p/f/groups/a/versions");
});

test("a page below a tab keeps that tab open, not its parent", () => {
  expect(openTab(TABS, "/p/f/groups/a/versions/2")).toBe("/p/f/groups/a/versions");
});

test("a page without a tab of its own falls to the nearest parent", () => {
  expect(openTab(TABS, "/p/f/groups/a/features/x")).toBe("/p/f/groups/a");
});

test("a query in a tab's address does not matter for which tab is open", () => {
  expect(openTab(TABS, "/p/f/groups/a/lineage")).toBe("/p/f/groups/a/lineage?view=table");
});

test("names that only begin alike are different pages", () => {
  expect(openTab(TABS, "/p/f/groups/abc")).toBeUndefined();
});
