import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { checkLicences, isAllowed } from "./checks/licences.mjs";
import { missingEntries } from "./complete-lockfile.mjs";

interface Lock {
  packages: Record<string, { version?: string; resolved?: string; hasInstallScript?: boolean }>;
}

const read = (path: string) =>
  JSON.parse(readFileSync(fileURLToPath(new URL(`../${path}`, import.meta.url)), "utf8"));
const lock: Lock = read("package-lock.json");
const manifest: {
  dependencies: Record<string, string>;
  devDependencies: Record<string, string>;
  allowScripts: Record<string, boolean>;
} = read("package.json");

/** Whether a version is at least a floor; both are plain `major.minor.patch`. */
function isAtLeast(version: string, floor: string): boolean {
  const [left, right] = [version, floor].map((text) => text.split(".").map(Number));
  const index = [0, 1, 2].find((part) => left?.[part] !== right?.[part]);
  return index === undefined || (left?.[index] ?? 0) > (right?.[index] ?? 0);
}

describe("S5 the installed framework is above every known advisory", () => {
  test.each([
    ["next", "16.3.3"],
    ["react", "19.2.6"],
    ["react-dom", "19.2.6"],
  ])("S5 %s is at least %s", (name, floor) => {
    expect(isAtLeast(read(`node_modules/${name}/package.json`).version, floor)).toBe(true);
  });

  test("S5 a version below the floor would be noticed", () => {
    expect(isAtLeast("16.3.2", "16.3.3")).toBe(false);
    expect(isAtLeast("15.9.9", "16.3.3")).toBe(false);
    expect(isAtLeast("16.10.0", "16.3.3")).toBe(true);
  });
});

describe("S20 what enters the product is pinned, known and licensed", () => {
  test("S20 every dependency is pinned to one exact version", () => {
    const ranges = Object.entries({ ...manifest.dependencies, ...manifest.devDependencies }).filter(
      ([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version),
    );
    expect(ranges).toEqual([]);
  });

  test("S20 the lock file holds no download address", () => {
    expect(Object.entries(lock.packages).filter(([, { resolved }]) => resolved)).toEqual([]);
    expect(readFileSync(fileURLToPath(new URL("../package-lock.json", import.meta.url)), "utf8")).not.toMatch(
      /https?:\/\/[^"]*\.tgz/,
    );
  });

  test("S20 the lock file names every optional package of every platform, so that npm ci takes it", () => {
    expect(missingEntries(lock)).toEqual({});
  });

  test("S20 every package with an install script is on the allow list, as allowed or as refused", () => {
    const withScript = Object.entries(lock.packages)
      .filter(([, { hasInstallScript }]) => hasInstallScript)
      .map(([path]) => path.replace(/^.*node_modules\//, ""));
    expect(withScript.filter((name) => !(name in manifest.allowScripts))).toEqual([]);
  });

  test("S20 every installed production package has a licence from the allow list", () => {
    expect(checkLicences()).toEqual([]);
  });

  test.each([
    ["MIT", true],
    ["(MIT OR GPL-3.0)", true],
    ["GPL-3.0", false],
    ["MIT AND GPL-3.0", false],
    [undefined, false],
  ])("S20 the licence gate judges %s", (expression, allowed) => {
    expect(isAllowed(expression)).toBe(allowed);
  });
});
