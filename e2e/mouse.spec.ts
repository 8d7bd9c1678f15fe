import type { Page } from "@playwright/test";
import { expect, test } from "./fixtures";

test.beforeEach(async ({ signIn }) => signIn("admin"));

const title = (page: Page) => page.getByRole("heading", { level: 1 });

test("every section of the catalog is one click away, and each lists what opens with another", async ({
  page,
}) => {
  await page.goto("/");
  const sidebar = page.getByRole("navigation", { name: "Main" });
  for (const [section, thing] of [
    ["Entities", "airport"],
    ["Feature groups", "airport_departures"],
    ["Features", "mean_delay_7d"],
    ["Sources", "states"],
    ["Services", "departure_delay"],
    ["Owners", "ops_analytics"],
  ] as const) {
    await sidebar.getByRole("link", { name: new RegExp(`^${section}`) }).click();
    await expect(title(page)).toHaveText(section);
    await page.getByRole("table").getByRole("link", { name: thing, exact: true }).first().click();
    await expect(title(page)).toHaveText(thing);
    await page.goBack();
    await expect(title(page)).toHaveText(section);
  }
  for (const section of ["Search", "Preview", "Consumers", "Versions", "Lineage", "Activity", "Home"]) {
    await sidebar.getByRole("link", { name: new RegExp(`^${section}`) }).click();
    await expect(title(page)).toHaveText(section);
    await expect(sidebar.getByRole("link", { name: new RegExp(`^${section}`) })).toHaveAttribute(
      "aria-current",
      "page",
    );
  }
});

test("account, tokens and people are reached from the person's own menu", async ({ page }) => {
  await page.goto("/");
  await page.getByRole("button", { name: "Mira Okafor" }).click();
  await page.getByRole("link", { name: "Your page" }).click();
  await expect(title(page)).toHaveText("Mira Okafor");
  await page.getByRole("link", { name: "Manage" }).click();
  await expect(page).toHaveURL(/\/settings\/people\//);
  await page.getByRole("button", { name: "Mira Okafor" }).click();
  await page.locator("#person-menu").getByRole("link", { name: "Settings" }).click();
  const tabs = page.getByRole("navigation", { name: "Settings" });
  for (const [tab, heading] of [
    ["API tokens", "API tokens"],
    ["People", "People"],
    ["Your account", "Your account"],
  ] as const) {
    await tabs.getByRole("link", { name: tab }).click();
    await expect(title(page)).toHaveText(heading);
  }
});

test("a table is sorted, narrowed, selected and exported by mouse", async ({ page }) => {
  await page.goto("/p/flights/features");
  const table = page.getByRole("table", { name: "Features" });
  const rows = table.locator("tbody tr");
  await page
    .getByRole("region", { name: "Value type" })
    .getByRole("link", { name: /^float64/ })
    .click();
  await expect(page).toHaveURL(/type=float64/);
  await expect(rows.first()).toContainText("float64");
  await table.getByRole("columnheader", { name: "Name" }).getByRole("link").click();
  await expect(table.getByRole("columnheader", { name: "Name" })).toHaveAttribute("aria-sort", "descending");

  await rows.nth(0).getByRole("checkbox").check();
  await rows
    .nth(2)
    .getByRole("checkbox")
    .click({ modifiers: ["Shift"] });
  const bar = page.getByRole("region", { name: "Selected rows" });
  await expect(bar).toContainText("3 selected");
  const download = page.waitForEvent("download");
  await bar.getByRole("button", { name: "CSV" }).click();
  expect((await download).suggestedFilename()).toMatch(/\.csv$/);
  await bar.getByRole("button", { name: "Clear the selection" }).click();
  await expect(bar).toBeHidden();

  await page.getByRole("button", { name: "View" }).click();
  await page.getByRole("checkbox", { name: "Unit", exact: true }).uncheck();
  await expect(table.getByRole("columnheader", { name: "Unit" })).toHaveCount(0);
  await page.getByRole("button", { name: "Back to the page’s own view" }).click();
  await expect(table.getByRole("columnheader", { name: "Unit" })).toBeVisible();
});

test("a column is made wider by dragging its edge, and remembered", async ({ page }) => {
  await page.goto("/p/flights/owners");
  const head = page.getByRole("table").getByRole("columnheader", { name: "Members" });
  const before = await head.boundingBox();
  if (!before) throw new Error("the column is not on the page");
  const [x, y] = [before.x + before.width - 2, before.y + before.height / 2];
  await expect(async () => {
    await page.mouse.move(x, y);
    await page.mouse.down();
    await page.mouse.move(x + 60, y, { steps: 4 });
    await page.mouse.up();
    expect((await head.boundingBox())?.width).toBeGreaterThan(before.width + 40);
  }).toPass();
  await page.reload();
  await expect.poll(async () => (await head.boundingBox())?.width).toBeGreaterThan(before.width + 40);
});
