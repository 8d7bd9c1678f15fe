import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type MarkdownBlock, type MarkdownInline, parseMarkdown, safeHref } from "./markdown";

function inlinesOf(blocks: readonly MarkdownBlock[]): MarkdownInline[] {
  return blocks.flatMap((block) => {
    if (block.kind === "heading" || block.kind === "paragraph") return deep(block.children);
    if (block.kind === "quote") return inlinesOf(block.children);
    return block.kind === "list" ? block.items.flatMap(inlinesOf) : [];
  });
}

function deep(nodes: readonly MarkdownInline[]): MarkdownInline[] {
  return nodes.flatMap((node) => ("children" in node ? [node, ...deep(node.children)] : [node]));
}

const hrefs = (text: string) =>
  inlinesOf(parseMarkdown(text)).flatMap((node) => (node.kind === "link" ? [node.href] : []));
const textOf = (nodes: readonly MarkdownInline[]): string =>
  nodes
    .map((node) => ("children" in node ? textOf(node.children) : "text" in node ? node.text : " "))
    .join("");

describe("S17: output of descriptions", () => {
  test.each([
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x]( javascript:alert(1))",
    "[x](java\tscript:alert(1))",
    "[x](java\u0000script:alert(1))",
    "[x](\u0001javascript:alert(1))",
    "[x](javascript&colon;alert(1))",
    "[x](vbscript:msgbox(1))",
    "[x](data:text/html,<script>alert(1)</script>)",
    "[x](file:///etc/passwd)",
    "[x](//evil.example)",
    "[x](/relative)",
    "[x](http:evil)",
    "[x](https:\\\\evil.example)",
    "<javascript:alert(1)>",
    "[x][1]\n\n[1]: javascript:alert(1)",
    "![x](javascript:alert(1))",
  ])("%j is no link", (text) => {
    expect(hrefs(text)).toEqual([]);
  });

  test("of a link that tries more, at most the plain address inside it is one", () => {
    expect(hrefs('[x](https://a.example/" onmouseover="alert(1))')).toEqual(["https://a.example/"]);
    expect(hrefs("[x](blob:https://a.example/1)")).toEqual(["https://a.example/1"]);
  });

  test.each([
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '<a href="javascript:alert(1)">x</a>',
    "<svg/onload=alert(1)>",
    "<!--<img src=x onerror=alert(1)>-->",
    "<iframe srcdoc='<script>alert(1)</script>'>",
    "**<b onclick=alert(1)>x</b>**",
  ])("%j stays the text it is", (text) => {
    const nodes = inlinesOf(parseMarkdown(text));
    expect(nodes.every((node) => ["text", "strong", "emphasis", "code"].includes(node.kind))).toBe(true);
    expect(textOf(nodes.filter((node) => node.kind === "text"))).toContain("<");
  });

  test("whatever the text, each address that comes out begins with http, https or mailto", () => {
    const scheme = fc.constantFrom(
      "javascript:",
      "http://a",
      "https://b.example/",
      "mailto:a@b",
      "data:",
      "\tjavascript:",
      "",
    );
    const piece = fc.oneof(
      fc.constantFrom("[x](", "](", ")", "<", ">", "`", "**", "_", "\n\n", "> ", "- "),
      scheme,
      fc.string(),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 20 }), (pieces) => {
        for (const href of hrefs(pieces.join(""))) expect(href).toMatch(/^(https?:\/\/|mailto:)[^\s<>"]*$/i);
      }),
    );
  });

  test("hostile text costs time in proportion to its length", () => {
    for (const bomb of [
      "[",
      "*",
      "_",
      "`",
      "**a",
      "[a](",
      "> ",
      "- ",
      "<",
      "https://",
      "\\",
      "a\n",
      "~~~\n",
      "[a](b [",
      "1. ",
    ]) {
      const started = performance.now();
      parseMarkdown(bomb.repeat(80_000));
      expect(performance.now() - started).toBeLessThan(3000);
    }
  });
});

test("links to http, https and mailto work, written out, in angle brackets and with words", () => {
  expect(
    hrefs("see [docs](https://a.example/x?y=1#z), <http://b.example> and https://c.example/path."),
  ).toEqual(["https://a.example/x?y=1#z", "http://b.example", "https://c.example/path"]);
  expect(hrefs("[write](mailto:ops@example.org)")).toEqual(["mailto:ops@example.org"]);
  expect(safeHref("https://")).toBeNull();
});

test("names in snake case are names, not emphasis", () => {
  expect(parseMarkdown("mean_delay_7d and late_share_24h")).toEqual([
    { kind: "paragraph", children: [{ kind: "text", text: "mean_delay_7d and late_share_24h" }] },
  ]);
});

test("emphasis, strong and code nest where they should and code is literal", () => {
  expect(parseMarkdown("**a *b*** `**c**`")).toEqual([
    {
      kind: "paragraph",
      children: [
        { kind: "strong", children: [{ kind: "text", text: "a *b" }] },
        { kind: "text", text: "* " },
        { kind: "code", text: "**c**" },
      ],
    },
  ]);
});

test("a star between spaces is a star", () => {
  expect(textOf(inlinesOf(parseMarkdown("3 * 4 * 5")))).toBe("3 * 4 * 5");
});

test("blocks: heading, list with a nested list, quote, fenced code, rule", () => {
  const blocks = parseMarkdown(
    "# Title #\n\n- one\n- two\n  - deep\n\n> said\n\n```sql\nSELECT *\n```\n\n---\n3. third",
  );
  expect(blocks.map((block) => block.kind)).toEqual(["heading", "list", "quote", "code", "rule", "list"]);
  expect(blocks[0]).toMatchObject({ level: 1, children: [{ text: "Title" }] });
  expect(blocks[1]).toMatchObject({
    ordered: false,
    items: [[{ kind: "paragraph" }], [{ kind: "paragraph" }, { kind: "list" }]],
  });
  expect(blocks[3]).toEqual({ kind: "code", language: "sql", text: "SELECT *" });
  expect(blocks[5]).toMatchObject({ ordered: true, start: 3 });
});

test("a fence that never closes holds the rest, and a backslash takes a mark literally", () => {
  expect(parseMarkdown("```\nopen")).toEqual([{ kind: "code", language: "", text: "open" }]);
  expect(textOf(inlinesOf(parseMarkdown("\\*not\\*")))).toBe("*not*");
});

test("two spaces at a line's end break it; a plain line break is a space", () => {
  expect(parseMarkdown("a  \nb\nc")).toEqual([
    {
      kind: "paragraph",
      children: [{ kind: "text", text: "a" }, { kind: "break" }, { kind: "text", text: "b c" }],
    },
  ]);
});
