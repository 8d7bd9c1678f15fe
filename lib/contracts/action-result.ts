import type { ErrorCode, FieldProblem } from "@/lib/core/errors";

/** What a server action answers. Never a thrown error: those lose their text on the way to the browser. */
export type ActionResult<T> = { ok: true; value: T } | ActionFailure;

export interface ActionFailure {
  ok: false;
  code: ErrorCode;
  message: string;
  problems: FieldProblem[];
  requestId: string;
}
