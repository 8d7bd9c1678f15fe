import { expect, test } from "./fixtures";

test("on a phone the sidebar is a sheet that opens, leads on and closes", async ({ page, signIn }) => {
  await signIn("viewer");
  await page.goto("/search");
  const features = page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: /^Features/ });
  await expect(features).toBeHidden();
  await page.getByRole("button", { name: "Open the sidebar" }).click();
  await features.click();
  await expect(page).toHaveURL(/\/p\/flights\/features/);
  await expect(features).toBeHidden();
});
