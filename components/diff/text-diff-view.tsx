import { ScrollBox } from "@/components/ui/scroll-box";
import { DiffParts } from "./diff-parts";
import { diffCode, diffWords } from "./text-diff";

/** A description before and after, word by word. */
export function WordDiff({ from, to }: { from: string; to: string }) {
  return (
    <p className="whitespace-pre-wrap break-words">
      <DiffParts parts={diffWords(from, to)} />
    </p>
  );
}

/** SQL or Python before and after, token by token; differences in white space alone do not show. */
export function CodeDiff({ from, to, label }: { from: string; to: string; label: string }) {
  return (
    <ScrollBox label={label} className="relative overflow-x-auto rounded-panel border border-line bg-raised">
      <pre className="w-max min-w-full px-4 py-3">
        <code>
          <DiffParts parts={diffCode(from, to)} />
        </code>
      </pre>
    </ScrollBox>
  );
}
