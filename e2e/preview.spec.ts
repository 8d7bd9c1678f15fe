import { expect, pressUntil, test } from "./fixtures";

test.beforeEach(async ({ page, signIn }) => {
  await signIn("contributor");
  await page.goto("/p/flights/groups/airport_departures/preview");
});

test("a thousand rows of the flights are joined, and a value tells where it came from", async ({ page }) => {
  await pressUntil(page, ["Control+Enter"], (timeout) =>
    expect(page.getByText(/^matched \d/)).toBeVisible({ timeout: 2 * timeout }),
  );
  const cell = page.getByRole("gridcell").nth(2);
  await cell.click();
  await expect(page.getByText("Event time", { exact: true })).toBeVisible();
  await expect(page.getByText("Age", { exact: true })).toBeVisible();
  await expect(page.getByText(/PRESENT|NULL_VALUE|NOT_FOUND|OUTSIDE_MAX_AGE/).first()).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByText("Event time", { exact: true })).toBeHidden();
  await page.getByRole("button", { name: "How it was joined" }).click();
  await expect(page.getByText(/each comes out exactly once/)).toBeVisible();
});

test("a pasted CSV keeps every row, in its order, duplicates and unknown keys included", async ({ page }) => {
  await page.getByText("Pasted CSV").click();
  await page
    .getByRole("textbox", { name: /CSV/ })
    .fill(
      "\uFEFForigin,at,label\r\nATL,2026-11-01T12:00:00Z,1\r\nATL,2026-11-01T12:00:00Z,2\r\nQQQ,2026-11-01T12:00:00Z,3\r\n",
    );
  await page.getByRole("button", { name: /Run preview/ }).click();
  await expect(page.getByText(/^never seen 33/)).toBeVisible();
  const first = page.getByRole("gridcell").filter({ hasText: /^(ATL|QQQ)$/ });
  await expect(first).toHaveText(["ATL", "ATL", "QQQ"]);
});

test("pit rules 9, 23: a group in two roles, as known then, from the keyboard; the address holds it", async ({
  page,
}) => {
  await page.getByText("Pasted CSV").click();
  await page
    .getByRole("textbox", { name: /CSV/ })
    .fill("origin,destination,at\nATL,ORD,2026-11-01T12:00:00Z\n");
  await page.getByRole("radio", { name: /As known then/ }).check();
  await page.getByText("Options by group").press("Enter");
  await page.getByRole("button", { name: "Join again in another role" }).press("Enter");
  const role = page.getByRole("group", { name: "airport_departures", exact: true }).last();
  await role.getByRole("textbox", { name: /Name in the result/ }).fill("arrival");
  await role.getByRole("combobox", { name: /Spine column for origin/ }).fill("destination");
  await role.getByRole("checkbox", { name: /Only rows before the time/ }).press("Space");
  await expect(page).toHaveURL(/knowledge=known.*roles=airport_departures;airport_departures,as=arrival/);
  await page.reload();
  await expect(page.getByRole("radio", { name: /As known then/ })).toBeChecked();
  await page.getByText("Pasted CSV").click();
  await page
    .getByRole("textbox", { name: /CSV/ })
    .fill("origin,destination,at\nATL,ORD,2026-11-01T12:00:00Z\n");
  await page.getByRole("button", { name: /Run preview/ }).click();
  await expect(page.getByText("knowledge: as known then")).toBeVisible();
  await expect(page.getByRole("columnheader", { name: /^delay/ })).toHaveCount(2);
  await page.getByRole("button", { name: "How it was joined" }).click();
  await expect(page.getByText(/equal to the spine's destination/)).toBeVisible();
  await page.getByRole("tab", { name: "Portable" }).click();
  await expect(page.getByText(/IGNORE NULLS/).first()).toBeVisible();
});

