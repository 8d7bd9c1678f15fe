import AxeBuilder from "@axe-core/playwright";
import { test as base, type Cookie, expect, type Page } from "@playwright/test";

/** The people of the demo project. */
export const PEOPLE = {
  admin: "Mira Okafor",
  owner: "Jonas Lindqvist",
  contributor: "Priya Raman",
  steward: "Tomas Reyes",
  viewer: "Vera Lang",
} as const;
export type PersonKey = keyof typeof PEOPLE;

/** Signing in once per person and worker is enough; sign-in.spec.ts does it by hand. */
const sessions = new Map<PersonKey, Cookie[]>();

export interface Fixtures {
  /** Signs the page's browser context in as one of the demo people. */
  signIn: (person?: PersonKey) => Promise<void>;
}

export const test = base.extend<Fixtures>({
  signIn: async ({ page }, use) => {
    await use(async (person = "admin") => {
      const known = sessions.get(person);
      if (known) return await page.context().addCookies(known);
      await page.goto("/sign-in");
      await page.getByRole("button", { name: PEOPLE[person] }).click();
      await expect(page).not.toHaveURL(/sign-in/);
      sessions.set(person, await page.context().cookies());
    });
  },
  page: async ({ page }, use) => {
    const failures: string[] = [];
    page.on("console", (message) => {
      if (message.type() === "error" && !isExpected(message.text())) failures.push(message.text());
    });
    page.on("pageerror", (error) => failures.push(String(error)));
    await use(page);
    expect(failures, "errors in the browser's console").toEqual([]);
  },
});

/** The browser itself reports every 4xx answer as an error; specs that provoke one check the page instead. */
function isExpected(text: string): boolean {
  return /Failed to load resource: the server responded with a status of 4\d\d/.test(text);
}

/** Fails on anything axe finds, WCAG 2.2 AA and best practices. */
export async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page })
    .withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"])
    .analyze();
  const found = violations.map(
    ({ id, help, nodes }) => `${id}: ${help}\n${nodes.map((node) => node.target.join(" ")).join("\n")}`,
  );
  expect(found).toEqual([]);
}

/** Nothing is wider than the screen. */
export async function expectNoSidewaysScroll(page: Page): Promise<void> {
  const overflow = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect(overflow).toBeLessThanOrEqual(0);
}

/**
 * Presses keys until they have their effect: those pressed before the page's scripts have arrived are lost, as they
 * are for a person.
 */
export async function pressUntil(
  page: Page,
  keys: string[],
  effect: (timeout: number) => Promise<void>,
): Promise<void> {
  await expect(async () => {
    for (const key of keys) await page.keyboard.press(key);
    await effect(1_500);
  }).toPass();
}

export { expect };
