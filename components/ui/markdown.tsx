import { Fragment, type ReactNode } from "react";
import { type MarkdownBlock, type MarkdownInline, parseMarkdown } from "@/lib/format/markdown";
import { cx } from "./cx";
import { ScrollBox } from "./scroll-box";

/**
 * A description. Raw HTML is shown as the text it is, links lead only to http, https and mailto (S17). Headings start
 * below the page's own.
 */
export function Markdown({ text, className }: { text: string; className?: string }) {
  return (
    <div className={cx("flex max-w-[76ch] flex-col gap-2 break-words", className)}>
      {blocks(parseMarkdown(text))}
    </div>
  );
}

function blocks(list: readonly MarkdownBlock[]): ReactNode {
  // biome-ignore lint/suspicious/noArrayIndexKey: parsed text has no identity beyond its order
  return list.map((block, index) => <Fragment key={index}>{renderBlock(block)}</Fragment>);
}

function renderBlock(block: MarkdownBlock): ReactNode {
  switch (block.kind) {
    case "heading": {
      const Heading = block.level === 1 ? "h3" : block.level === 2 ? "h4" : "h5";
      return <Heading className="mt-1 font-semibold">{inlines(block.children)}</Heading>;
    }
    case "paragraph":
      return <p>{inlines(block.children)}</p>;
    case "quote":
      return (
        <blockquote className="border-line-strong border-l-2 pl-3 text-second">
          {blocks(block.children)}
        </blockquote>
      );
    case "list":
      return renderList(block);
    case "code":
      return (
        <ScrollBox label="Code" className="overflow-x-auto rounded-control bg-raised">
          <pre className="px-3 py-2">
            <code>{block.text}</code>
          </pre>
        </ScrollBox>
      );
    case "rule":
      return <hr className="border-line" />;
  }
}

function renderList(block: Extract<MarkdownBlock, { kind: "list" }>): ReactNode {
  const items = block.items.map((item, index) => {
    const [first, ...rest] = item;
    const tight = first?.kind === "paragraph";
    return (
      // biome-ignore lint/suspicious/noArrayIndexKey: as above
      <li key={index} className="pl-0.5">
        {tight ? inlines(first.children) : first ? renderBlock(first) : null}
        {rest.length > 0 ? blocks(rest) : null}
      </li>
    );
  });
  return block.ordered ? (
    <ol start={block.start} className="flex list-decimal flex-col gap-0.5 pl-5">
      {items}
    </ol>
  ) : (
    <ul className="flex list-disc flex-col gap-0.5 pl-5">{items}</ul>
  );
}

function inlines(list: readonly MarkdownInline[]): ReactNode {
  // biome-ignore lint/suspicious/noArrayIndexKey: as above
  return list.map((node, index) => <Fragment key={index}>{renderInline(node)}</Fragment>);
}

function renderInline(node: MarkdownInline): ReactNode {
  switch (node.kind) {
    case "text":
      return node.text;
    case "code":
      return <code className="rounded-[4px] bg-hover px-1 py-px">{node.text}</code>;
    case "strong":
      return <strong className="font-semibold">{inlines(node.children)}</strong>;
    case "emphasis":
      return <em>{inlines(node.children)}</em>;
    case "link":
      return (
        <a
          href={node.href}
          rel="noopener noreferrer nofollow"
          className="text-accent underline underline-offset-2"
        >
          {inlines(node.children)}
        </a>
      );
    case "break":
      return <br />;
  }
}
