import { expect, test } from "./fixtures";

const SPINE = `origin,at,is_late
ATL,2026-11-01T12:00:00Z,1
ATL,2026-11-01T12:00:00Z,0
QQQ,2026-11-01T12:00:00Z,0
`;

test("a dataset is counted, built, verified and loaded, from its own file", async ({ page, signIn }) => {
  await signIn("contributor");
  await page.goto("/p/flights/datasets/new");
  const name = `browser_${Date.now()}`;
  await page.getByRole("checkbox", { name: /^delay / }).first().check();
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
  await signIn("contributor");
  await page.goto("/p/flights/datasets/new");
  await page.getByRole("button", { name: "Show coverage" }).click();
  await expect(page.getByRole("alert").filter({ hasText: "Nothing was sent." })).toBeVisible();
  await expect(page.getByText("Choose at least one feature or a service.").first()).toBeVisible();
});
