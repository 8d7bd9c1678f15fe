import { expect, test } from "./fixtures";
import { applyProject, ownProject } from "./registry";

const FILES = [
  {
    path: "tide.yaml",
    text: `kind: entity
name: gauge
join_keys: [{name: gauge, type: string}]
---
kind: source
name: readings
type: push
event_time: at
columns: [{name: gauge, type: string}, {name: at, type: timestamp}, {name: level, type: float64}]
---
kind: feature_group
name: tides
entity: gauge
source: readings
event_time: at
features: [{name: level, type: float64, unit: metres}]
`,
  },
];

/** A project of the test's own, with one group. */
async function openTides(): Promise<string> {
  const project = ownProject();
  await applyProject(project, FILES, "Tides");
  return project;
}

test("a lifecycle change shows on the group, in its activity and in lists, and not in the past", async ({
  page,
  signIn,
}) => {
  const project = await openTides();
  const group = `/p/${project}/groups/tides`;
  const note = "Use the buoys instead";
  await signIn("admin");
  await page.goto(group);
  const past = await page.evaluate(() => new Date().toISOString());
  await page.getByRole("button", { name: "Lifecycle…" }).click();
  const dialog = page.getByRole("dialog", { name: "Lifecycle of tides" });
  await expect(dialog.getByRole("radio", { name: /active \(now\)/ })).toBeChecked();
  await dialog.getByRole("radio", { name: /^deprecated/ }).check();
  await dialog.getByLabel(/^Why/).fill(note);
  await dialog.getByRole("button", { name: "Move to deprecated" }).click();
  await expect(dialog).toBeHidden();
  const head = page.getByRole("main").locator("header");
  await expect(head).toContainText("deprecated");

  await page.getByRole("link", { name: "Activity" }).last().click();
  await expect(page.getByRole("main")).toContainText(
    /Mira Okafor moved from active to deprecated: feature group tides/,
  );
  await expect(page.getByRole("main")).toContainText(note);
  await page.goto(`/p/${project}/groups?lifecycle=deprecated`);
  await expect(page.getByRole("row", { name: /tides/ })).toBeVisible();

  await page.goto(`${group}?at=${past}`);
  await expect(page.getByRole("region", { name: "The past" })).toBeVisible();
  await expect(head).not.toContainText("deprecated");
  await expect(page.getByRole("button", { name: "Lifecycle…" })).toHaveCount(0);
  await page.getByRole("link", { name: "Back to now" }).click();
  await expect(head).toContainText("deprecated");
});

test("the frame around a page of the past stays in the past", async ({ page, signIn }) => {
  const project = await openTides();
  await signIn("admin");
  await page.goto(`/p/${project}`);
  const past = await page.evaluate(() => new Date().toISOString());
  await page.goto(`/p/${project}/lineage?at=${past}`);
  const stays = new RegExp(`at=${encodeURIComponent(past)}`);
  const sidebar = page.getByRole("navigation", { name: "Main" });
  for (const name of [/^Feature groups/, /^Activity/, /^Lineage/]) {
    await sidebar.getByRole("link", { name }).click();
    await expect(page).toHaveURL(stays);
  }
  await page.getByRole("link", { name: "As a table" }).click();
  await expect(page).toHaveURL(/view=table/);
  await expect(page).toHaveURL(stays);
  await page.getByRole("table").getByRole("link", { name: "tides" }).click();
  await expect(page).toHaveURL(stays);
  await page.getByRole("navigation", { name: "Breadcrumbs" }).getByRole("link", { name: project }).click();
  await expect(page).toHaveURL(stays);
  await page.getByRole("searchbox", { name: /Search features/ }).fill("tides");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/search/);
  await expect(page).toHaveURL(stays);
  await page.getByRole("link", { name: "Back to now" }).click();
  await expect(page).not.toHaveURL(/at=/);
});

test("a change that somebody else made meanwhile is told in place, and nothing is lost", async ({
  openBrowser,
}) => {
  const project = await openTides();
  const [mine, theirs] = [await openBrowser("admin"), await openBrowser("admin")];
  for (const page of [mine, theirs]) {
    await page.goto(`/p/${project}/groups/tides`);
    await page.getByRole("button", { name: "Lifecycle…" }).click();
  }
  await theirs.getByRole("radio", { name: /^retired/ }).check();
  await theirs.getByRole("button", { name: "Move to retired" }).click();
  await expect(theirs.getByRole("dialog")).toBeHidden();
  await mine.getByRole("radio", { name: /^draft/ }).check();
  await mine.getByLabel(/^Why/).fill("Not ready");
  await mine.getByRole("button", { name: "Move to draft" }).click();
  await expect(mine.getByRole("dialog").getByRole("alert")).toContainText(
    "Somebody changed the lifecycle meanwhile",
  );
  await expect(mine.getByRole("radio", { name: /retired \(now\)/ })).toBeVisible();
  await expect(mine.getByLabel(/^Why/)).toHaveValue("Not ready");
  await mine.getByRole("button", { name: "Move to draft" }).click();
  await expect(mine.getByRole("dialog")).toBeHidden();
  await expect(mine.getByRole("main").locator("header")).toContainText("draft");
});
