import { Fragment, type ReactNode } from "react";
import { type MarkdownBlock, type MarkdownInline, parseMarkdown } from "@/lib/format/markdown";
import { cx } from "./cx";
import { ScrollBox } from "./scroll-box";

/**
 * A description, or a page of documentation. Raw HTML is shown as the text it is, links lead only to http, https and
 * mailto (S17). Headings of a description start below the page's own; those of a page are as they are written.
 */
export function Markdown({
  text,
  of = "description",
  className,
}: {
  text: string;
  of?: Subject;
  className?: string;
}) {
  return (
    <div className={cx("flex max-w-[76ch] flex-col gap-2 break-words", className)}>
      {blocks(parseMarkdown(text), of)}
    </div>
  );
}

type Subject = "description" | "page";

const HEADINGS = {
  description: ["h3", "h4", "h5"],
  page: ["h1", "h2", "h3"],
} as const satisfies Record<Subject, readonly string[]>;

function blocks(list: readonly MarkdownBlock[], of: Subject): ReactNode {
  // biome-ignore lint/suspicious/noArrayIndexKey: parsed text has no identity beyond its order
  return list.map((block, index) => <Fragment key={index}>{renderBlock(block, of)}</Fragment>);
}

function renderBlock(block: MarkdownBlock, of: Subject): ReactNode {
  switch (block.kind) {
    case "heading": {
      const [first, second, third] = HEADINGS[of];
      const Heading = block.level === 1 ? first : block.level === 2 ? second : third;
      return <Heading className="mt-1 font-semibold">{inlines(block.children)}</Heading>;
    }
    case "paragraph":
      return <p>{inlines(block.children)}</p>;
    case "quote":
      return (
        <blockquote className="border-line-strong border-l-2 pl-3 text-second">
          {blocks(block.children, of)}
        </blockquote>
      );
    case "list":
      return renderList(block, of);
    case "code":
      return (
        <ScrollBox label="Code" isLandmark={false} className="overflow-x-auto rounded-control bg-raised">
          <pre className="px-3 py-2">
            <code>{block.text}</code>
          </pre>
        </ScrollBox>
      );
    case "rule":
      return <hr className="border-line" />;
  }
}

function renderList(block: Extract<MarkdownBlock, { kind: "list" }>, of: Subject): ReactNode {
  const items = block.items.map((item, index) => {
    const [first, ...rest] = item;
    const tight = first?.kind === "paragraph";
    return (
      // biome-ignore lint/suspicious/noArrayIndexKey: as above
      <li key={index} className="pl-0.5">
        {tight ? inlines(first.children) : first ? renderBlock(first, of) : null}
        {rest.length > 0 ? blocks(rest, of) : null}
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
