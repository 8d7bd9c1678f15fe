/** The first that matches counts: every relative of Chrome also calls itself Chrome and Safari. */
const BROWSERS: readonly [name: string, mark: RegExp][] = [
  ["Opera", /\bOPR\//],
  ["Edge", /\bEdg(A|iOS)?\//],
  ["Firefox", /\b(Firefox|FxiOS)\//],
  ["Chrome", /\b((Headless)?Chrome|CriOS)\//],
  ["Safari", /\bVersion\/.*\bSafari\//],
];

const SYSTEMS: readonly [name: string, mark: RegExp][] = [
  ["Android", /\bAndroid\b/],
  ["iPhone", /\biPhone\b/],
  ["iPad", /\biPad\b/],
  ["Windows", /\bWindows\b/],
  ["ChromeOS", /\bCrOS\b/],
  ["macOS", /\bMac OS X\b/],
  ["Linux", /\bLinux\b/],
];

/**
 * A User-Agent as people say it: "Chrome on Windows". Only to recognise one's own browsers: the header says what its
 * sender likes. What is not known is shown as it came; nothing is "Unknown browser".
 */
export function formatBrowser(userAgent: string | null): string {
  if (!userAgent) return "Unknown browser";
  const named = (list: typeof BROWSERS) => list.find(([, mark]) => mark.test(userAgent))?.[0];
  const [browser, system] = [named(BROWSERS), named(SYSTEMS)];
  if (browser === undefined) return userAgent;
  return system === undefined ? browser : `${browser} on ${system}`;
}
