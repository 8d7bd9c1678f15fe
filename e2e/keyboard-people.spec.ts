import type { Locator, Page } from "@playwright/test";
import { accept, invite, newcomer, openManaged } from "./accounts";
import { expect, expectAccessible, test } from "./fixtures";
import { enter, expectFocusTrapped, tabTo, typeInto } from "./keys";
import { mark } from "./registry";

test.use({ permissions: ["clipboard-read", "clipboard-write"] });

/** Opens a dialog by keyboard: the focus is inside, stays inside, and the page below can be read by nobody. */
async function openDialog(page: Page, button: Locator): Promise<Locator> {
  await enter(button);
  const dialog = page.getByRole("dialog");
  await expect(dialog.locator(":focus")).toHaveCount(1);
  await expectFocusTrapped(dialog);
  return dialog;
}

/** Escape closes the dialog, and the focus is where it was. */
async function leaveDialog(page: Page, button: Locator): Promise<void> {
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toBeHidden();
  await expect(button).toBeFocused();
}

const clipboard = (page: Page) => page.evaluate(() => navigator.clipboard.readText());

test("somebody is invited, and their link copied, with the keyboard alone", async ({ page, signIn }) => {
  await signIn("admin");
  const person = newcomer();
  await page.goto("/settings/people");
  const button = page.getByRole("button", { name: "Invite" });
  const dialog = await openDialog(page, button);
  await typeInto(dialog.getByLabel("Name"), person.name);
  await typeInto(dialog.getByLabel("E-mail address"), "no address");
  await page.keyboard.press("Control+Enter");
  await expect(dialog.getByRole("alert")).toBeFocused();
  await expect(dialog.getByLabel("E-mail address")).toHaveAccessibleDescription(/is not an e-mail address/);
  await typeInto(dialog.getByLabel("E-mail address"), person.email);
  await tabTo(dialog.getByLabel("Role in flights"));
  await page.keyboard.type("st");
  await expect(dialog.getByLabel("Role in flights")).toHaveValue("steward");
  await page.keyboard.press("Control+Enter");
  await enter(dialog.getByRole("button", { name: "Copy" }));
  expect(await clipboard(page)).toMatch(/^http:\/\/localhost:\d+\/invitation\?token=/);
  await leaveDialog(page, button);
  await enter(page.getByRole("link", { name: person.name }));
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(person.name);
  await expect(page.getByLabel("Role in flights")).toHaveValue("steward");
});

test("a role, a reset link, admin and access are given and taken with the keyboard alone", async ({
  page,
  openBrowser,
  signIn,
}) => {
  const person = newcomer();
  await signIn("admin");
  await accept(await openBrowser(), await invite(page, person), person);
  await openManaged(page, person);

  await tabTo(page.getByLabel("Role in flights"));
  await page.keyboard.type("con");
  await enter(page.getByRole("button", { name: "Save role in flights" }));
  await expect(page.getByText("Role in flights saved").first()).toBeVisible();

  const reset = page.getByRole("button", { name: "Reset password …" });
  const dialog = await openDialog(page, reset);
  await enter(dialog.getByRole("button", { name: "Reset password" }));
  await enter(dialog.getByRole("button", { name: "Copy" }));
  expect(await clipboard(page)).toMatch(/\/reset\?token=/);
  await leaveDialog(page, reset);

  for (const [label, confirm, after] of [
    ["Make admin …", "Make admin", "Take admin away …"],
    ["Take admin away …", "Take admin away", "Make admin …"],
    ["Disable …", "Disable", "Enable …"],
    ["Enable …", "Enable", "Disable …"],
  ] as const) {
    const button = page.getByRole("button", { name: label });
    await enter(button);
    await leaveDialog(page, button);
    await page.keyboard.press("Enter");
    await enter(page.getByRole("dialog").getByRole("button", { name: confirm }));
    await expect(page.getByRole("dialog")).toBeHidden();
    await expect(page.getByRole("button", { name: after })).toBeFocused();
  }
});

test("a token is made, copied, looked up and revoked with the keyboard alone", async ({ page, signIn }) => {
  await signIn("contributor");
  const name = `keys ${mark()}`;
  await page.goto("/settings/tokens");
  const button = page.getByRole("button", { name: "Create token" });
  const dialog = await openDialog(page, button);
  await typeInto(dialog.getByLabel("Name"), name);
  await tabTo(dialog.getByRole("checkbox", { name: /^values/ }));
  await page.keyboard.press("Space");
  await typeInto(dialog.getByLabel("Expires after (days)"), "7");
  await page.keyboard.press("Enter");
  await tabTo(dialog.getByRole("button", { name: "Copy" }));
  await expectAccessible(page, "dialog[open]");
  await page.keyboard.press("Enter");
  expect(await clipboard(page)).toMatch(/^asof_[0-9a-f]{12}_/);
  await leaveDialog(page, button);

  await enter(page.getByRole("link", { name }));
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(name);
  const revoke = page.getByRole("button", { name: "Revoke …" });
  await openDialog(page, revoke);
  await leaveDialog(page, revoke);
  await page.keyboard.press("Enter");
  await enter(page.getByRole("dialog").getByRole("button", { name: "Revoke" }));
  await expect(page.getByRole("main")).toContainText("revoked");
});

test("team members are added and removed with the keyboard alone", async ({ page, signIn }) => {
  await signIn("admin");
  const email = `${mark()}@example.org`;
  await page.goto("/teams/ml_platform");
  const add = page.getByRole("button", { name: "Add member …" });
  const adding = await openDialog(page, add);
  await typeInto(adding.getByLabel("E-mail address"), email);
  await page.keyboard.press("Enter");
  await expect(page.getByRole("table", { name: /Members/ })).toContainText(email);
  await enter(page.getByRole("button", { name: "Remove member …" }));
  const member = page.getByRole("dialog").getByLabel("Member");
  await tabTo(member);
  await page.keyboard.type(email.slice(0, 6));
  await expect(member).toHaveValue(email);
  await enter(page.getByRole("dialog").getByRole("button", { name: "Remove member" }));
  await expect(page.getByRole("table", { name: /Members/ })).not.toContainText(email);
});
