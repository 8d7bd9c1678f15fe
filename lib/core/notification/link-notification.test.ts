import { describe, expect, it } from "vitest";
import { type LinkMessage, linkNotification } from "./link-notification";

const ID = "0193b8a0-0000-7000-8000-000000000000";
const MESSAGE: LinkMessage = {
  purpose: "invitation",
  name: "Ada",
  email: "ada@example.org",
  site: "https://asof.example.org",
  url: "https://asof.example.org/invitation?token=t",
  expiresAt: new Date("2026-11-28T09:05:30.123Z"),
  madeBy: "Mira Okafor",
};
const textOf = (message: LinkMessage) => {
  const { paragraphs, notes } = linkNotification(ID, message);
  return [...paragraphs, ...notes].join("\n");
};

describe("a message with a one-time link", () => {
  it("says for whom, from whom, where and until when, and carries the link in one place only", () => {
    const { link, recipient, id } = linkNotification(ID, MESSAGE);
    expect([id, recipient, link?.url]).toEqual([ID, MESSAGE.email, MESSAGE.url]);
    for (const word of ["Ada", "Mira Okafor", "https://asof.example.org.", "2026-11-28 09:05 UTC"]) {
      expect(textOf(MESSAGE)).toContain(word);
    }
    expect(textOf(MESSAGE)).not.toContain("token=");
  });

  it("does not claim to know who asked on the sign-in page", () => {
    const reset = { ...MESSAGE, purpose: "password_reset" } as const;
    expect(textOf(reset)).toContain("Mira Okafor made a link");
    expect(textOf({ ...reset, madeBy: null })).toMatch(/Somebody, most likely you, asked .*ignore it/s);
  });

  it("has other words for each purpose", () => {
    const titles = (["invitation", "password_reset"] as const).map(
      (purpose) => linkNotification(ID, { ...MESSAGE, purpose }).title,
    );
    expect(new Set(titles).size).toBe(2);
  });
});
