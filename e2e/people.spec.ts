import { accept, invite, newcomer, openManaged, shownSecret, signInByForm } from "./accounts";
import { expect, test } from "./fixtures";

test("somebody is invited, accepts in a browser of their own, and works until an admin disables them", async ({
  openBrowser,
}) => {
  const [admin, theirs, person] = [await openBrowser("admin"), await openBrowser(), newcomer()];
  const link = await invite(admin, person, "viewer");
  await accept(theirs, link, person);
  await theirs.goto("/p/flights");
  await expect(theirs.getByRole("heading", { level: 1 })).toHaveText("flights");

  await openManaged(admin, person);
  await admin.getByRole("button", { name: "Disable …" }).click();
  await admin.getByRole("dialog").getByRole("button", { name: "Disable" }).click();
  await expect(admin.getByRole("button", { name: "Enable …" })).toBeVisible();

  await theirs
    .getByRole("navigation", { name: "Main" })
    .getByRole("link", { name: /^Features/ })
    .click();
  await expect(theirs).toHaveURL(/\/sign-in/);
  expect((await theirs.request.get("/api/v1/projects")).status()).toBe(401);
  await signInByForm(theirs, person.email, person.password);
  await expect(theirs.locator("form").getByRole("alert")).toContainText("is wrong");

  await admin.getByRole("button", { name: "Enable …" }).click();
  await admin.getByRole("dialog").getByRole("button", { name: "Enable" }).click();
  await expect(admin.getByRole("button", { name: "Disable …" })).toBeVisible();
  await signInByForm(theirs, person.email, person.password);
  await expect(theirs.getByRole("heading", { level: 1 })).toHaveText("Home");
});

test("an invitation works once, and never for somebody else's browser afterwards", async ({
  openBrowser,
}) => {
  const [admin, theirs, other, person] = [
    await openBrowser("admin"),
    await openBrowser(),
    await openBrowser(),
    newcomer(),
  ];
  const link = await invite(admin, person);
  await theirs.goto(link);
  await theirs.getByLabel("New password").fill("short");
  await theirs.getByRole("button", { name: "Set password and sign in" }).click();
  await expect(theirs.getByLabel("New password")).toHaveAccessibleDescription(/needs at least/);
  await accept(theirs, link, person);
  await other.goto(link);
  await expect(other.getByRole("heading", { level: 1 })).toHaveText("This link does not work");
});

test("a role decides what somebody sees, from their next page on", async ({ openBrowser }) => {
  const [admin, theirs, person] = [await openBrowser("admin"), await openBrowser(), newcomer()];
  await accept(theirs, await invite(admin, person), person);
  expect((await theirs.goto("/p/flights"))?.status()).toBe(404);
  await openManaged(admin, person);
  for (const [role, tabs] of [
    ["viewer", ["Overview", "Lineage", "Data", "Activity"]],
    ["contributor", ["Overview", "Lineage", "Preview", "Data", "Activity"]],
  ] as const) {
    await admin.getByLabel("Role in flights").selectOption(role);
    const saved = admin.waitForResponse((response) => response.request().method() === "POST");
    await admin.getByRole("button", { name: "Save role in flights" }).click();
    await saved;
    await expect(admin.getByText("Role in flights saved").first()).toBeVisible();
    await theirs.goto("/p/flights/groups/airport_departures");
    const shown = theirs.getByRole("navigation", { name: "airport_departures" }).getByRole("link");
    await expect(shown.filter({ hasNotText: "Versions" })).toHaveText([...tabs]);
  }
});

test("a reset link sets a new password, ends every session and works once", async ({ openBrowser }) => {
  const [admin, theirs, other, person] = [
    await openBrowser("admin"),
    await openBrowser(),
    await openBrowser(),
    newcomer(),
  ];
  await accept(theirs, await invite(admin, person), person);
  await openManaged(admin, person);
  await admin.getByRole("button", { name: "Reset password …" }).click();
  await admin.getByRole("dialog").getByRole("button", { name: "Reset password" }).click();
  const link = await shownSecret(admin);

  await other.goto(link);
  await other.getByLabel("New password").fill(`${person.password}-again`);
  await other.getByRole("button", { name: "Set password and sign in" }).click();
  await expect(other.getByRole("heading", { level: 1 })).toHaveText("Home");
  await theirs.goto("/settings");
  await expect(theirs).toHaveURL(/\/sign-in/);
  await signInByForm(theirs, person.email, person.password);
  await expect(theirs.locator("form").getByRole("alert")).toBeVisible();
  await theirs.goto(link);
  await expect(theirs.getByRole("heading", { level: 1 })).toHaveText("This link does not work");
});

test("signing out everywhere ends every session at once, this one too", async ({ openBrowser }) => {
  const [admin, here, there, person] = [
    await openBrowser("admin"),
    await openBrowser(),
    await openBrowser(),
    newcomer(),
  ];
  await accept(here, await invite(admin, person), person);
  await signInByForm(there, person.email, person.password);
  await expect(there.getByRole("heading", { level: 1 })).toHaveText("Home");
  await here.goto("/settings");
  const sessions = here.getByRole("table", { name: "Your sessions" });
  await expect(sessions.getByRole("row")).toHaveCount(3);
  await expect(sessions).toContainText("this one");
  await here.getByRole("button", { name: "Sign out everywhere …" }).click();
  await here.getByRole("dialog").getByRole("button", { name: "Sign out everywhere" }).click();
  await expect(here).toHaveURL(/\/sign-in/);
  await there.goto("/settings");
  await expect(there).toHaveURL(/\/sign-in/);
  expect((await there.request.get("/api/v1/projects")).status()).toBe(401);
});
