import type { DiffPart } from "./text-diff";

/** Text with what left struck through and what came underlined: readable in grey, and said to screen readers. */
export function DiffParts({ parts }: { parts: readonly DiffPart[] }) {
  return parts.map((part, index) => {
    // biome-ignore lint/suspicious/noArrayIndexKey: parts have no identity beyond their order
    if (part.kind === "removed") return <Removed key={index}>{part.text}</Removed>;
    if (part.kind === "same") return part.text;
    return (
      // biome-ignore lint/suspicious/noArrayIndexKey: as above
      <Added key={index} marked>
        {part.text}
      </Added>
    );
  });
}

export function Removed({ children }: { children: string }) {
  return (
    <del className="text-breaking line-through decoration-1">
      <span className="sr-only"> removed </span>
      {children}
      <span className="sr-only"> end removed </span>
    </del>
  );
}

/** `marked` underlines it: inside running text, "plain" alone could not be told from what stayed. */
export function Added({ children, marked = false }: { children: string; marked?: boolean }) {
  return (
    <ins
      className={
        marked ? "text-safe underline decoration-1 underline-offset-2 [del+&]:ml-1" : "text-safe no-underline"
      }
    >
      <span className="sr-only"> added </span>
      {children}
      <span className="sr-only"> end added </span>
    </ins>
  );
}
