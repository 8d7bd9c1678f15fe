import { expect, pressUntil, test } from "./fixtures";

test.beforeEach(async ({ signIn }) => signIn("owner"));

test("from home to a feature's group with the keyboard alone", async ({ page }) => {
  await page.goto("/");
  const search = page.getByRole("searchbox").first();
  await pressUntil(page, ["/"], (timeout) => expect(search).toBeFocused({ timeout }));
  await search.fill("");
  await page.keyboard.type("mean_delay_7d");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/search\?q=mean_delay_7d/);
  await page.getByRole("heading", { level: 1, name: "Search" }).click();
  await pressUntil(page, ["j", "Enter"], (timeout) =>
    expect(page).toHaveURL(/features\/mean_delay_7d/, { timeout }),
  );
});

test("the palette opens with Ctrl-K, finds what is typed and goes there with Enter", async ({ page }) => {
  await page.goto("/");
  const input = page.getByRole("combobox").last();
  await pressUntil(page, ["Control+k"], (timeout) => expect(input).toBeFocused({ timeout }));
  await input.fill("route_departures");
  await expect(page.getByRole("option").first()).toContainText("route_departures");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/route_departures/);
});

test("? lists the keys, Escape closes the list", async ({ page }) => {
  await page.goto("/p/flights");
  const help = page.getByRole("dialog");
  await pressUntil(page, ["?"], (timeout) => expect(help).toContainText("Feature groups", { timeout }));
  await page.keyboard.press("Escape");
  await expect(help).toBeHidden();
});

test("g then a letter goes to a section, and single keys are off inside inputs", async ({ page }) => {
  await page.goto("/");
  await pressUntil(page, ["g", "f"], (timeout) =>
    expect(page).toHaveURL(/\/p\/flights\/features/, { timeout }),
  );
  await page.getByRole("heading", { level: 1 }).waitFor();
  await page.keyboard.press("/");
  await page.keyboard.type("gg?");
  await expect(page.getByRole("searchbox").first()).toHaveValue("gg?");
});

test("the first Tab leads to the content", async ({ page }) => {
  await page.goto("/p/flights");
  await page.keyboard.press("Tab");
  await expect(page.locator(":focus")).toHaveText(/skip/i);
});

test("versions are stepped through with [ and ]", async ({ page }) => {
  await page.goto("/p/flights/groups/airport_departures/versions?from=2&to=3");
  await pressUntil(page, ["["], (timeout) => expect(page).toHaveURL(/from=1&to=2/, { timeout }));
  await pressUntil(page, ["]"], (timeout) => expect(page).toHaveURL(/from=2&to=3/, { timeout }));
});
