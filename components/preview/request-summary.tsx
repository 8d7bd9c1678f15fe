"use client";

import { Button } from "@/components/ui/button";
import { Chip } from "@/components/ui/chip";
import type { PreviewBody, PreviewFeature, PreviewResult } from "@/lib/contracts/preview";
import { formatElapsed } from "@/lib/format/duration";
import { formatCounted } from "@/lib/format/number";
import { totalMs } from "./result-summary";

/** A preview that has run: what was asked and what came back. */
export interface FinishedPreview {
  body: PreviewBody;
  /** The CSV that went with it. */
  csv: File | null;
  result: PreviewResult;
  /** From the press of the button to the answer. */
  elapsedMs: number;
}

/** What was asked, in a line. */
export function RequestChips({ body, result }: FinishedPreview) {
  const from = "source" in body.spine ? ` from ${body.spine.source}` : " given";
  return (
    <>
      <Chip tip={body.features.map(featureWords).join("\n")}>
        {formatCounted(result.columns.filter((column) => column.role === "feature").length, "feature")}
      </Chip>
      <Chip>
        {formatCounted(result.row_count, "row")}
        {from}
      </Chip>
      {result.knowledge === "event" ? (
        <Chip tip="Rows count from their event time on, even when they became known later">
          knowledge: event time
        </Chip>
      ) : (
        <Chip tip="Only rows count that had become known by the time of the spine row">
          knowledge: as known then
        </Chip>
      )}
    </>
  );
}

function featureWords(feature: PreviewFeature): string {
  if (typeof feature === "string") return feature;
  if ("service" in feature) return feature.service;
  const { group, as, features } = feature;
  return `${group}${as === undefined ? "" : ` as ${as}`}: ${features?.join(", ") ?? "all features"}`;
}

export function RequestActions({
  result,
  elapsedMs,
  isEditing,
  onEdit,
  onRun,
}: FinishedPreview & { isEditing: boolean; onEdit: () => void; onRun: () => void }) {
  const engineMs = totalMs(result.timing_ms);
  return (
    <>
      <span
        className="mr-1 text-third"
        data-tip={`Engine ${formatElapsed(engineMs)}, the whole request ${formatElapsed(elapsedMs)}`}
      >
        {formatElapsed(engineMs)}
      </span>
      {isEditing ? null : (
        <>
          <Button hint="e" onClick={onEdit}>
            Change
          </Button>
          <Button onClick={onRun}>Run again</Button>
        </>
      )}
    </>
  );
}
