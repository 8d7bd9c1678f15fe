import { expect, expectAccessible, expectNoSidewaysScroll, test } from "./fixtures";

/** Every page, with the words that its main heading holds. */
const PAGES: [path: string, heading: RegExp][] = [
  ["/", /home|good|what/i],
  ["/search", /search/i],
  ["/search?q=delay", /search/i],
  ["/search?q=nothing_has_this_name_at_all", /search/i],
  ["/p/flights", /flights/],
  ["/p/flights/entities", /entities/i],
  ["/p/flights/entities/airport", /airport/],
  ["/p/flights/sources", /sources/i],
  ["/p/flights/sources/flights", /flights/],
  ["/p/flights/groups", /groups/i],
  ["/p/flights/groups/airport_departures", /airport_departures/],
  ["/p/flights/groups/airport_departures/versions", /airport_departures/],
  ["/p/flights/groups/airport_departures/versions?from=1&to=3", /airport_departures/],
  ["/p/flights/groups/airport_departures/lineage", /airport_departures/],
  ["/p/flights/groups/airport_departures/preview", /airport_departures/],
  ["/p/flights/groups/airport_departures/activity", /airport_departures/],
  ["/p/flights/groups/airport_load", /airport_load/],
  ["/p/flights/groups/airport_region", /airport_region/],
  ["/p/flights/groups/airport_departures/features/delay", /delay/],
  ["/p/flights/features", /features/i],
  ["/p/flights/services", /services/i],
  ["/p/flights/services/departure_delay", /departure_delay/],
  ["/p/flights/consumers", /consumers/i],
  ["/p/flights/owners", /owners/i],
  ["/p/flights/versions", /versions/i],
  ["/p/flights/activity", /activity/i],
  ["/p/flights/lineage", /lineage/i],
  ["/p/flights/datasets/preview", /preview/i],
  ["/p/flights/datasets", /datasets/i],
  ["/p/flights/datasets/new", /new dataset/i],
  ["/p/flights/datasets/late_departures", /late_departures/],
  ["/teams", /teams/i],
  ["/teams/ops_analytics", /ops_analytics/],
  ["/settings", /settings|profile|account/i],
  ["/settings/tokens", /tokens/i],
  ["/settings/people", /people/i],
];

for (const [path, heading] of PAGES) {
  test(`${path} is readable, accessible and fits the screen`, async ({ page, signIn }) => {
    await signIn("admin");
    const response = await page.goto(path);
    expect(response?.status()).toBe(200);
    await expect(page.getByRole("heading", { level: 1 }).first()).toHaveText(heading);
    await expectNoSidewaysScroll(page);
    await expectAccessible(page);
  });
}

for (const path of ["/sign-in", "/setup?token=wrong", "/invitation?token=wrong", "/reset?token=wrong"]) {
  test(`${path} is readable and accessible to somebody who is not signed in`, async ({ page }) => {
    await page.goto(path);
    await expect(page.getByRole("heading", { level: 1 }).first()).toBeVisible();
    await expectNoSidewaysScroll(page);
    await expectAccessible(page);
  });
}

test("an unknown page says so and leads on", async ({ page, signIn }) => {
  await signIn("viewer");
  const response = await page.goto("/p/flights/groups/nothing_here");
  expect(response?.status()).toBe(404);
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await expectAccessible(page);
});
