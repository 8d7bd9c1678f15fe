import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";

/** The tokens as the stylesheet has them: name → [light, dark]. */
function readTokens(): Map<string, [string, string]> {
  const css = readFileSync(new URL("../../app/globals.css", import.meta.url), "utf8");
  const found = css.matchAll(/^\s+--([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\);$/gm);
  return new Map([...found].map(([, name = "", light = "", dark = ""]) => [name, [light, dark]]));
}

/** Relative luminance and contrast after WCAG 2.2, 1.4.3. */
function luminance(hex: string): number {
  const channel = (at: number) => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5);
}

function contrast(a: string, b: string): number {
  const [light = 0, dark = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (light + 0.05) / (dark + 0.05);
}

function mix(a: string, b: string, shareOfA: number): string {
  const channel = (at: number) => {
    const [x, y] = [a, b].map((hex) => Number.parseInt(hex.slice(at, at + 2), 16));
    return Math.round((x ?? 0) * shareOfA + (y ?? 0) * (1 - shareOfA))
      .toString(16)
      .padStart(2, "0");
  };
  return `#${channel(1)}${channel(3)}${channel(5)}`;
}

const PLAIN = ["page", "raised", "hover"];
const TINTS = ["accent-tint", "safe-tint", "risky-tint", "breaking-tint"];

/** Which text stands on which background. On the accent tint `third` becomes `second` (selected rows), so it is not here. */
const PAIRS: [text: string, backgrounds: string[]][] = [
  ["ink", [...PLAIN, ...TINTS]],
  ["second", [...PLAIN, ...TINTS]],
  ["third", [...PLAIN, "risky-tint", "breaking-tint"]],
  ["accent", [...PLAIN, "accent-tint"]],
  ["safe", [...PLAIN, "safe-tint"]],
  ["risky", [...PLAIN, "risky-tint"]],
  ["breaking", [...PLAIN, "breaking-tint"]],
];

const tokens = readTokens();
const colour = (name: string, theme: 0 | 1) => {
  const pair = tokens.get(name);
  if (!pair) throw new Error(`globals.css has no token ${name}`);
  return pair[theme];
};

describe.each([
  ["light", 0],
  ["dark", 1],
] as const)("in the %s theme", (_, theme) => {
  const cases = PAIRS.flatMap(([text, backgrounds]) =>
    backgrounds.map((background) => [text, background] as const),
  );

  test.each(cases)("%s is readable on %s (4.5 : 1)", (text, background) => {
    expect(contrast(colour(text, theme), colour(background, theme))).toBeGreaterThanOrEqual(4.5);
  });

  test("text on a primary button and in a tip is readable (4.5 : 1)", () => {
    expect(contrast(colour("page", theme), colour("ink", theme))).toBeGreaterThanOrEqual(4.5);
  });

  test("the key hint inside a primary button, at 60 % of its text, is readable (4.5 : 1)", () => {
    const shown = mix(colour("page", theme), colour("ink", theme), 0.6);
    expect(contrast(shown, colour("ink", theme))).toBeGreaterThanOrEqual(4.5);
  });

  test("focus rings and the edges of inputs stand out from every plain background (3 : 1)", () => {
    const field = mix(colour("third", theme), colour("page", theme), 0.76);
    expect(contrast(field, colour("page", theme))).toBeGreaterThanOrEqual(3);
    for (const background of PLAIN) {
      expect(contrast(colour("accent", theme), colour(background, theme))).toBeGreaterThanOrEqual(3);
    }
  });
});
