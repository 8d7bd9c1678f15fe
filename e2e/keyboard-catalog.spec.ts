import type { Locator, Page } from "@playwright/test";
import { expect, pressUntil, test } from "./fixtures";
import { enter, tabTo } from "./keys";
import { CROWD, CROWD_SIZE } from "./registry";

test.beforeEach(async ({ signIn }) => signIn("admin"));

const PAGE_SIZE = 50;

/** What the rows are called, in their order. */
function rowNames(table: Locator): Promise<string[]> {
  return table
    .locator("tbody tr")
    .evaluateAll((rows) => rows.map((row) => row.querySelector("a")?.textContent ?? ""));
}

/** Shows or hides a column in the View popover; Escape puts it away and the focus back. */
async function toggleColumn(page: Page, column: string): Promise<void> {
  const view = page.getByRole("button", { name: "View" });
  await enter(view);
  const choice = page.getByRole("checkbox", { name: column, exact: true });
  await tabTo(choice);
  await page.keyboard.press("Space");
  await page.keyboard.press("Escape");
  await expect(choice).toBeHidden();
  await expect(view).toBeFocused();
}

for (const [section, label, shown, hidden] of [
  ["entities", "Entities", "Description", "Tags"],
  ["groups", "Feature groups", "TTL", "Reads"],
  ["features", "Features", "Unit", "Definition"],
  ["sources", "Sources", "Event time", "Description"],
  ["services", "Services", "Owner", "Tags"],
  ["consumers", "Consumers", "Owner", "Changed"],
] as const) {
  test(`${section} are sorted, paged and shown in other columns with the keyboard alone`, async ({
    page,
  }) => {
    await page.goto(`/p/${CROWD}/${section}`);
    const table = page.getByRole("table", { name: label });
    const first = await rowNames(table);
    expect(first).toHaveLength(PAGE_SIZE);

    await enter(table.getByRole("columnheader", { name: "Name" }).getByRole("link"));
    await expect(table.getByRole("columnheader", { name: "Name" })).toHaveAttribute(
      "aria-sort",
      "descending",
    );
    await expect(page).toHaveURL(/sort=-name/);
    await expect.poll(async () => (await rowNames(table))[0]).not.toBe(first[0]);
    const last = await rowNames(table);
    await page.keyboard.press("Enter");
    await expect(table.getByRole("columnheader", { name: "Name" })).toHaveAttribute("aria-sort", "ascending");
    await expect.poll(() => rowNames(table)).toEqual(first);

    await page.keyboard.press("n");
    await expect(table.locator("tbody tr")).toHaveCount(CROWD_SIZE - PAGE_SIZE);
    expect(await rowNames(table)).toEqual(last.slice(0, CROWD_SIZE - PAGE_SIZE).reverse());
    await enter(page.getByRole("link", { name: "Previous" }));
    await expect.poll(() => rowNames(table)).toEqual(first);

    await toggleColumn(page, shown);
    await expect(table.getByRole("columnheader", { name: shown, exact: true })).toHaveCount(0);
    await toggleColumn(page, hidden);
    await expect(table.getByRole("columnheader", { name: hidden, exact: true })).toBeVisible();
    await page.reload();
    await expect(table.getByRole("columnheader", { name: hidden, exact: true })).toBeVisible();
  });
}

test("lists that are all there are sorted in place, by Enter and by Space", async ({ page }) => {
  for (const [path, label, header] of [
    ["/p/flights/owners", "Owners in flights", "Features"],
    ["/teams", "Teams", "Team"],
    ["/settings/people", "People", "E-mail address"],
    ["/settings/tokens", "Your API tokens", "Name"],
    ["/p/flights/entities/airport", "Feature groups of airport", "Name"],
    ["/p/flights/lineage?view=table", "Lineage of flights", "To"],
  ] as const) {
    await page.goto(path);
    const head = page
      .getByRole("table", { name: label })
      .getByRole("columnheader", { name: header, exact: true });
    await tabTo(head.getByRole("button"));
    await pressUntil(page, ["Enter"], (timeout) =>
      expect(head).toHaveAttribute("aria-sort", /./, { timeout }),
    );
    const before = await head.getAttribute("aria-sort");
    await page.keyboard.press("Space");
    await expect(head).not.toHaveAttribute("aria-sort", before ?? "");
  }
});

