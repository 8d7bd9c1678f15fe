import { expect, pressUntil, test } from "./fixtures";
import { enter, expectFocusTrapped, tabTo } from "./keys";
import { applyProject, ownProject } from "./registry";

const GROUP = "/p/flights/groups/airport_departures";

test.beforeEach(async ({ signIn }) => signIn("admin"));

test("the tabs of a group, a feature and back are reached with the keyboard alone", async ({ page }) => {
  await page.goto(GROUP);
  const tabs = page.getByRole("navigation", { name: "airport_departures" });
  for (const [label, path, sign] of [
    ["Versions", "/versions", "Compare"],
    ["Lineage", "/lineage", "What to show"],
    ["Preview", "/preview", "Spine"],
    ["Activity", "/activity", "added feature group"],
    ["Overview", "", "Use it"],
  ] as const) {
    await enter(tabs.getByRole("link", { name: label }));
    await expect(page).toHaveURL(new RegExp(`airport_departures${path}$`));
    await expect(tabs.getByRole("link", { name: label })).toHaveAttribute("aria-current", "page");
    const shown = page.getByText(sign).or(page.getByLabel(sign));
    await expect(shown.first()).toBeAttached();
  }
  await enter(page.locator("tr[data-row] .name").getByRole("link", { name: "delay", exact: true }));
  await expect(page).toHaveURL(/features\/delay$/);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("delay");
  await enter(
    page.getByRole("table", { name: "Versions that hold this feature" }).getByRole("link", { name: "v1" }),
  );
  await expect(page).toHaveURL(/versions\?version=1/);
});

test("versions are compared by form and by key", async ({ page }) => {
  await page.goto(`${GROUP}/versions`);
  await tabTo(page.getByLabel("From version"));
  await page.keyboard.type("v1");
  await tabTo(page.getByLabel("To version"));
  await page.keyboard.type("v2");
  await enter(page.getByRole("button", { name: "Compare" }));
  await expect(page).toHaveURL(/from=1&to=2/);
  await expect(page.getByRole("table", { name: "airport_departures, v1 to v2" })).toContainText("distance");
  await pressUntil(page, ["]"], (timeout) => expect(page).toHaveURL(/from=2&to=3/, { timeout }));
  const unchanged = page.locator("#unchanged-features");
  await pressUntil(page, ["e"], (timeout) => expect(unchanged).toHaveAttribute("open", "", { timeout }));
  await enter(page.getByRole("navigation", { name: "Versions" }).getByRole("link").first());
  await expect(page).toHaveURL(/version/);
});

test("lineage is walked as a picture and as a table with the keyboard alone", async ({ page }) => {
  await page.goto(`${GROUP}/lineage`);
  const picture = page.getByRole("region", { name: "Lineage of airport_departures" });
  await expect(picture.getByRole("link", { name: /flights source/ })).toBeVisible();
  await pressUntil(page, ["l"], (timeout) => expect(page).toHaveURL(/view=table/, { timeout }));
  const table = page.getByRole("table");
  const pairs = await table
    .locator("tbody tr")
    .evaluateAll((rows) =>
      rows.map((row) => [...row.querySelectorAll("td a")].map((link) => link.textContent)),
    );
  expect(pairs).toContainEqual(["flights", "airport_departures"]);
  await pressUntil(page, ["l"], (timeout) => expect(picture).toBeVisible({ timeout }));
  const nodes = await picture.getByRole("link").allTextContents();
  for (const name of pairs.flat())
    expect(
      nodes.some((node) => node.startsWith(name ?? "")),
      name ?? "",
    ).toBe(true);

  await tabTo(page.getByLabel("What to show"));
  await page.keyboard.type("late");
  await enter(page.getByRole("button", { name: "Show" }));
  await expect(page).toHaveURL(/feature=late/);
  const ofFeature = page.getByRole("region", { name: "Lineage of airport_departures:late" });
  await enter(ofFeature.getByRole("link", { name: /flights\.delay/ }));
  await expect(page).toHaveURL(/\/sources\/flights$/);
});

test("the whole project's lineage opens what its nodes stand for", async ({ page }) => {
  await page.goto("/p/flights/lineage");
  await enter(
    page.getByRole("region", { name: "Lineage of flights" }).getByRole("link", { name: /airport_region/ }),
  );
  await expect(page).toHaveURL(/\/groups\/airport_region$/);
});

test("a sample of a source is scrolled with the keyboard alone", async ({ page }) => {
  await page.setViewportSize({ width: 700, height: 800 });
  await page.goto("/p/flights/sources/flights");
  const rows = page.getByRole("region", { name: "Rows of flights" });
  await expect(rows.getByRole("row")).toHaveCount(21);
  await tabTo(rows);
  await page.keyboard.press("ArrowRight");
  await expect.poll(() => rows.evaluate((box) => box.scrollLeft)).toBeGreaterThan(0);
});

test("a lifecycle is changed with the keyboard alone, and the focus comes back", async ({ page }) => {
  const project = ownProject();
  const text = `kind: entity
name: buoy
join_keys: [{name: buoy, type: string}]
---
kind: source
name: reports
type: push
event_time: at
columns: [{name: buoy, type: string}, {name: at, type: timestamp}, {name: swell, type: float64}]
---
kind: feature_group
name: swells
entity: buoy
source: reports
event_time: at
features: [{name: swell, type: float64}]
`;
  await applyProject(project, [{ path: "buoys.yaml", text }], "Buoys");
  await page.goto(`/p/${project}/groups/swells`);
  const button = page.getByRole("button", { name: "Lifecycle…" });
  const dialog = page.getByRole("dialog");
  await enter(button);
  await expectFocusTrapped(dialog);
  await page.keyboard.press("Escape");
  await expect(dialog).toBeHidden();
  await expect(button).toBeFocused();

  await page.keyboard.press("Enter");
  await tabTo(dialog.getByRole("radio", { name: /active \(now\)/ }));
  await page.keyboard.press("ArrowDown");
  await expect(dialog.getByRole("radio", { name: /^deprecated/ })).toBeChecked();
  await tabTo(dialog.getByLabel(/^Why/));
  await page.keyboard.type("The buoys were taken in");
  await page.keyboard.press("Control+Enter");
  await expect(dialog).toBeHidden();
  await expect(page.getByRole("main").locator("header")).toContainText("deprecated");
  await expect(button).toBeFocused();
});

test("a past moment is chosen and left again with the keyboard alone", async ({ page }) => {
  await page.goto("/p/flights");
  await enter(page.getByRole("button", { name: "As of…" }));
  const moment = page.getByLabel("Show this as it was on");
  await tabTo(moment);
  await enter(page.getByRole("button", { name: "Show", exact: true }));
  await expect(page).toHaveURL(/at=/);
  await enter(page.getByRole("link", { name: "Back to now" }));
  await expect(page).toHaveURL(/\/p\/flights$/);
});
