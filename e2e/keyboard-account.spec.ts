import { accept, invite, newcomer, openManaged, shownSecret, signInByForm } from "./accounts";
import { expect, expectAccessible, PEOPLE, pressUntil, test } from "./fixtures";
import { enter, tabTo, typeInto } from "./keys";

const HOME = "Home";

test("an invitation is accepted, and the front door opened again, with the keyboard alone", async ({
  page,
  openBrowser,
}) => {
  const [admin, person] = [await openBrowser("admin"), newcomer()];
  await page.goto(await invite(admin, person));
  await typeInto(page.getByLabel("New password"), "short");
  await page.keyboard.press("Enter");
  await expect(page.locator("form").getByRole("alert")).toBeFocused();
  await expectAccessible(page);
  await enter(page.locator("form").getByRole("alert").getByRole("link"));
  await expect(page.getByLabel("New password")).toBeFocused();
  await typeInto(page.getByLabel("New password"), person.password);
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(HOME);

  await enter(page.getByRole("button", { name: person.name }));
  await enter(page.getByRole("button", { name: "Sign out" }));
  await expect(page).toHaveURL(/\/sign-in/);
  await typeInto(page.getByLabel("E-mail address"), person.email);
  await page.keyboard.press("Tab");
  await page.keyboard.type("not the password");
  await page.keyboard.press("Enter");
  await expect(page.locator("form").getByRole("alert")).toBeFocused();
  await typeInto(page.getByLabel("Password"), person.password);
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(HOME);
});

test("a demo person is signed in with the keyboard alone, and led to where they wanted to go", async ({
  page,
}) => {
  await page.goto("/p/flights/features");
  await enter(page.getByRole("button", { name: `Sign in as ${PEOPLE.viewer}` }));
  await expect(page).toHaveURL(/\/p\/flights\/features$/);
});

test("name, password and preferences are changed with the keyboard alone", async ({ page, openBrowser }) => {
  const [admin, person] = [await openBrowser("admin"), newcomer()];
  await accept(page, await invite(admin, person), person);
  await page.goto("/settings");
  await typeInto(page.getByLabel("Name"), `${person.name} Berg`);
  await page.keyboard.press("Enter");
  await expect(page.getByRole("button", { name: `${person.name} Berg` })).toBeVisible();

  await typeInto(page.getByLabel("Current password"), "wrong");
  await typeInto(page.getByLabel("New password"), `${person.password}-new`);
  await page.keyboard.press("Enter");
  await expect(page.getByLabel("Current password")).toHaveAccessibleDescription(/wrong/);
  await expectAccessible(page);
  await typeInto(page.getByLabel("Current password"), person.password);
  await page.keyboard.press("Enter");
  await expect(page.getByText("Password changed").first()).toBeVisible();
  await expect(page.getByLabel("New password")).toHaveValue("");

  const themes = page.getByRole("main").getByRole("group", { name: "Theme" });
  await tabTo(themes.getByRole("radio", { name: "System" }));
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowRight");
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  await tabTo(page.getByRole("checkbox", { name: /Single-key shortcuts/ }));
  await page.keyboard.press("Space");
  await page.keyboard.press("/");
  await expect(page.getByRole("checkbox", { name: /Single-key shortcuts/ })).toBeFocused();

  await enter(page.getByRole("button", { name: "Sign out everywhere …" }));
  await enter(page.getByRole("dialog").getByRole("button", { name: "Sign out everywhere" }));
  await expect(page).toHaveURL(/\/sign-in/);
  await signInByForm(page, person.email, `${person.password}-new`);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(HOME);
});

test("unsaved input is asked about before it is lost, and Escape keeps the page", async ({
  page,
  openBrowser,
}) => {
  const [admin, person] = [await openBrowser("admin"), newcomer()];
  await accept(page, await invite(admin, person), person);
  await page.goto("/settings");
  await typeInto(page.getByLabel("Name"), "Somebody else");
  const asked: string[] = [];
  page.on("dialog", async (dialog) => {
    asked.push(dialog.message());
    await dialog.dismiss();
  });
  await enter(page.getByRole("link", { name: "API tokens" }));
  expect(asked).toEqual(["Leave without saving what you have entered?"]);
  await expect(page).toHaveURL(/\/settings$/);
  await expect(page.getByLabel("Name")).toHaveValue("Somebody else");
});

test("a reset link is used with the keyboard alone", async ({ page, openBrowser }) => {
  const [admin, person] = [await openBrowser("admin"), newcomer()];
  await accept(await openBrowser(), await invite(admin, person), person);
  await openManaged(admin, person);
  await admin.getByRole("button", { name: "Reset password …" }).click();
  await admin.getByRole("dialog").getByRole("button", { name: "Reset password" }).click();
  await page.goto(await shownSecret(admin));
  await typeInto(page.getByLabel("New password"), `${person.password}-new`);
  await pressUntil(page, ["Enter"], (timeout) =>
    expect(page.getByRole("heading", { level: 1 })).toHaveText(HOME, { timeout }),
  );
});
