import { expect, expectAccessible, pressUntil, test } from "./fixtures";

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
  await expect(page.getByRole("columnheader", { name: /^delay\b/ })).toHaveCount(2);
  await page.getByRole("button", { name: "How it was joined" }).click();
  await expect(page.getByText(/equal to the spine's destination/)).toBeVisible();
  await page.getByRole("tab", { name: "Portable" }).click();
  await expect(page.getByText(/IGNORE NULLS/).first()).toBeVisible();
});

/** In the middle of the demo's data, which ends this week. */
const A_MONTH_AGO = new Date(Date.now() - 30 * 86_400_000).toISOString();

test("the x-ray of a value shows the rows around its time, by keyboard alone", async ({ page }) => {
  await page.getByText("Pasted CSV").click();
  await page.getByRole("textbox", { name: /CSV/ }).fill(`origin,at\nATL,${A_MONTH_AGO}`);
  await page.getByRole("button", { name: /Run preview/ }).click();
  await expect(page.getByText(/^matched 1/)).toBeVisible();
  await page.getByRole("gridcell").nth(2).focus();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("button", { name: /^X-ray/ })).toBeVisible();
  await page.keyboard.press("x");
  const rows = page.getByRole("listbox", { name: /Rows around the time/ });
  await expect(rows.getByRole("option", { name: /, chosen, / })).toHaveAttribute("aria-selected", "true");
  await rows.focus();
  await page.keyboard.press("ArrowRight");
  const selected = rows.getByRole("option", { selected: true });
  await expect(selected).toHaveAccessibleName(/later than the spine time/);
  await page.keyboard.press("Home");
  await expect(selected).toHaveAccessibleName(/an older row/);
  const xray = page.getByRole("region", { name: "X-ray" });
  await expect(xray.getByText("The newest row of the whole table")).toBeVisible();
  await expect(xray.getByText(/a leak: it happened/)).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("checkbox", { name: "Only rows that were known then" }).check();
  await expect(rows.getByRole("option", { name: /, not yet known then, / }).first()).toBeAttached();
  await page.getByRole("button", { name: "Close the x-ray" }).click();
  await expect(rows).toBeHidden();
});

test("the proof finds the planted leak and shows the rows that leaked, and nothing elsewhere", async ({
  page,
}) => {
  const csv = `origin,at\nATL,${A_MONTH_AGO}\nORD,${A_MONTH_AGO}\n`;
  for (const [group, verdict] of [
    ["airport_departures", /No value of \d+ values changed/],
    ["airport_leak", /2 values of 2 changed/],
  ] as const) {
    await page.goto(`/p/flights/groups/${group}/preview`);
    await page.getByText("Pasted CSV").click();
    await page.getByRole("textbox", { name: /CSV/ }).fill(csv);
    await page.getByRole("button", { name: /Run preview/ }).click();
    await expect(page.getByText(/^matched/)).toBeVisible();
    await page.getByRole("gridcell").first().focus();
    await page.keyboard.press("p");
    const proof = page.getByRole("region", { name: "Proof" });
    await expect(proof.getByText(verdict)).toBeVisible({ timeout: 30_000 });
  }
  const proof = page.getByRole("region", { name: "Proof" });
  await expect(proof.getByText(/flights has [\d\s ]+ rows after ATL/)).toBeVisible();
  await expect(proof.getByRole("columnheader", { name: "departed_at" })).toBeVisible();
  await expectAccessible(page);
});

test("the group's page says what the linter found", async ({ page }) => {
  await page.goto("/p/flights/groups/airport_leak");
  await expect(page.getByText("A window that sees later rows")).toBeVisible();
  await expect(page.getByText(/feature mean_delay_ever · line 2, column 3 of the transform/)).toBeVisible();
  await page.goto("/p/flights/groups/airport_departures");
  await expect(page.getByText("no findings")).toBeVisible();
});
