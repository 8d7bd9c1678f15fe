import type { Page } from "@playwright/test";
import { expect, pressUntil, test } from "./fixtures";
import { enter, expectFocusTrapped, tabTo } from "./keys";

const FEATURES = ["airport_departures:*", "route_departures:*", "airport_profile:*"];
/** Enough rows and groups to be still running when somebody presses a button. */
const LARGE = `/p/flights/datasets/preview?features=${FEATURES.join(",")}&source=flights&sample=100000`;
const SMALL = "/p/flights/groups/airport_departures/preview";

test.beforeEach(async ({ signIn }) => signIn("contributor"));

/** Answers of the route that tells how far a run is; none may be an error. */
function watchRuns(page: Page): { states: string[]; failed: number[] } {
  const seen: { states: string[]; failed: number[] } = { states: [], failed: [] };
  page.on("response", async (response) => {
    if (!response.url().includes("/api/v1/previews/")) return;
    if (response.status() >= 400) seen.failed.push(response.status());
    if (response.request().method() !== "GET") return;
    const body: unknown = await response.json().catch(() => null);
    if (typeof body === "object" && body !== null && "phase" in body) seen.states.push(String(body.phase));
  });
  return seen;
}

test("a running preview says how far it is, and its rows follow", async ({ page }) => {
  test.slow();
  const runs = watchRuns(page);
  await page.goto(LARGE);
  await page.getByRole("button", { name: /Run preview/ }).click();
  await expect(page.getByRole("progressbar")).toBeVisible();
  await expect(page.getByRole("button", { name: "Cancel" })).toBeVisible();
  await expect(page.getByRole("grid", { name: "Preview rows" })).toBeVisible({ timeout: 60_000 });
  await expect(page.getByRole("progressbar")).toHaveCount(0);
  await expect(page.getByRole("main")).toContainText("100 000 rows");
  expect(runs.states.length, "the run was asked how far it is").toBeGreaterThan(0);
  expect(runs.failed).toEqual([]);
});

test("a running preview is cancelled: the page says so, shows no rows, and can run again", async ({
  page,
}) => {
  const runs = watchRuns(page);
  await page.goto(LARGE);
  await page.getByRole("button", { name: /Run preview/ }).click();
  await page.getByRole("button", { name: "Cancel" }).click();
  const note = page.getByRole("status").filter({ hasText: "Cancelled. Nothing was stored." });
  await expect(note).toBeVisible();
  await expect(note).toBeFocused();
  await expect(page.getByRole("grid")).toHaveCount(0);
  await expect(page.getByRole("progressbar")).toHaveCount(0);
  expect(runs.failed).toEqual([]);
  await page.getByLabel("Rows", { exact: true }).fill("100");
  await page.getByRole("button", { name: /Run preview/ }).click();
  await expect(page.getByRole("grid", { name: "Preview rows" })).toBeVisible({ timeout: 20_000 });
  await expect(note).toHaveCount(0);
});

test("a preview is asked for, cancelled and read with the keyboard alone", async ({ page }) => {
  await page.goto(LARGE);
  const note = page.getByRole("status").filter({ hasText: "Cancelled." });
  await pressUntil(page, ["Control+Enter"], (timeout) =>
    expect(page.getByRole("button", { name: "Cancel" })).toBeVisible({ timeout }),
  );
  await enter(page.getByRole("button", { name: "Cancel" }));
  await expect(note).toBeFocused();

  await page.goto(SMALL);
  const features = page.getByRole("checkbox", { name: "All features of airport_departures" });
  await tabTo(features);
  await page.keyboard.press("Space");
  await expect(features).not.toBeChecked();
  await tabTo(page.getByRole("checkbox", { name: /^delay / }));
  await page.keyboard.press("Space");
  await tabTo(page.getByRole("radio", { name: "Sample of a source" }));
  await page.keyboard.press("ArrowRight");
  await tabTo(page.getByRole("textbox", { name: /CSV/ }));
  await page.keyboard.insertText("origin,at\nATL,2026-11-01T12:00:00Z\nORD,2026-11-01T12:00:00Z\n");
  await page.keyboard.press("Control+Enter");
  const grid = page.getByRole("grid", { name: "Preview rows" });
  await expect(grid).toBeVisible();
  await expect(grid.getByRole("gridcell").filter({ hasText: /^(ATL|ORD)$/ })).toHaveText(["ATL", "ORD"]);

  const cell = grid.getByRole("row").nth(2).getByRole("gridcell").first();
  await tabTo(grid.locator("[tabindex='0']"));
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Home");
  await expect(cell).toBeFocused();
  await page.keyboard.press("End");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("region", { name: "Cell" })).toContainText("ORD");
  await page.keyboard.press("[");
  await expect(page.getByRole("region", { name: "Cell" })).toContainText("ATL");
  await page.keyboard.press("Escape");
  await expect(page.getByRole("region", { name: "Cell" })).toHaveCount(0);
  await expect(grid.locator(":focus")).toHaveCount(1);
});

test("what stands behind a result is opened and closed with the keyboard alone", async ({ page }) => {
  await page.goto(SMALL);
  await pressUntil(page, ["Control+Enter"], (timeout) =>
    expect(page.getByRole("grid")).toBeVisible({ timeout: 4 * timeout }),
  );
  for (const name of ["How it was joined", "Code"]) {
    const button = page.getByRole("button", { name });
    await enter(button);
    await expectFocusTrapped(page.getByRole("dialog"));
    await page.keyboard.press("Escape");
    await expect(page.getByRole("dialog")).toHaveCount(0);
    await expect(button).toBeFocused();
  }
  const csv = page.getByRole("button", { name: "CSV" });
  await enter(csv);
  await expect(page.getByRole("menuitem", { name: "Values", exact: true })).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(csv).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("menuitem", { name: "Values", exact: true })).toBeFocused();
  await page.keyboard.press("ArrowDown");
  const download = page.waitForEvent("download");
  await page.keyboard.press("Enter");
  expect((await download).suggestedFilename()).toMatch(/\.csv$/);
});
