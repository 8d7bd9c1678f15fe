import { expect, type Locator, type Page } from "@playwright/test";

const STEPS_MAX = 150;

/** Moves the focus with Tab alone until it is on the target. */
export async function tabTo(target: Locator): Promise<void> {
  const page = target.page();
  await expect(target).toBeVisible();
  // A handle, because a locator looks through the whole page again at every step.
  let element = await target.elementHandle();
  for (let step = 0; step < STEPS_MAX; step++) {
    const state = await element?.evaluate((node) =>
      node.isConnected ? node === document.activeElement : "replaced",
    );
    if (state === true) return;
    if (state === "replaced") element = await target.elementHandle({ timeout: 5_000 });
    else await page.keyboard.press("Tab");
  }
  throw new Error(`${STEPS_MAX} presses of Tab do not lead to ${target}`);
}

/** Tabs to a control and presses Enter on it. */
export async function enter(target: Locator): Promise<void> {
  await tabTo(target);
  await target.page().keyboard.press("Enter");
}

/** Tabs to a field and types into it. */
export async function typeInto(target: Locator, text: string): Promise<void> {
  await tabTo(target);
  await target.page().keyboard.press("Control+a");
  await target.page().keyboard.type(text);
}

/** Tab and Shift-Tab stay inside an open dialog. */
export async function expectFocusTrapped(dialog: Locator): Promise<void> {
  const page = dialog.page();
  const isInside = () =>
    dialog.evaluate(
      // At the end of a modal dialog the browser's own bar is next: the page itself has no focus then.
      (element) => document.activeElement === document.body || element.contains(document.activeElement),
    );
  const controls = await dialog.locator(TABBABLE).count();
  for (const key of ["Tab", "Shift+Tab"]) {
    for (let step = 0; step < controls + 3; step++) {
      await page.keyboard.press(key);
      expect(await isInside(), `${key} leaves the dialog`).toBe(true);
    }
  }
}

const TABBABLE =
  "a[href], button:enabled, input:enabled:not([type=hidden]), select:enabled, textarea:enabled, summary, [tabindex='0']";

/** What one walk through a page with Tab found. */
interface Walk {
  /** Controls that never had the focus. */
  missed: string[];
  /** Controls that had it and did not show it. */
  unseen: string[];
}

/**
 * Walks through the whole page with Tab: every control is reached, shows that it has the focus, and lets go of it
 * again.
 */
export async function expectWalkableByKeyboard(page: Page): Promise<void> {
  const count = await page.evaluate(startWalk, TABBABLE);
  // Boxes that scroll are stops too, though no control; and the walk begins wherever the focus is.
  for (let step = 0; step < 1.2 * count + 12; step++) await page.keyboard.press("Tab");
  const { missed, unseen } = await page.evaluate(endWalk);
  expect(missed, "controls that Tab does not reach").toEqual([]);
  expect(unseen, "controls that do not show the focus").toEqual([]);
}

interface WalkingWindow extends Window {
  walk?: { expected: HTMLElement[]; seen: Set<HTMLElement>; unseen: Set<HTMLElement> };
}

/** Runs in the page. */
function startWalk(tabbable: string): number {
  const isShown = (element: HTMLElement) =>
    element.checkVisibility({ visibilityProperty: true }) && element.closest("[inert]") === null;
  const isInOrder = (element: HTMLElement) => {
    if (element.tabIndex < 0 || !isShown(element)) return false;
    // Of a group of radios only the chosen one is a stop; arrow keys move inside.
    return !(element instanceof HTMLInputElement && element.type === "radio" && !element.checked);
  };
  const expected = [...document.querySelectorAll<HTMLElement>(tabbable)].filter(isInOrder);
  const walk = { expected, seen: new Set<HTMLElement>(), unseen: new Set<HTMLElement>() };
  (window as WalkingWindow).walk = walk;
  document.addEventListener("focusin", (event) => {
    const element = event.target;
    if (!(element instanceof HTMLElement) || !walk.expected.includes(element)) return;
    walk.seen.add(element);
    const isMarked = [element, element.closest("label")].some((candidate) => {
      if (!candidate) return false;
      const { outlineStyle, outlineWidth } = getComputedStyle(candidate);
      return outlineStyle !== "none" && Number.parseFloat(outlineWidth) >= 1;
    });
    const { width, height } = element.getBoundingClientRect();
    if (!isMarked || width < 1 || height < 1) walk.unseen.add(element);
  });
  return expected.length;
}

/** Runs in the page. */
function endWalk(): Walk {
  const { walk } = window as WalkingWindow;
  if (!walk) throw new Error("the page was left during the walk");
  const words = (element: HTMLElement) => element.outerHTML.slice(0, 160);
  return {
    missed: walk.expected.filter((element) => !walk.seen.has(element)).map(words),
    unseen: [...walk.unseen].map(words),
  };
}
