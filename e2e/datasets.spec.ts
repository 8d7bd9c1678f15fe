import type { Locator } from "@playwright/test";
import { expect, test } from "./fixtures";
import { enter, tabTo, typeInto } from "./keys";

const SPINE = `origin,at,is_late
ATL,2026-11-01T12:00:00Z,1
ATL,2026-11-01T12:00:00Z,0
QQQ,2026-11-01T12:00:00Z,0
`;

test("a dataset is counted, built, verified and loaded, from its own file", async ({ page, signIn }) => {
  test.slow();
  await signIn("contributor");
  await page.goto("/p/flights/datasets/new");
  const name = `browser_${Date.now()}`;
  await page
    .getByRole("checkbox", { name: /^delay / })
    .first()
    .check();
  await page
    .getByLabel("CSV or Parquet file")
    .setInputFiles({ name: "spine.csv", mimeType: "text/csv", buffer: Buffer.from(SPINE) });
  await page.getByLabel("Time column").fill("at");
  await page.getByLabel(/Label column/).fill("is_late");
  await page.getByLabel("Name of the dataset").fill(name);
  await page.getByRole("button", { name: "Show coverage" }).click();
  await expect(page.getByText("3 spine rows joined.")).toBeVisible({ timeout: 60_000 });
  await page.getByRole("button", { name: "Build dataset" }).click();
  await expect(page.getByRole("heading", { level: 1, name })).toBeVisible({ timeout: 60_000 });
  await expect(page.getByRole("heading", { name: "Certificate" })).toBeVisible({ timeout: 120_000 });
  await page.getByRole("tab", { name: "polars" }).click();
  await expect(page.getByText("pl.read_parquet").first()).toBeVisible();
  const download = page.waitForEvent("download");
  await page.getByRole("link", { name: "Download the file" }).click();
  expect((await download).suggestedFilename()).toBe("part-00000-of-00001.parquet");
  await page.getByRole("button", { name: "Verify" }).click();
  await expect(page.getByText("The same inputs gave the same rows and the same bytes.")).toBeVisible({
    timeout: 120_000,
  });
});

test("what is wrong is named at its field, and nothing is built", async ({ page, signIn }) => {
  test.slow();
  await signIn("contributor");
  await page.goto("/p/flights/datasets/new");
  await page.getByRole("button", { name: "Show coverage" }).click();
  await expect(page.getByRole("alert").filter({ hasText: "Nothing was sent." })).toBeVisible();
  await expect(page.getByText("Choose at least one feature or a service.").first()).toBeVisible();
});

test("the demo's dataset was built by the worker, shows what proves it, and is verified with the keyboard alone", async ({
  page,
  signIn,
}) => {
  test.slow();
  await signIn("contributor");
  await page.goto("/p/flights/datasets");
  await enter(page.getByRole("link", { name: "late_departures" }).first());
  await expect(page.getByRole("heading", { level: 1, name: "late_departures" })).toBeVisible();
  await expect(page.getByRole("heading", { name: "Certificate" })).toBeVisible({ timeout: 60_000 });
  const coverage = page.getByRole("table", { name: "Coverage of each feature" });
  for (const column of ["airport_departures__delay_hours", "airport_load__mean_delay_7d"])
    await expect(coverage).toContainText(column);
  const statistics = page.getByRole("table", { name: "Statistics of each column" });
  await expect(statistics.getByRole("columnheader")).toHaveText(["Column", "train", "validation", "test"]);
  await enter(page.getByRole("link", { name: "Nulls" }));
  await expect(page).toHaveURL(/figure=nulls/);
  await enter(page.getByRole("button", { name: "Verify" }));
  await expect(page.getByText("The same inputs gave the same rows and the same bytes.").first()).toBeVisible({
    timeout: 120_000,
  });
});

test("a build shows how far it is, and is cancelled by a click; nothing of it is kept", async ({
  page,
  signIn,
}) => {
  test.slow();
  await signIn("contributor");
  await page.goto("/p/flights/datasets/new");
  const name = `stopped_${Date.now()}`;
  await page.getByRole("checkbox", { name: /^departures_30d/ }).check();
  await page.getByRole("radio", { name: "SELECT" }).click();
  await page
    .getByLabel("One SELECT over sources and groups")
    .fill("SELECT origin, departed_at AS at FROM flights");
  await page.getByLabel("Time column").fill("at");
  await page.getByLabel("Name of the dataset").fill(name);
  await page.getByRole("button", { name: "Build dataset" }).click();
  await expect(page.getByRole("heading", { level: 1, name })).toBeVisible({ timeout: 20_000 });
  await expect(page.getByRole("progressbar")).toBeVisible();
  await page.getByRole("button", { name: "Cancel", exact: true }).click();
  await expect(page.getByText("The build was cancelled")).toBeVisible();
});

test("a label that is counted is asked for with the keyboard alone; what is not mature is left out", async ({
  page,
  signIn,
}) => {
  test.slow();
  await signIn("contributor");
  await page.goto("/p/flights/datasets/new");
  await tabTo(page.getByRole("checkbox", { name: /^delay / }).first());
  await page.keyboard.press("Space");
  await tabTo(page.getByRole("radio", { name: "File" }));
  await page.keyboard.press("ArrowRight");
  const sql = "SELECT origin, departed_at AS at FROM flights WHERE minute(departed_at) = 30";
  await typeInto(page.getByLabel("One SELECT over sources and groups"), sql);
  await typeInto(page.getByLabel("Time column"), "at");
  await tabTo(page.getByRole("radio", { name: "Column of the spine" }));
  await page.keyboard.press("ArrowRight");
  await typeInto(page.getByLabel("Name of the label"), "departures_next_week");
  await choose(page.getByLabel("Events of"), "flights");
  await choose(page.getByLabel("Of the same"), "airport");
  await typeInto(page.getByLabel("Window after t"), "7d");
  await enter(page.getByRole("button", { name: "Show coverage" }));
  await expect(page.getByText(/spine rows? joined; left out: .* whose label is not known yet\./)).toBeVisible(
    {
      timeout: 60_000,
    },
  );
});

/** Chooses in a list by typing what it is called. */
async function choose(list: Locator, name: string) {
  await tabTo(list);
  await list.page().keyboard.type(name);
  await expect(list).toHaveValue(name);
}
