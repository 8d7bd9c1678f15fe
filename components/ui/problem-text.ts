import type { FieldProblem } from "@/lib/core/errors";

/** A problem as a sentence, with what would have been accepted. */
export function problemText({ message, expected }: Pick<FieldProblem, "message" | "expected">): string {
  const sentence = /[.!?]$/.test(message) ? message : `${message}.`;
  return expected ? `${sentence} Expected: ${expected}.` : sentence;
}