test("owners are sorted by how many they own, not by how it is written", async ({ page }) => {
  await page.goto("/p/flights/owners");
  const table = page.getByRole("table", { name: "Owners in flights" });
  const head = table.getByRole("columnheader", { name: "Features", exact: true });
  await tabTo(head.getByRole("button"));
  await pressUntil(page, ["Enter"], (timeout) =>
    expect(head).toHaveAttribute("aria-sort", "descending", { timeout }),
  );
  const counts = await table.locator("tbody tr td:nth-child(6)").allTextContents();
  const numbers = counts.map(Number).filter((count) => !Number.isNaN(count));
  expect(numbers.length).toBeGreaterThan(1);
  expect(numbers).toEqual([...numbers].sort((a, b) => b - a));
});

for (const section of ["versions", "activity"]) {
  test(`${section} are read to the oldest and back with the keyboard alone`, async ({ page }) => {
    await page.goto(`/p/${CROWD}/${section}`);
    const rows = page.getByRole("table").locator("tbody tr");
    const shown = () => rows.evaluateAll((all) => all.map((row) => row.getAttribute("data-row")));
    const pages = [await shown()];
    while ((await page.getByRole("link", { name: "Next" }).count()) > 0) {
      await pressUntil(page, ["n"], (timeout) => expect.poll(shown, { timeout }).not.toEqual(pages.at(-1)));
      pages.push(await shown());
    }
    expect(pages.length).toBeGreaterThan(1);
    expect(new Set(pages.flat()).size).toBe(pages.flat().length);
    for (const newer of pages.slice(0, -1).reverse()) {
      await page.keyboard.press("p");
      await expect.poll(shown).toEqual(newer);
    }
    await expect(page.getByRole("link", { name: "Previous" })).toHaveCount(0);
  });
}

test("words, facets and filters of the search are set and cleared with the keyboard alone", async ({
  page,
}) => {
  await page.goto("/search");
  const words = page.getByRole("main").getByRole("searchbox");
  await tabTo(words);
  await page.keyboard.type("delay");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/q=delay/);
  const facets = page.getByRole("complementary", { name: "Filters" });
  await enter(facets.getByRole("region", { name: "Kind" }).getByRole("link", { name: /^feature \d/i }));
  await expect(page).toHaveURL(/kind=feature/);
  await enter(facets.getByRole("region", { name: "Type" }).getByRole("link", { name: /^float64/ }));
  await expect(page).toHaveURL(/type=float64/);
  const table = page.getByRole("table", { name: "Search results" });
  await expect(table.locator("tbody tr").first()).toContainText("float64");
  await enter(page.getByRole("link", { name: /Remove the filter .*float64/ }));
  await expect(page).not.toHaveURL(/type=/);
  await enter(page.getByRole("link", { name: "Clear all filters" }));
  await expect(page).not.toHaveURL(/kind=/);
  await expect(page).toHaveURL(/q=delay/);
});

test("a facet of many values is opened with the keyboard alone", async ({ page }) => {
  await page.goto(`/p/${CROWD}/features`);
  const entity = page.getByRole("region", { name: "Entity" });
  await tabTo(entity.locator("summary"));
  await pressUntil(page, ["Enter"], (timeout) =>
    expect(entity.getByRole("link", { name: /^berth_20/ })).toBeVisible({ timeout }),
  );
  await enter(entity.getByRole("link", { name: /^berth_20/ }));
  await expect(page).toHaveURL(/entity=berth_20/);
  await expect(page.getByRole("table").locator("tbody tr")).toHaveCount(1);
});

test("rows are walked, selected, exported and opened with the keyboard alone", async ({ page }) => {
  await page.goto(`/p/${CROWD}/groups`);
  const rows = page.getByRole("table").locator("tbody tr");
  await pressUntil(page, ["j"], (timeout) =>
    expect(rows.first().getByRole("link").first()).toBeFocused({ timeout }),
  );
  await page.keyboard.press("x");
  await page.keyboard.press("j");
  await page.keyboard.press("j");
  await page.keyboard.press("Shift+X");
  const bar = page.getByRole("region", { name: "Selected rows" });
  await expect(bar).toContainText("3 selected");
  const download = page.waitForEvent("download");
  await page.keyboard.press("d");
  expect((await download).suggestedFilename()).toMatch(/\.csv$/);
  await page.keyboard.press("Escape");
  await expect(bar).toBeHidden();
  await page.keyboard.press("j");
  await page.keyboard.press("j");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/groups\/stays_\d\d$/);
});
