import { writeFile } from "node:fs/promises";
import type { Locator, Page } from "@playwright/test";
import { expect, expectAccessible, test } from "./fixtures";

const PREVIEW = "/p/flights/groups/airport_departures/preview";
const MEGABYTE = 1024 * 1024;

test.beforeEach(async ({ signIn }) => signIn("contributor"));

async function paste(page: Page, csv: string): Promise<Locator> {
  await page.getByText("Pasted CSV").click();
  const field = page.getByRole("textbox", { name: /CSV/ });
  await field.fill(csv);
  return field;
}

/** The radio of the same name stands above it. */
const fileInput = (page: Page) => page.locator("input[type=file]");

const run = (page: Page) => page.getByRole("button", { name: /Run preview/ }).click();

/** The sentence stands at the field, is tied to it, and the summary on top leads there. */
async function expectToldAt(page: Page, field: Locator, sentence: RegExp): Promise<void> {
  await expect(field).toHaveAccessibleDescription(sentence);
  const summary = page.locator("form").getByRole("alert");
  await expect(summary).toBeFocused();
  await summary.getByRole("link", { name: sentence }).click();
  await expect(field).toBeFocused();
  await expect(page.getByRole("button", { name: /Run preview/ })).toBeEnabled();
  await expect(page.getByRole("grid")).toHaveCount(0);
  await expectAccessible(page, "form#preview-form");
}

for (const [what, csv, sentence] of [
  ["an empty spine", "origin,at\n", /CSV is empty|no rows/i],
  ["a join key that is missing", "airport,at\nATL,2026-11-01T12:00:00Z\n", /join key origin is missing/],
  [
    "a wrong number of fields",
    "origin,at\nATL,2026-11-01T12:00:00Z\nORD\n",
    /Row 2 has 1 field. Expected: 2 fields/,
  ],
  ["a NUL character", "origin,at\nA\u0000L,2026-11-01T12:00:00Z\n", /NUL/],
  ["a column that is there twice", "origin,at,origin\nATL,2026-11-01T12:00:00Z,ORD\n", /origin/],
  ["a time that is none", "origin,at\nATL,yesterday\n", /Row 1: "yesterday" is not a time/],
] as const) {
  test(`pasted CSV with ${what} is refused in a sentence at the field`, async ({ page }) => {
    await page.goto(PREVIEW);
    const field = await paste(page, csv);
    await run(page);
    await expectToldAt(page, field, sentence);
  });
}

test("pasted CSV with times that carry no zone is refused in a sentence at the zone", async ({ page }) => {
  await page.goto(PREVIEW);
  await paste(page, "origin,at\nATL,2026-11-01 12:00:00\n");
  await run(page);
  await expectToldAt(page, page.getByLabel("Time zone"), /no time zone/);
  await page.getByLabel("Time zone").fill("America/New_York");
  await run(page);
  await expect(page.getByRole("grid", { name: "Preview rows" })).toBeVisible();
});

test("a file with a wrong number of fields is refused in a sentence at the field", async ({ page }) => {
  await page.goto(PREVIEW);
  await page.getByText("CSV file", { exact: true }).click();
  const buffer = Buffer.from("origin,at\nATL,2026-11-01T12:00:00Z,surplus\n");
  await fileInput(page).setInputFiles({ name: "spine.csv", mimeType: "text/csv", buffer });
  await run(page);
  await expectToldAt(
    page,
    page.getByRole("group", { name: "CSV: spine.csv" }),
    /Row 1 has 3 fields. Expected: 2 fields/,
  );
});

test("a file that is not UTF-8 is refused in a sentence at the field", async ({ page }) => {
  await page.goto(PREVIEW);
  await page.getByText("CSV file", { exact: true }).click();
  const buffer = Buffer.from("origin,at\nZ\u00fcrich,2026-11-01T12:00:00Z\n", "latin1");
  await fileInput(page).setInputFiles({ name: "latin.csv", mimeType: "text/csv", buffer });
  await run(page);
  await expectToldAt(page, page.getByRole("group", { name: "CSV: latin.csv" }), /UTF-8/);
});

test("more than 20 MB are refused before anything is sent, as a file and as a paste", async ({
  page,
}, testInfo) => {
  const sent: number[] = [];
  page.on("request", (request) => {
    if (request.method() === "POST") sent.push(request.postDataBuffer()?.byteLength ?? 0);
  });
  await page.goto(PREVIEW);
  await page.getByText("CSV file", { exact: true }).click();
  const file = fileInput(page);
  const path = testInfo.outputPath("large.csv");
  await writeFile(path, Buffer.alloc(20 * MEGABYTE + 1, "x"));
  await file.setInputFiles(path);
  await expect(file).toHaveAccessibleDescription(/large\.csv holds 21\sMB; at most 20 MB are read/);

  await page.getByText("Pasted CSV").click();
  const field = page.getByRole("textbox", { name: /CSV/ });
  await field.evaluate((element, length) => {
    const data = new DataTransfer();
    data.setData("text/plain", `origin,at\n${"x".repeat(length)}`);
    element.dispatchEvent(
      new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }),
    );
  }, 20 * MEGABYTE);
  await expect(field).toHaveAccessibleDescription(/The paste holds 21\sMB; at most 20 MB are read/);
  await expect(field).toHaveValue("");
  expect(Math.max(0, ...sent)).toBeLessThan(MEGABYTE);
});

test("a feature that does not exist is named at the features", async ({ page }) => {
  await page.goto("/p/flights/datasets/preview?features=airport_departures:no_such_feature");
  await run(page);
  await expectToldAt(
    page,
    page.getByRole("group", { name: "Features" }).first(),
    /airport_departures has no feature no_such_feature/,
  );
});

test("a time column that does not exist is named at the time column", async ({ page }) => {
  await page.goto(`${PREVIEW}?time=no_such_column`);
  await run(page);
  await expectToldAt(page, page.getByLabel("Time column"), /no_such_column/);
});

test("a spine whose source lacks the join keys is named at the source", async ({ page }) => {
  await page.goto(`${PREVIEW}?source=states`);
  await run(page);
  await expectToldAt(page, page.getByRole("combobox", { name: "Source" }), /states has no column origin/);
});

test("numbers out of range are named at their fields", async ({ page }) => {
  await page.goto(PREVIEW);
  await page.getByLabel("Rows", { exact: true }).fill("100001");
  await page.getByLabel("Seed").fill("-1");
  await run(page);
  await expect(page.getByLabel("Seed")).toHaveAccessibleDescription(/whole number from 0/);
  await expectToldAt(page, page.getByLabel("Rows", { exact: true }), /from 1 to 100 000/);
});

test("without features the form says what to do", async ({ page }) => {
  await page.goto("/p/flights/datasets/preview");
  await run(page);
  await expectToldAt(
    page,
    page.getByRole("group", { name: "Features" }).first(),
    /Choose at least one feature/,
  );
});
