import type { Locator, Page } from "@playwright/test";
import { expect, expectAccessibleInBothSchemes, expectNoSidewaysScroll, test } from "./fixtures";

const OPEN = "dialog[open], [popover]:popover-open";

/** Opens what floats above the page; it is accessible, fits, and Escape puts it away and the focus back. */
async function expectGoodLayer(page: Page, opener: Locator): Promise<void> {
  const layer = page.locator(OPEN);
  await expect(async () => {
    if ((await layer.count()) === 0) await opener.click({ timeout: 2_000 });
    await expect(layer).toBeVisible({ timeout: 1_000 });
  }).toPass();
  await expectNoSidewaysScroll(page);
  await expectAccessibleInBothSchemes(page, OPEN);
  await page.keyboard.press("Escape");
  await expect(layer).toHaveCount(0);
  await expect(opener).toBeFocused();
}

for (const [path, buttons] of [
  ["/settings", ["Sign out everywhere …"]],
  ["/settings/people", ["Invite", "View"]],
  ["/settings/tokens", ["Create token"]],
  ["/teams/ml_platform", ["Add member …"]],
  ["/p/flights", ["As of…"]],
  ["/p/flights/groups/airport_departures", ["Lifecycle…", "View"]],
] as const) {
  test(`${buttons.join(" and ")} on ${path} opens above the page and closes again`, async ({
    page,
    signIn,
  }) => {
    await signIn("admin");
    await page.goto(path);
    for (const name of buttons) {
      await expectGoodLayer(page, page.getByRole("main").getByRole("button", { name, exact: true }).first());
    }
  });
}

test("what can be done with somebody is confirmed above the page", async ({ page, signIn }) => {
  await signIn("admin");
  await page.goto("/settings/people");
  await page.getByRole("link", { name: "Vera Lang" }).click();
  for (const name of ["Make admin …", "Disable …"]) {
    await expectGoodLayer(page, page.getByRole("button", { name }));
  }
});

async function runPreview(page: Page): Promise<Locator> {
  await page.goto("/p/flights/groups/airport_departures/preview");
  await page.getByRole("button", { name: /Run preview/ }).click();
  const grid = page.getByRole("grid", { name: "Preview rows" });
  await expect(grid).toBeVisible({ timeout: 20_000 });
  return grid;
}

test("the rows of a preview, and a look into one cell, fit and are accessible", async ({ page, signIn }) => {
  test.slow();
  await signIn("contributor");
  const grid = await runPreview(page);
  await grid.getByRole("gridcell").nth(3).click();
  await expect(page.getByRole("region", { name: "Cell" })).toBeVisible();
  await expectNoSidewaysScroll(page);
  await expectAccessibleInBothSchemes(page);
});

test("what opens from the rows of a preview stands above the page and closes again", async ({
  page,
  signIn,
}) => {
  test.slow();
  await signIn("contributor");
  await runPreview(page);
  for (const name of ["How it was joined", "Code", "CSV"]) {
    await expectGoodLayer(page, page.getByRole("button", { name }));
  }
});

test("the sidebar or its menu opens above the page and closes again", async ({ page, signIn, isMobile }) => {
  await signIn("viewer");
  await page.goto("/p/flights/features");
  if (isMobile) {
    await expectGoodLayer(page, page.getByRole("button", { name: "Open the sidebar" }));
    await expectGoodLayer(page, page.getByRole("button", { name: "Filters" }));
  } else {
    await expectGoodLayer(page, page.getByRole("button", { name: "Vera Lang" }));
    await expectGoodLayer(page, page.getByRole("button", { name: /Go anywhere/ }));
  }
});
