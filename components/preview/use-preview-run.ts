"use client";

import { useCallback, useEffect, useRef, useState } from "react";
import type { ActionFailure, ActionResult } from "@/lib/contracts/action-result";
import type { PreviewAction, PreviewResult, RunProgress, RunState } from "@/lib/contracts/preview";

export type RunPreview = (input: PreviewAction) => Promise<ActionResult<PreviewResult>>;

/** A server action whose run can be followed and cancelled by an id. */
type FollowedAction<Body, Value> = (input: {
  project: string;
  run_id: string;
  body: Body;
  csv: File | null;
}) => Promise<ActionResult<Value>>;

export interface RunningPreview {
  progress: RunProgress;
  isCancelling: boolean;
}

const POLL_MS = 250;
/** Most runs end before anybody could read how far they are; only long ones are asked. */
const PROGRESS_AFTER_MS = 800;

/**
 * Runs one preview, or proof, at a time: a server action does the work, progress and cancel go to a route of their own, because
 * the actions of one page wait for each other. Leaving the page cancels.
 */
export function usePreviewRun<Body, Value>(project: string, action: FollowedAction<Body, Value>) {
  const [running, setRunning] = useState<RunningPreview | null>(null);
  const current = useRef<string | null>(null);

  const start = useCallback(
    async (body: Body, csv: File | null): Promise<ActionResult<Value> | null> => {
      if (current.current !== null) return null;
      const runId = newRunId();
      current.current = runId;
      setRunning({ progress: { phase: "starting", percent: null }, isCancelling: false });
      const isCurrent = () => current.current === runId;
      void pollProgress(runId, isCurrent, (progress) =>
        setRunning((before) => (before && isCurrent() ? { ...before, progress } : before)),
      );
      try {
        return await action({ project, run_id: runId, body, csv });
      } catch {
        return UNREACHABLE;
      } finally {
        current.current = null;
        setRunning(null);
      }
    },
    [project, action],
  );

  const cancel = useCallback(() => {
    const runId = current.current;
    if (runId === null) return;
    setRunning((before) => before && { ...before, isCancelling: true });
    void cancelUntilEnded(runId, () => current.current === runId);
  }, []);

  useEffect(() => {
    const leave = () => {
      if (current.current !== null)
        void fetch(addressOf(current.current), { method: "DELETE", keepalive: true });
    };
    window.addEventListener("pagehide", leave);
    return () => {
      window.removeEventListener("pagehide", leave);
      leave();
    };
  }, []);

  return { running, start, cancel };
}

const UNREACHABLE: ActionFailure = {
  ok: false,
  code: "UNAVAILABLE",
  message: "The server could not be reached, or refused the upload. Nothing was stored; try again.",
  problems: [],
  requestId: "",
};

function addressOf(runId: string): string {
  return `/api/v1/previews/${runId}`;
}

export async function pollProgress(
  runId: string,
  isCurrent: () => boolean,
  onProgress: (progress: RunProgress) => void,
) {
  await pause(PROGRESS_AFTER_MS);
  let isKnown = false;
  while (isCurrent()) {
    const progress = await readProgress(runId);
    // A run that was known and is no more has ended: its answer is on the way.
    if (!progress && isKnown) return;
    isKnown ||= progress !== null;
    if (progress && isCurrent()) onProgress(progress);
    await pause(POLL_MS);
  }
}

/** @returns `null` while nothing runs: the upload may still be on the way, or the run has ended. */
async function readProgress(runId: string): Promise<RunProgress | null> {
  try {
    const response = await fetch(addressOf(runId), { cache: "no-store" });
    if (!response.ok) return null;
    const { phase, percent } = (await response.json()) as RunState;
    return phase === null ? null : { phase, percent };
  } catch {
    return null;
  }
}

/** The wish to cancel can overtake the upload that starts the run, so it is repeated until the run has ended. */
export async function cancelUntilEnded(runId: string, isCurrent: () => boolean) {
  while (isCurrent()) {
    // Without a connection the action itself fails and ends the run here.
    await fetch(addressOf(runId), { method: "DELETE" }).catch(() => undefined);
    await pause(POLL_MS);
  }
}

/** A random UUID (version 4). Pages served without TLS have no `crypto.randomUUID`. */
export function newRunId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
