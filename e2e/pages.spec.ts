import { expect, expectGoodInEveryLook, test } from "./fixtures";
import { OPEN_PAGES, OPENED_PAGES, PAGES } from "./page-list";
import { CROWD } from "./registry";

for (const [path, heading] of PAGES) {
  test(`${path} is readable, accessible and fits the screen`, async ({ page, signIn }) => {
    await signIn("admin");
    const response = await page.goto(path);
    expect(response?.status()).toBe(200);
    await expect(page.getByRole("heading", { level: 1 }).first()).toHaveText(heading);
    await expectGoodInEveryLook(page);
  });
}

for (const [list, name, heading] of OPENED_PAGES) {
  test(`${name}, opened from ${list}, is readable, accessible and fits the screen`, async ({
    page,
    signIn,
  }) => {
    await signIn("admin");
    await page.goto(list);
    await page.getByRole("main").getByRole("link", { name }).first().click();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(heading);
    await expectGoodInEveryLook(page);
  });
}

test("more rows than fit are readable, accessible and fit the screen", async ({ page, signIn }) => {
  await signIn("admin");
  await page.goto(`/p/${CROWD}/features`);
  await expect(page.getByRole("link", { name: "Next" })).toBeVisible();
  await expectGoodInEveryLook(page);
});

test("a page of the past says so, and is readable, accessible and fits the screen", async ({
  page,
  signIn,
}) => {
  await signIn("admin");
  const past = new Date(Date.now() - 1_000).toISOString();
  await page.goto(`/p/flights/groups/airport_departures?at=${past}`);
  await expect(page.getByRole("region", { name: "The past" })).toContainText(
    "This page shows what was true on",
  );
  await expectGoodInEveryLook(page);
});

for (const path of OPEN_PAGES) {
  test(`${path} is readable and accessible to somebody who is not signed in`, async ({ page }) => {
    await page.goto(path);
    await expect(page.getByRole("heading", { level: 1 }).first()).toBeVisible();
    await expectGoodInEveryLook(page);
  });
}

test("an unknown page says so and leads on", async ({ page, signIn }) => {
  await signIn("viewer");
  const response = await page.goto("/p/flights/groups/nothing_here");
  expect(response?.status()).toBe(404);
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await expectGoodInEveryLook(page);
});

test("what somebody may not see says who can help, and is accessible", async ({ page, signIn }) => {
  await signIn("contributor");
  expect((await page.goto("/settings/people"))?.status()).toBe(403);
  await expectGoodInEveryLook(page);
});
