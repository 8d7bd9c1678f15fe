import AxeBuilder from "@axe-core/playwright";
import { type BrowserContext, test as base, type Cookie, expect, type Page } from "@playwright/test";

/** The people of the demo project. */
export const PEOPLE = {
  admin: "Mira Okafor",
  owner: "Jonas Lindqvist",
  contributor: "Priya Raman",
  steward: "Tomas Reyes",
  viewer: "Vera Lang",
} as const;
export type PersonKey = keyof typeof PEOPLE;

/** Signing in once per person and worker is enough; who signs out of such a session takes it from other tests. */
const sessions = new Map<PersonKey, Cookie[]>();

export interface Fixtures {
  /** Signs the page's browser context in as one of the demo people. */
  signIn: (person?: PersonKey) => Promise<void>;
  /** Opens another browser, signed in as one of the demo people or as nobody. */
  openBrowser: (person?: PersonKey) => Promise<Page>;
}

export const test = base.extend<Fixtures>({
  signIn: async ({ page }, use) => {
    await use((person = "admin") => signInAs(page, person));
  },
  openBrowser: async ({ browser }, use) => {
    const contexts: BrowserContext[] = [];
    const checks: (() => void)[] = [];
    await use(async (person) => {
      const context = await browser.newContext();
      contexts.push(context);
      const page = await context.newPage();
      checks.push(watchConsole(page));
      if (person) await signInAs(page, person);
      return page;
    });
    for (const check of checks) check();
    for (const context of contexts) await context.close();
  },
  page: async ({ page }, use) => {
    const check = watchConsole(page);
    await use(page);
    check();
  },
});

async function signInAs(page: Page, person: PersonKey): Promise<void> {
  const known = sessions.get(person);
  if (known) return await page.context().addCookies(known);
  await page.goto("/sign-in");
  await page.getByRole("button", { name: PEOPLE[person] }).click();
  await expect(page).not.toHaveURL(/sign-in/);
  sessions.set(person, await page.context().cookies());
}

/** @returns what fails when the page's console has held an error since. */
function watchConsole(page: Page): () => void {
  const failures: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error" && !isExpected(message.text())) failures.push(message.text());
  });
  page.on("pageerror", (error) => failures.push(String(error)));
  return () => expect(failures, "errors in the browser's console").toEqual([]);
}

/** The browser itself reports every 4xx answer as an error; specs that provoke one check the page instead. */
function isExpected(text: string): boolean {
  return /Failed to load resource: the server responded with a status of 4\d\d/.test(text);
}

const WIDTHS = [
  { width: 1280, height: 800 },
  { width: 412, height: 839 },
];

/** In light and dark, on a screen of 1280 px and on a phone's: nothing is wider than it, and axe finds nothing. */
export async function expectGoodInEveryLook(page: Page): Promise<void> {
  for (const size of WIDTHS) {
    await page.setViewportSize(size);
    await expectNoSidewaysScroll(page);
    await expectAccessibleInBothSchemes(page);
  }
}

/** Only colours depend on the scheme, so only contrast is looked at twice. */
export async function expectAccessibleInBothSchemes(page: Page, part?: string): Promise<void> {
  await showIn(page, "light");
  await expectAccessible(page, part);
  await showIn(page, "dark");
  await expectNoViolations(
    new AxeBuilder({ page }).withRules(["color-contrast", "link-in-text-block"]),
    part,
  );
}

/** Colours fade from one scheme to the other; half way they are neither. */
async function showIn(page: Page, colorScheme: "light" | "dark"): Promise<void> {
  await page.emulateMedia({ colorScheme });
  await page.evaluate(async () => {
    await new Promise(requestAnimationFrame);
    const fading = document.getAnimations().filter((one) => one instanceof CSSTransition);
    await Promise.allSettled(fading.map(({ finished }) => finished));
  });
}

/** Fails on anything axe finds, WCAG 2.2 AA and best practices: on the whole page, or in one part of it. */
export async function expectAccessible(page: Page, part?: string): Promise<void> {
  const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
  await expectNoViolations(new AxeBuilder({ page }).withTags(tags), part);
}

async function expectNoViolations(axe: AxeBuilder, part: string | undefined): Promise<void> {
  const { violations } = await (part === undefined ? axe : axe.include(part)).analyze();
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
