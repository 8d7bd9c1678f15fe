import { expect, test } from "vitest";
import { mailBody } from "./mail-body";

const NOTIFICATION = {
  id: "0193b8a0-0000-7000-8000-000000000000",
  recipient: "ada@example.org",
  title: "A <title>",
  paragraphs: [`Hello <img src="https://evil.example/x.png">,`, "second & last"],
  link: { label: "Open 'it'", url: "https://asof.example.org/reset?token=a&b=c" },
  notes: ["skip this"],
};

test("S17: what people typed is text in the HTML of a mail, never markup", () => {
  const { html } = mailBody(NOTIFICATION);
  expect(html).toContain("&lt;img src=&quot;https://evil.example/x.png&quot;&gt;");
  expect(html).toContain("second &amp; last");
  expect(html).toContain(`href="https://asof.example.org/reset?token=a&amp;b=c"`);
});

test("the HTML loads nothing: its only address is that of the link", () => {
  const { html } = mailBody({ ...NOTIFICATION, paragraphs: ["Hello,"] });
  expect(html).not.toMatch(/<(img|link|script|style|iframe|object)|src=|@import|url\(/i);
  expect(html.match(/https?:/g)).toHaveLength(2);
});

test("the plain text says the same in the same order, the link on a line of its own", () => {
  expect(mailBody(NOTIFICATION).text.split("\n\n")).toEqual([
    ...NOTIFICATION.paragraphs,
    "Open 'it':\nhttps://asof.example.org/reset?token=a&b=c",
    "skip this\n",
  ]);
  expect(mailBody({ ...NOTIFICATION, link: null }).text).not.toContain("https://asof");
});
