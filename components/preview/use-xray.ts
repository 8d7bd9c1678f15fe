"use client";

import { useRef, useState } from "react";
import { announce } from "@/components/ui/announce";
import type { ActionFailure, ActionResult } from "@/lib/contracts/action-result";
import type { ExplainAction, ExplainResult } from "@/lib/contracts/explain";

export type ExplainCell = (input: ExplainAction) => Promise<ActionResult<ExplainResult>>;

export type XrayState =
  | { status: "closed" }
  | { status: "loading" }
  | { status: "failed"; failure: Pick<ActionFailure, "message" | "requestId"> }
  | { status: "shown"; result: ExplainResult };

const UNREACHABLE = { message: "The server could not be reached. Try again.", requestId: "" };

/** Looks around one cell when it is asked to; of several questions the last one counts. */
export function useXray(project: string, explain: ExplainCell) {
  const [state, setState] = useState<XrayState>({ status: "closed" });
  const latest = useRef(0);
  const look = async (body: ExplainAction["body"]) => {
    const ticket = ++latest.current;
    setState({ status: "loading" });
    const answer = await explain({ project, body }).catch(() => null);
    if (ticket !== latest.current) return;
    if (answer?.ok) {
      setState({ status: "shown", result: answer.value });
      announce(`${answer.value.candidates.length} rows around the time`);
    } else setState({ status: "failed", failure: answer ?? UNREACHABLE });
  };
  const close = () => {
    latest.current++;
    setState({ status: "closed" });
  };
  return { state, look, close };
}
