import { expect, type Page } from "@playwright/test";
import { mark } from "./registry";

export interface Newcomer {
  name: string;
  email: string;
  password: string;
}

/** Somebody whom no other test knows. */
export function newcomer(): Newcomer {
  const own = mark();
  return { name: `Nora ${own}`, email: `nora.${own}@example.org`, password: `harbour-${own}-lantern` };
}

/** Invites somebody, by mouse. @returns the link that the admin hands over. */
export async function invite(admin: Page, { name, email }: Newcomer, role = ""): Promise<string> {
  await admin.goto("/settings/people");
  const dialog = admin.getByRole("dialog", { name: "Invite somebody" });
  await expect(async () => {
    await admin.getByRole("button", { name: "Invite" }).click({ timeout: 1_000 });
    await expect(dialog).toBeVisible({ timeout: 1_000 });
  }).toPass();
  await dialog.getByLabel("Name").fill(name);
  await dialog.getByLabel("E-mail address").fill(email);
  await dialog.getByLabel("Role in flights").selectOption(role);
  await dialog.getByRole("button", { name: "Create the link" }).click();
  const link = await shownSecret(admin);
  await dialog.getByRole("button", { name: "Close" }).click();
  return link;
}

/** What a dialog shows this once. */
export async function shownSecret(page: Page): Promise<string> {
  const secret = page.getByRole("dialog").getByRole("status").locator("code");
  await expect(secret).toBeVisible();
  return (await secret.textContent()) ?? "";
}

/** Opens an invitation and chooses a password; afterwards the browser is signed in. */
export async function accept(page: Page, link: string, { name, password }: Newcomer): Promise<void> {
  await page.goto(link);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(`Welcome, ${name}`);
  await page.getByLabel("New password").fill(password);
  await page.getByRole("button", { name: "Set password and sign in" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Home");
}

/** The form at the front door. */
export async function signInByForm(page: Page, email: string, password: string): Promise<void> {
  await page.goto("/sign-in");
  await page.getByLabel("E-mail address").fill(email);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
}

/** The page of somebody, as those who manage people see it. */
export async function openManaged(admin: Page, { name }: Newcomer): Promise<void> {
  await admin.goto("/settings/people");
  await admin.getByRole("link", { name }).click();
  await expect(admin.getByRole("heading", { level: 1 })).toHaveText(name);
}
