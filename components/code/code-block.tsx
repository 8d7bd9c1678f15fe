import { type ReactNode, useId } from "react";
import { CopyButton } from "@/components/ui/copy-button";
import { ScrollBox } from "@/components/ui/scroll-box";
import { CodeTabs } from "./code-tabs";
import { CodeText } from "./code-text";
import type { CodeLanguage } from "./tokenize";

const TITLES: Record<CodeLanguage, string> = {
  python: "Python",
  typescript: "TypeScript",
  curl: "curl",
  sql: "SQL",
  cli: "CLI",
  yaml: "YAML",
  json: "JSON",
  text: "Text",
};

export interface CodeSnippet {
  language: CodeLanguage;
  code: string;
  /** The tab's label; the language's name without one. */
  title?: string;
}

/**
 * Code to take away: one snippet, or several in tabs, each with a copy button. All snippets are in the page, so the
 * tabs need no request and the page can be read without JavaScript.
 */
export function CodeBlock({
  snippets,
  label,
  maxHeight,
}: {
  snippets: readonly CodeSnippet[];
  /** What the code does, for screen readers: "Use airport_load". */
  label: string;
  /** Pixels after which the code scrolls. */
  maxHeight?: number;
}) {
  const [only] = snippets;
  if (!only) return null;
  const panels = snippets.map((snippet) => ({
    id: titleOf(snippet),
    title: titleOf(snippet),
    panel: <Snippet snippet={snippet} label={`${label}, ${titleOf(snippet)}`} maxHeight={maxHeight} />,
  }));
  return (
    <div className="min-w-0 overflow-hidden rounded-panel border border-line bg-raised">
      {snippets.length > 1 ? <CodeTabs label={label} panels={panels} /> : panels[0]?.panel}
    </div>
  );
}

function titleOf(snippet: CodeSnippet): string {
  return snippet.title ?? TITLES[snippet.language];
}

function Snippet({
  snippet,
  label,
  maxHeight,
}: {
  snippet: CodeSnippet;
  label: string;
  maxHeight?: number;
}): ReactNode {
  const id = useId();
  return (
    <div className="relative">
      <ScrollBox
        label={label}
        style={maxHeight === undefined ? undefined : { maxHeight }}
        className="overflow-auto focus-visible:outline-offset-[-2px]"
      >
        <pre id={id} className="w-max min-w-full py-3 pr-12 pl-4 leading-[18px]">
          <CodeText code={snippet.code} language={snippet.language} />
        </pre>
      </ScrollBox>
      <CopyButton from={id} what="code" className="absolute top-2 right-2 bg-raised" />
    </div>
  );
}
