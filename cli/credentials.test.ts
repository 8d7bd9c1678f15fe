import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { credentialsPath, keepToken, readToken } from "./credentials";

const home = mkdtempSync(join(tmpdir(), "asof-home-"));
afterAll(() => rmSync(home, { recursive: true }));
const io = { env: { HOME: home } };

describe("kept tokens", () => {
  it("are one per server, in a file that nobody else can read, also when the file was there before", () => {
    expect(readToken(io, "http://a")).toBeNull();
    const path = keepToken(io, "http://a", "one");
    writeFileSync(path, JSON.stringify({ tokens: { "http://a": "one" } }), { mode: 0o644 });
    keepToken(io, "http://b", "two");
    keepToken(io, "http://a", "three");
    expect([readToken(io, "http://a"), readToken(io, "http://b"), readToken(io, "http://c")]).toEqual([
      "three",
      "two",
      null,
    ]);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(statSync(join(path, "..")).mode & 0o777).toBe(0o700);
  });

  it("stand in the configuration folder of the person", () => {
    expect(credentialsPath({ env: { XDG_CONFIG_HOME: "/x", HOME: "/h" } })).toBe("/x/asof/credentials.json");
    expect(credentialsPath({ env: { HOME: "/h" } })).toBe("/h/.config/asof/credentials.json");
  });
});
