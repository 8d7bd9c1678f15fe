import { fc, test } from "@fast-check/vitest";
import { describe, expect } from "vitest";
import { seal, unseal } from "./seal";

const SECRET = "a secret of the tests, long enough to be accepted";
const ROW = "0193b8a0-0000-7000-8000-000000000000";

describe("S15: a sealed text", () => {
  test.prop([fc.string({ unit: "binary" }), fc.string({ minLength: 1 }), fc.uuid()])(
    "opens with its secret in its row, and says nothing of what it holds",
    (text, secret, row) => {
      const sealed = seal(secret, row, text);
      expect(unseal(secret, row, sealed)).toBe(Buffer.from(text, "utf8").toString("utf8"));
      expect(sealed).toMatch(/^v1\.[0-9a-f]{8}\.[\w-]+$/);
    },
  );

  test("does not open with another secret, in another row, or when a bit of it was changed", () => {
    const sealed = seal(SECRET, ROW, "the secret text");
    expect(unseal(`${SECRET}!`, ROW, sealed)).toBeNull();
    expect(unseal(SECRET, ROW.replace("0193", "0194"), sealed)).toBeNull();
    const [version, keyId, body = ""] = sealed.split(".");
    const bytes = Buffer.from(body, "base64url");
    for (let at = 0; at < bytes.length; at++) {
      const changed = Buffer.from(bytes);
      changed.writeUInt8(bytes.readUInt8(at) ^ 1, at);
      expect(unseal(SECRET, ROW, `${version}.${keyId}.${changed.toString("base64url")}`)).toBeNull();
    }
  });

  test.each(["", "v1", "v1.00000000.", "v2.00000000.AAAA", "the secret text"])("is not %j", (text) => {
    expect(unseal(SECRET, ROW, text)).toBeNull();
  });

  test("is another one each time", () => {
    expect(seal(SECRET, ROW, "text")).not.toBe(seal(SECRET, ROW, "text"));
  });

  test("that this release sealed opens in every later one", () => {
    const sealed = "v1.facc3f74.BwcHBwcHBwcHBwcHSLPm3vlX57FPZOkf42c4hJAIsAOZuWJ6xdfiXyMBcA";
    expect(unseal(SECRET, ROW, sealed)).toBe("the secret text");
  });
});
