import { expect, expectAccessible, test } from "./fixtures";
import { applyProject, callApi, ownProject } from "./registry";

const FILES = [
  {
    path: "register.yaml",
    text: `kind: entity
name: airport
join_keys: [{name: origin, type: string}]
---
kind: source
name: airports
path: demo/airports.parquet
format: parquet
event_time: valid_from
timezone: UTC
---
kind: feature_group
name: profile
entity: airport
source: airports
features: [{name: city, type: string}]
---
kind: source
name: buoys
type: push
event_time: at
columns: [{name: origin, type: string}, {name: at, type: timestamp}, {name: level, type: float64}]
---
kind: feature_group
name: waves
entity: airport
source: buoys
event_time: at
features: [{name: level, type: float64}]
---
kind: source
name: flights
path: demo/flights/*.parquet
event_time: departed_at
timezone: UTC
---
kind: feature_group
name: busy
entity: airport
source: flights
emit: 1h
aggregations: [{name: "flights_{window}", fn: count, windows: [1h, 7d, 30d]}]
`,
  },
];

test("an interval is materialized from the page, watched, and computed again", async ({ page, signIn }) => {
  const project = ownProject();
  await applyProject(project, FILES, "Airports");
  await signIn("admin");
  await page.goto(`/p/${project}/groups/profile/data`);
  await page.getByRole("button", { name: "Materialize …" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("textbox", { name: "From" }).fill("soon");
  await dialog.getByRole("button", { name: "Start the run" }).click();
  await expect(dialog).toContainText("start");
  await dialog.getByRole("textbox", { name: "From" }).fill("1990-01-01");
  await dialog.getByRole("button", { name: "Start the run" }).click();
  await expect(page).toHaveURL(/\/materializations\/[0-9a-f-]{36}$/);
  await expect(page.getByText("✓ succeeded").first()).toBeVisible({ timeout: 30_000 });
  await expect(page.getByRole("table", { name: "Log of the run" })).toContainText("Done.");
  await expect(page.getByRole("table", { name: "Steps of the run" })).toContainText("not applicable");
  await expectAccessible(page);
  await page.goto(`/p/${project}/groups/profile/data`);
  const intervals = page.getByRole("table", { name: "Intervals of profile@v1" });
  await expect(intervals).toContainText("✓ computed");
  await expect(intervals).toContainText("missing");
  await expectAccessible(page);
  await page.getByRole("button", { name: "Compute missing and stale" }).click();
  await expect(page).toHaveURL(/\/materializations\/[0-9a-f-]{36}$/);
  await expect(page.getByText("✓ succeeded").first()).toBeVisible({ timeout: 30_000 });
  await page.goto(`/p/${project}/materializations`);
  await expect(
    page.getByRole("table", { name: /Materialization runs/ }).getByText("✓ succeeded"),
  ).toHaveCount(2);
});

test("a run that works is cancelled from its page and goes on from there", async ({ page, signIn }) => {
  const project = ownProject();
  await applyProject(project, FILES, "Airports");
  const now = Date.now();
  const at = (daysAgo: number) => new Date(now - daysAgo * 86_400_000).toISOString();
  const started = await callApi(`/projects/${project}/groups/busy/materializations`, {
    method: "POST",
    body: JSON.stringify({ start: at(150), end: at(1) }),
  });
  const { id } = (await started.json()) as { id: string };
  await signIn("admin");
  await page.goto(`/p/${project}/materializations/${id}`);
  await expect(page.getByText("running", { exact: true }).first()).toBeVisible({ timeout: 20_000 });
  const cancel = async () => {
    await page.getByRole("button", { name: "Cancel …" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Cancel", exact: true }).click();
    await expect(page.getByText("cancelled", { exact: true }).first()).toBeVisible({ timeout: 20_000 });
  };
  await cancel();
  await expectAccessible(page);
  await page.getByRole("button", { name: "Go on …" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Go on", exact: true }).click();
  await expect(page.getByRole("progressbar")).toBeVisible();
  await cancel();
});

test("a group whose rows are pushed says why it cannot be materialized, and offers nothing", async ({
  page,
  signIn,
}) => {
  const project = ownProject();
  await applyProject(project, FILES, "Airports");
  await signIn("admin");
  await page.goto(`/p/${project}/groups/waves/data`);
  await expect(page.getByRole("main")).toContainText(
    "cannot be materialized: the source buoys holds no files",
  );
  await expect(page.getByRole("button", { name: "Materialize …" })).toHaveCount(0);
});

test("a viewer watches a run of the demo and decides nothing", async ({ page, signIn }) => {
  await signIn("viewer");
  await page.goto("/p/flights/materializations");
  await page
    .getByRole("link", { name: /airport_departures/ })
    .first()
    .click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("Run of airport_departures");
  await expect(page.getByRole("button", { name: /Cancel|Go on/ })).toHaveCount(0);
  await page.goto("/p/flights/groups/airport_departures/data");
  await expect(page.getByRole("table", { name: /Intervals of airport_departures/ })).toContainText(
    "✓ computed",
  );
  await expect(page.getByRole("button", { name: "Materialize …" })).toHaveCount(0);
});
