/**
 * The subset of Markdown that descriptions may use, as a tree. Raw HTML does not exist in it: whatever looks like a
 * tag stays text. Links lead to http, https or mailto addresses or are no links.
 */
export type MarkdownBlock =
  | { kind: "heading"; level: 1 | 2 | 3; children: MarkdownInline[] }
  | { kind: "paragraph"; children: MarkdownInline[] }
  | { kind: "quote"; children: MarkdownBlock[] }
  | { kind: "list"; ordered: boolean; start: number; items: MarkdownBlock[][] }
  | { kind: "code"; language: string; text: string }
  | { kind: "rule" };

export type MarkdownInline =
  | { kind: "text"; text: string }
  | { kind: "code"; text: string }
  | { kind: "strong" | "emphasis"; children: MarkdownInline[] }
  | { kind: "link"; href: string; children: MarkdownInline[] }
  | { kind: "break" };

const DEPTH_MAX = 6;
const LINK_TEXT_LENGTH_MAX = 500;
const HREF_LENGTH_MAX = 2000;
const FENCE = /^ {0,3}(`{3,}|~{3,})\s*([\w+-]*)/;
const HEADING = /^ {0,3}(#{1,6})[ \t]+(\S.*)$/;
const RULE = /^ {0,3}([-*_])[ \t]*(?:\1[ \t]*){2,}$/;
const ITEM = /^( {0,3})([-*+]|\d{1,9}[.)])([ \t]+|$)/;
const QUOTE = /^ {0,3}> ?/;

/** @returns the blocks of a text; work grows with its length, nesting stops at six levels. */
export function parseMarkdown(text: string): MarkdownBlock[] {
  return parseBlocks(text.replace(/\r\n?/g, "\n").replaceAll("\t", "    ").split("\n"), 0);
}

/**
 * @returns the address as it may stand in `href`, or `null` when its scheme is not http, https or mailto. White space
 *   and control characters, which browsers ignore inside schemes, are refused, not removed.
 */
export function safeHref(address: string): string | null {
  const trimmed = address.trim();
  if (/[\p{Cc}\s<>"`\\]/u.test(trimmed)) return null;
  return /^(?:https?:\/\/[^/?#]|mailto:[^?#@])/i.test(trimmed) ? trimmed : null;
}

function parseBlocks(lines: string[], depth: number): MarkdownBlock[] {
  const blocks: MarkdownBlock[] = [];
  let at = 0;
  while (at < lines.length) {
    const line = lines[at] ?? "";
    if (line.trim() === "") {
      at++;
      continue;
    }
    const { block, next } = readBlock(lines, at, depth);
    blocks.push(block);
    at = next;
  }
  return blocks;
}

interface Read {
  block: MarkdownBlock;
  next: number;
}

function readBlock(lines: string[], at: number, depth: number): Read {
  const line = lines[at] ?? "";
  const fence = FENCE.exec(line);
  if (fence) return readFence(lines, at, fence[1] ?? "", fence[2] ?? "");
  const heading = HEADING.exec(line);
  if (heading) {
    const level = Math.min(3, (heading[1] ?? "").length) as 1 | 2 | 3;
    const title = (heading[2] ?? "").trimEnd().replace(/ +#+$/, "");
    return { block: { kind: "heading", level, children: parseInline(title) }, next: at + 1 };
  }
  if (RULE.test(line)) return { block: { kind: "rule" }, next: at + 1 };
  if (depth < DEPTH_MAX && QUOTE.test(line)) return readQuote(lines, at, depth);
  if (depth < DEPTH_MAX && ITEM.test(line)) return readList(lines, at, depth);
  return readParagraph(lines, at);
}

function readFence(lines: string[], at: number, fence: string, language: string): Read {
  let end = at + 1;
  while (end < lines.length && !(lines[end] ?? "").trim().startsWith(fence)) end++;
  return { block: { kind: "code", language, text: lines.slice(at + 1, end).join("\n") }, next: end + 1 };
}

function readQuote(lines: string[], at: number, depth: number): Read {
  let end = at;
  while (end < lines.length && QUOTE.test(lines[end] ?? "")) end++;
  const inner = lines.slice(at, end).map((line) => line.replace(QUOTE, ""));
  return { block: { kind: "quote", children: parseBlocks(inner, depth + 1) }, next: end };
}

function readList(lines: string[], at: number, depth: number): Read {
  const marker = ITEM.exec(lines[at] ?? "")?.[2] ?? "-";
  const ordered = /\d/.test(marker);
  const items: MarkdownBlock[][] = [];
  let next = at;
  while (next < lines.length) {
    const found = ITEM.exec(lines[next] ?? "");
    if (!found || /\d/.test(found[2] ?? "") !== ordered) break;
    const width = found[0].length;
    const item = [(lines[next] ?? "").slice(width)];
    next++;
    while (next < lines.length && continuesItem(lines, next, width)) {
      item.push((lines[next] ?? "").slice(Math.min(width, indentOf(lines[next] ?? ""))));
      next++;
    }
    items.push(parseBlocks(item, depth + 1));
  }
  return { block: { kind: "list", ordered, start: ordered ? Number.parseInt(marker, 10) : 1, items }, next };
}

function continuesItem(lines: string[], at: number, width: number): boolean {
  const line = lines[at] ?? "";
  if (line.trim() !== "") return indentOf(line) >= Math.min(width, 2);
  const following = lines[at + 1];
  return following !== undefined && following.trim() !== "" && indentOf(following) >= Math.min(width, 2);
}

function readParagraph(lines: string[], at: number): Read {
  let end = at + 1;
  while (end < lines.length) {
    const line = lines[end] ?? "";
    if (
      line.trim() === "" ||
      FENCE.test(line) ||
      HEADING.test(line) ||
      RULE.test(line) ||
      QUOTE.test(line) ||
      ITEM.test(line)
    )
      break;
    end++;
  }
  const text = lines
    .slice(at, end)
    .map((line) => line.trimStart())
    .join("\n");
  return { block: { kind: "paragraph", children: parseInline(text.trimEnd()) }, next: end };
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}

/** Left to right, each character looked at a bounded number of times: closers are searched once per kind and level. */
function parseInline(text: string, depth = 0): MarkdownInline[] {
  const nodes: MarkdownInline[] = [];
  let plain = "";
  let at = 0;
  const missing = new Set<string>();
  const flush = () => {
    if (plain) nodes.push({ kind: "text", text: plain });
    plain = "";
  };
  while (at < text.length) {
    const found = depth < DEPTH_MAX ? readInline(text, at, depth, missing) : null;
    if (found) {
      flush();
      nodes.push(found.node);
      at = found.next;
    } else if (text[at] === "\\" && /[!-/:-@[-`{-~]/.test(text[at + 1] ?? "")) {
      plain += text[at + 1];
      at += 2;
    } else {
      plain += text[at] === "\n" ? " " : text[at];
      at++;
    }
  }
  flush();
  return nodes;
}

interface ReadInline {
  node: MarkdownInline;
  next: number;
}

function readInline(text: string, at: number, depth: number, missing: Set<string>): ReadInline | null {
  switch (text[at]) {
    case "`":
      return readCode(text, at, missing);
    case "*":
    case "_":
      return readEmphasis(text, at, depth, missing);
    case "[":
      return readLink(text, at, depth, missing);
    case "<":
      return readAutolink(text, at);
    case "h":
      return readBareLink(text, at);
    case " ":
      return text.startsWith("  \n", at) ? { node: { kind: "break" }, next: at + 3 } : null;
    default:
      return null;
  }
}

function findCloser(text: string, closer: string, from: number, missing: Set<string>): number {
  if (missing.has(closer)) return -1;
  const end = text.indexOf(closer, from);
  if (end === -1) missing.add(closer);
  return end;
}

function readCode(text: string, at: number, missing: Set<string>): ReadInline | null {
  const ticks = /^`+/.exec(text.slice(at, at + 8))?.[0] ?? "`";
  const end = findCloser(text, ticks, at + ticks.length, missing);
  if (end <= at + ticks.length - 1) return null;
  const inner = text.slice(at + ticks.length, end).replaceAll("\n", " ");
  return { node: { kind: "code", text: inner.trim() || inner }, next: end + ticks.length };
}

function readEmphasis(text: string, at: number, depth: number, missing: Set<string>): ReadInline | null {
  const char = text[at] ?? "*";
  const mark = text.startsWith(char + char, at) ? char + char : char;
  const start = at + mark.length;
  // Snake-case names are names, not emphasis.
  if (char === "_" && /\w/.test(text[at - 1] ?? "")) return null;
  if (/\s/.test(text[start] ?? " ")) return null;
  const end = findCloser(text, mark, start + 1, missing);
  if (end === -1 || /\s/.test(text[end - 1] ?? " ")) return null;
  if (char === "_" && /\w/.test(text[end + mark.length] ?? "")) return null;
  const children = parseInline(text.slice(start, end), depth + 1);
  return { node: { kind: mark.length === 2 ? "strong" : "emphasis", children }, next: end + mark.length };
}

function readLink(text: string, at: number, depth: number, missing: Set<string>): ReadInline | null {
  const middle = findCloser(text, "](", at + 1, missing);
  if (middle === -1 || middle - at > LINK_TEXT_LENGTH_MAX) return null;
  const length = text.slice(middle + 2, middle + 2 + HREF_LENGTH_MAX).indexOf(")");
  if (length === -1) return null;
  const end = middle + 2 + length;
  const label = text.slice(at + 1, middle);
  const href = safeHref(text.slice(middle + 2, end));
  if (label.includes("[") || !href) return null;
  const children = withoutLinks(parseInline(label, depth + 1));
  return { node: { kind: "link", href, children }, next: end + 1 };
}

function readAutolink(text: string, at: number): ReadInline | null {
  const address = /^<([^<>\s]{1,2000})>/.exec(text.slice(at, at + 2002))?.[1];
  const href = address === undefined ? null : safeHref(address);
  if (address === undefined || !href) return null;
  return {
    node: { kind: "link", href, children: [{ kind: "text", text: address }] },
    next: at + address.length + 2,
  };
}

function readBareLink(text: string, at: number): ReadInline | null {
  if (/\w/.test(text[at - 1] ?? "")) return null;
  const address = /^https?:\/\/[^\s<>"'`\\]{1,2000}/
    .exec(text.slice(at, at + 2010))?.[0]
    ?.replace(/[.,;:!?)\]*_]+$/, "");
  const href = address === undefined ? null : safeHref(address);
  if (address === undefined || !href) return null;
  return {
    node: { kind: "link", href, children: [{ kind: "text", text: address }] },
    next: at + address.length,
  };
}

function withoutLinks(nodes: MarkdownInline[]): MarkdownInline[] {
  return nodes.flatMap((node) => {
    if (node.kind === "link") return withoutLinks(node.children);
    if (node.kind === "strong" || node.kind === "emphasis")
      return [{ ...node, children: withoutLinks(node.children) }];
    return [node];
  });
}
