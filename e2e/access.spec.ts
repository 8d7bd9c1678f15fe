import { expect, type PersonKey, test } from "./fixtures";

const PAGES = [
  "/",
  "/search",
  "/p/flights",
  "/p/flights/groups",
  "/p/flights/groups/airport_departures",
  "/p/flights/sources/flights",
  "/p/flights/activity",
  "/teams/ops_analytics",
  "/settings",
  "/settings/tokens",
];

test("nobody sees a page without signing in, and comes back to it afterwards", async ({ page }) => {
  for (const path of PAGES) {
    await page.goto(path);
    await expect(page).toHaveURL(/\/sign-in/);
  }
  await page.goto("/p/flights/groups/airport_load");
  await page.getByRole("button", { name: "Mira Okafor" }).click();
  await expect(page).toHaveURL(/airport_load$/);
});

for (const person of ["viewer", "contributor", "steward", "owner", "admin"] satisfies PersonKey[]) {
  test(`a ${person} reads the catalog`, async ({ page, signIn }) => {
    await signIn(person);
    for (const path of PAGES) expect((await page.goto(path))?.status(), path).toBe(200);
  });
}

test("only an admin manages people; others are told who can help", async ({ page, signIn }) => {
  await signIn("contributor");
  const refused = await page.goto("/settings/people");
  expect(refused?.status()).toBe(403);
  await expect(page.getByRole("main")).toContainText(/admin/i);
});

test("a viewer sees the columns of a source and not its values", async ({ page, signIn }) => {
  await signIn("viewer");
  await page.goto("/p/flights/sources/flights");
  await expect(page.getByText("departed_at").first()).toBeVisible();
  await expect(page.getByText(/drawn evenly/)).toHaveCount(0);
  await expect(page.getByRole("main")).toContainText(/contributor/);
});

test("a viewer who calls the API with the page's cookie from elsewhere is refused", async ({
  page,
  signIn,
  request,
}) => {
  await signIn("viewer");
  const cookies = await page.context().cookies();
  const cookie = cookies.map(({ name, value }) => `${name}=${value}`).join("; ");
  const response = await request.get("/api/v1/projects", {
    headers: { cookie, origin: "https://elsewhere.example" },
  });
  expect(response.status()).toBe(403);
});

test("S16: pages carry a nonce policy and are never cached", async ({ page, signIn }) => {
  await signIn("viewer");
  const response = await page.goto("/p/flights");
  const headers = response?.headers() ?? {};
  expect(headers["content-security-policy"]).toMatch(/script-src[^;]*'nonce-/);
  expect(headers["content-security-policy"]).not.toMatch(/script-src[^;]*'unsafe-inline'/);
  expect(headers["content-security-policy"]).toContain("frame-ancestors 'none'");
  expect(headers["cache-control"]).toContain("no-store");
  expect(headers["x-content-type-options"]).toBe("nosniff");
});
