import { describe, expect, it } from "vitest";
import { plainReason } from "./reason";

const URL = "https://asof.example.org/reset?token=c4naryTokenOfALink0123456789abcd";

describe("S15: the reason that is kept of a failure", () => {
  it.each([
    ["550 5.7.1 refused: http://asof.example.org/reset?token=c4naryTokenOfALink0123456789abcd is listed"],
    [`550 refused, see ${URL}`],
    ["550 content contains token c4naryTokenOfALink0123456789abcd (spam)"],
    ["550 content contains /reset?token=c4naryTokenOfALink0123456789abcd."],
  ])("does not hold the link that %s quotes", (text) => {
    const reason = plainReason(text, URL);
    expect(reason).not.toContain("c4nary");
    expect(reason).toContain("550");
  });

  it("is one line of bounded length, and never empty", () => {
    expect(plainReason("550 no\r\n such\tuser\u0000", null)).toBe("550 no such user");
    expect(plainReason("x".repeat(1000), null)).toHaveLength(300);
    expect(plainReason(" \r\n", null)).toBe("No reason was given.");
  });
});
