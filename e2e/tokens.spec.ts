import { shownSecret } from "./accounts";
import { expect, test } from "./fixtures";
import { callApi, mark } from "./registry";

test.beforeEach(async ({ page, signIn }) => {
  await signIn("contributor");
  await page.goto("/settings/tokens");
});

test("a token is shown once, opens the API within its scopes, and nothing once it is revoked", async ({
  page,
}) => {
  const name = `nightly ${mark()}`;
  await page.getByRole("button", { name: "Create token" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Name").fill(name);
  await dialog.getByRole("combobox", { name: "Project" }).selectOption("flights");
  await dialog.getByRole("button", { name: "Create token" }).click();
  const token = await shownSecret(page);
  expect(token).toMatch(/^asof_[0-9a-f]{12}_/);
  expect((await callApi("/projects/flights/groups", {}, token)).status).toBe(200);
  const body = JSON.stringify({
    features: ["airport_departures:delay"],
    spine: { columns: { origin: ["ATL"], at: ["2026-06-01T12:00:00Z"] } },
    time: "at",
  });
  const preview = await callApi("/projects/flights/preview", { method: "POST", body }, token);
  expect(preview.status, "“read” shows no values").toBe(403);

  await dialog.getByRole("button", { name: "Close" }).click();
  await page.getByRole("link", { name }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(name);
  await expect(page.getByRole("main")).not.toContainText(token);
  await page.getByRole("button", { name: "Revoke …" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Revoke" }).click();
  await expect(page.getByRole("main")).toContainText("revoked");
  await expect(page.getByRole("button", { name: "Revoke …" })).toHaveCount(0);
  expect((await callApi("/projects/flights/groups", {}, token)).status).toBe(401);
});

test("a rotated token gives way to its successor, at once when asked", async ({ page }) => {
  const name = `deploy ${mark()}`;
  await page.getByRole("button", { name: "Create token" }).click();
  await page.getByRole("dialog").getByLabel("Name").fill(name);
  await page.getByRole("dialog").getByRole("button", { name: "Create token" }).click();
  const old = await shownSecret(page);
  await page.getByRole("dialog").getByRole("button", { name: "Close" }).click();
  await page.getByRole("link", { name }).click();
  await page.getByRole("button", { name: "Rotate …" }).click();
  await page.getByLabel("The old token").selectOption("0");
  await page.getByRole("dialog").getByRole("button", { name: "Rotate" }).click();
  const fresh = await shownSecret(page);
  expect((await callApi("/projects", {}, old)).status).toBe(401);
  expect((await callApi("/projects", {}, fresh)).status).toBe(200);
});

test("what is missing is said at its field, and what was typed stays", async ({ page }) => {
  await page.getByRole("button", { name: "Create token" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Name").fill("  ");
  await dialog.getByRole("checkbox", { name: /^read/ }).uncheck();
  await dialog.getByLabel("Expires after (days)").fill("366");
  await dialog.getByRole("button", { name: "Create token" }).click();
  await expect(dialog.getByRole("alert")).toBeFocused();
  await expect(dialog.getByLabel("Name")).toHaveAccessibleDescription(/is missing/);
  await expect(dialog.getByRole("group", { name: "Scopes" })).toHaveAccessibleDescription(
    /choose at least one/,
  );
  await expect(dialog.getByLabel("Expires after (days)")).toHaveAccessibleDescription(/at most 365 days/);
  await expect(dialog.getByLabel("Expires after (days)")).toHaveValue("366");
  await dialog.getByRole("link", { name: /at most 365 days/ }).click();
  await expect(dialog.getByLabel("Expires after (days)")).toBeFocused();
});
