import { expect, test } from "./fixtures";

test.beforeEach(async ({ signIn }) => signIn("owner"));

test("from home to a feature's group with the keyboard alone", async ({ page }) => {
  await page.goto("/");
  await page.keyboard.press("/");
  await expect(page.getByRole("searchbox").first()).toBeFocused();
  await page.keyboard.type("mean_delay_7d");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/search\?q=mean_delay_7d/);
  await page.getByRole("heading", { level: 1, name: "Search" }).waitFor();
  await page.locator("body").press("j");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/features\/mean_delay_7d/);
});

test("the palette opens with Ctrl-K, finds what is typed and goes there with Enter", async ({ page }) => {
  await page.goto("/");
  await page.keyboard.press("Control+k");
  const input = page.getByRole("combobox").last();
  await expect(input).toBeFocused();
  await input.fill("route_departures");
  await expect(page.getByRole("option").first()).toContainText("route_departures");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/route_departures/);
});

test("? lists the keys, Escape closes the list", async ({ page }) => {
  await page.goto("/p/flights");
  await page.keyboard.press("?");
  const help = page.getByRole("dialog");
  await expect(help).toContainText("Feature groups");
  await page.keyboard.press("Escape");
  await expect(help).toBeHidden();
});

test("g then a letter goes to a section, and single keys are off inside inputs", async ({ page }) => {
  await page.goto("/");
  await page.keyboard.press("g");
  await page.keyboard.press("f");
  await expect(page).toHaveURL(/\/p\/flights\/features/);
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
  await page.keyboard.press("[");
  await expect(page).toHaveURL(/from=1&to=2/);
  await page.keyboard.press("]");
  await expect(page).toHaveURL(/from=2&to=3/);
});
