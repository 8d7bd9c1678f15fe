import { expect, test } from "vitest";
import { isCurrent, navFor, projectAt } from "./catalog-nav";

const PROJECTS = [{ name: "flights", counts: { groups: 11 } }, { name: "payments" }];

test("the sidebar belongs to the project that the path names, else to the fallback, else to the first", () => {
  expect(projectAt("/p/payments/groups", PROJECTS, "flights")?.name).toBe("payments");
  expect(projectAt("/search", PROJECTS, "payments")?.name).toBe("payments");
  expect(projectAt("/p/unknown", PROJECTS, null)?.name).toBe("flights");
  expect(projectAt("/", [], null)).toBeNull();
});

test("without a project only what needs none is offered", () => {
  expect(navFor(null).flatMap((group) => group.items.map((item) => item.label))).toEqual(["Home", "Search"]);
});

test("counts stand beside their own section and unknown ones are left out", () => {
  const items = navFor(PROJECTS[0] ?? null).flatMap((group) => group.items);
  expect(items.find((item) => item.label === "Feature groups")).toMatchObject({
    href: "/p/flights/groups",
    count: 11,
  });
  expect(items.find((item) => item.label === "Features")?.count).toBeUndefined();
});

test("every place has keys of its own", () => {
  const keys = navFor(PROJECTS[0] ?? null).flatMap((group) => group.items.map((item) => item.keys));
  expect(new Set(keys).size).toBe(keys.length);
});

test("an item is current on its page and on pages below it, Home only on its own", () => {
  expect(isCurrent("/p/f/groups", "/p/f/groups/a/versions")).toBe(true);
  expect(isCurrent("/p/f/groups", "/p/f/groups-old")).toBe(false);
  expect(isCurrent("/", "/search")).toBe(false);
  expect(isCurrent("/p/f/datasets", "/p/f/datasets/delays@v2")).toBe(true);
  expect(isCurrent("/p/f/datasets", "/p/f/datasets/preview")).toBe(false);
});
