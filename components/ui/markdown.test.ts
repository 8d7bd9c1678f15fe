import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { Markdown } from "./markdown";

const render = (text: string) => renderToStaticMarkup(createElement(Markdown, { text }));

const TAGS = /^(?:div|p|a|ul|ol|li|strong|em|code|pre|section|blockquote|hr|br|h3|h4|h5)$/;

/** Known ways to run scripts from text, after OWASP's filter evasion list. */
const CORPUS = [
  "<script>alert(1)</script>",
  "<ScRiPt src=//evil.example></sCrIpT>",
  "<img src=x onerror=alert(1)>",
  "<svg><script>alert(1)</script></svg>",
  "<math><mtext></p><img src=x onerror=alert(1)>",
  "<a href=javascript:alert(1)>x</a>",
  "[x](javascript:alert(1))",
  "[x](&#106;avascript:alert(1))",
  "[x](\\javascript:alert(1))",
  "[<img src=x onerror=alert(1)>](https://a.example)",
  "[x](https://a.example 'onclick=alert(1)')",
  '[x](https://a.example/"onmouseover="alert(1))',
  "<https://a.example/' onclick='alert(1)>",
  "![x](https://a.example/pixel.gif)",
  "`<img src=x onerror=alert(1)>`",
  "```html\n<img src=x onerror=alert(1)>\n```",
  "> <style>@import '//evil.example'</style>",
  "# <iframe src=//evil.example>",
  "- <form action=//evil.example><input name=password>",
  "**<b/onclick=alert(1)>**",
  "{{constructor.constructor('alert(1)')()}}",
  "\u202e\u0000<script>",
];

test.each(CORPUS)("S17: %j becomes nothing but the elements of a description", (text) => {
  const markup = render(text);
  for (const [, tag = "", attributes = ""] of markup.matchAll(/<\/?([a-z0-9]+)((?:\s[^<>]*)?)>/gi)) {
    expect(tag).toMatch(TAGS);
    expect(attributes).not.toMatch(/\son\w+\s*=|style=|srcdoc|src=/i);
    const href = /href="([^"]*)"/.exec(attributes)?.[1];
    if (href !== undefined) expect(href).toMatch(/^(https?:\/\/|mailto:)/);
  }
});

test("S17: links tell the other side nothing and pass on no rank", () => {
  expect(render("[x](https://a.example)")).toContain('rel="noopener noreferrer nofollow"');
});

test("headings begin below those of the page", () => {
  expect(render("# a\n## b")).toMatch(/<h3.*<h4/);
});
