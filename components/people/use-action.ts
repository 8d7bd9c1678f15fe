"use client";

import { useActionState } from "react";
import type { ActionFailure, ActionResult } from "@/lib/contracts/action-result";

export type Action<Input, Value> = (input: Input) => Promise<ActionResult<Value>>;

const UNREACHABLE: ActionFailure = {
  ok: false,
  code: "UNAVAILABLE",
  message: "Asof did not answer. Check your connection, then try again.",
  problems: [],
  requestId: "",
};

/**
 * Runs a server action from a form and keeps its answer. `read` turns the form's fields into the action's input.
 * `onDone` is called once for each success.
 */
export function useAction<Input, Value>(
  action: Action<Input, Value>,
  read: (form: FormData) => Input,
  onDone?: (value: Value) => void,
) {
  const [result, submit] = useActionState(
    async (_: ActionResult<Value> | null, form: FormData): Promise<ActionResult<Value>> => {
      const answer = await answerOf(action, read(form));
      if (answer.ok) onDone?.(answer.value);
      return answer;
    },
    null,
  );
  const failure = result !== null && !result.ok ? result : null;
  const errorOf = (path: string) => failure?.problems.find((problem) => problem.path === path)?.message;
  return { submit, failure, errorOf, value: result?.ok ? result.value : null };
}

async function answerOf<Input, Value>(
  action: Action<Input, Value>,
  input: Input,
): Promise<ActionResult<Value>> {
  try {
    return await action(input);
  } catch (error) {
    // A TypeError is fetch's own word for "the server was not reached"; anything else belongs to the router.
    if (error instanceof TypeError) return UNREACHABLE;
    throw error;
  }
}

/** A text field of a submitted form; "" when it is not there. */
export function textOf(form: FormData, name: string): string {
  const value = form.get(name);
  return typeof value === "string" ? value : "";
}
