import { expect, test } from "./fixtures";
import { expectWalkableByKeyboard } from "./keys";
import { OPEN_PAGES, OPENED_PAGES, PAGES } from "./page-list";

for (const [path, heading] of PAGES) {
  test(`every control of ${path} is reached with Tab, shows it, and lets go`, async ({ page, signIn }) => {
    await signIn("admin");
    await page.goto(path);
    await expect(page.getByRole("heading", { level: 1 }).first()).toHaveText(heading);
    await expectWalkableByKeyboard(page);
  });
}

for (const [list, name, heading] of OPENED_PAGES) {
  test(`every control of the page of ${name} in ${list} is reached with Tab`, async ({ page, signIn }) => {
    await signIn("admin");
    await page.goto(list);
    await page.getByRole("main").getByRole("link", { name }).first().click();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(heading);
    await expectWalkableByKeyboard(page);
  });
}

for (const path of OPEN_PAGES) {
  test(`every control of ${path} is reached with Tab by somebody who is not signed in`, async ({ page }) => {
    await page.goto(path);
    await expectWalkableByKeyboard(page);
  });
}
