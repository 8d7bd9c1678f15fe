import { describe, expect, test } from "vitest";
import { formatTag, parseTag } from "./tag";

describe("parseTag", () => {
  test.each([
    ["delay", { key: "delay", value: "" }, "delay"],
    ["domain: operations", { key: "domain", value: "operations" }, "domain: operations"],
    ["domain:operations", { key: "domain", value: "operations" }, "domain: operations"],
    [" domain :  air traffic ", { key: "domain", value: "air traffic" }, "domain: air traffic"],
    ["v1.2/x-y_z", { key: "v1.2/x-y_z", value: "" }, "v1.2/x-y_z"],
    ["url: a:b", { key: "url", value: "a:b" }, "url: a:b"],
  ])("reads %j", (text, tag, canonical) => {
    expect(parseTag(text)).toEqual(tag);
    expect(formatTag(tag)).toBe(canonical);
    expect(parseTag(canonical)).toEqual(tag);
  });

  test.each([
    "",
    " ",
    "two words",
    "domain:",
    ": x",
    "-a",
    `${"a".repeat(64)}`,
    `a: ${"b".repeat(121)}`,
    "a: b\nc",
  ])("refuses %j", (text) => {
    expect(parseTag(text)).toBeNull();
  });
});
