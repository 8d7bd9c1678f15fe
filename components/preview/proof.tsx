"use client";

import { useState } from "react";
import type { TableColumn } from "@/components/table/columns";
import { DataTable } from "@/components/table/data-table";
import { announce } from "@/components/ui/announce";
import { Button } from "@/components/ui/button";
import { VerdictChip } from "@/components/ui/chip";
import { ErrorState } from "@/components/ui/error-state";
import { Kbd } from "@/components/ui/kbd";
import { Progress } from "@/components/ui/progress";
import { ScrollBox } from "@/components/ui/scroll-box";
import { useKeys } from "@/components/ui/use-keys";
import { ValueCell } from "@/components/ui/value-cell";
import type { ActionFailure, ActionResult } from "@/lib/contracts/action-result";
import type { PreviewBody } from "@/lib/contracts/preview";
import type { ProveAction, ProveResult } from "@/lib/contracts/prove";
import { formatInstant } from "@/lib/format/time";
import { laterWords, proofWords } from "./proof-words";
import { usePreviewRun } from "./use-preview-run";

export type ProveNoLeak = (input: ProveAction) => Promise<ActionResult<ProveResult>>;

const COLUMNS: readonly TableColumn[] = [
  { id: "feature", header: "Feature", kind: "name" },
  { id: "key", header: "Key", kind: "mono", width: 140 },
  { id: "time", header: "Time", kind: "mono", width: 170 },
  { id: "value", header: "Value", kind: "text", align: "right", width: 150 },
  { id: "without", header: "Without later rows", kind: "text", align: "right", width: 150 },
];

/** Joins the previewed rows again without their future, and shows every value that changes. */
export function Proof({
  project,
  prove,
  body,
  csv,
  now,
}: {
  project: string;
  /** The server action. */
  prove: ProveNoLeak;
  body: PreviewBody;
  csv: File | null;
  now: string;
}) {
  const [proof, setProof] = useState<ProveResult | null>(null);
  const [failure, setFailure] = useState<ActionFailure | null>(null);
  const { running, start, cancel } = usePreviewRun<ProveAction["body"], ProveResult>(project, prove);
  const run = async () => {
    if (running) return;
    setFailure(null);
    const { features, spine, time, timezone } = body;
    const outcome = await start({ features, spine, time, timezone, knowledge: body.knowledge }, csv);
    if (outcome === null) return;
    if (outcome.ok) {
      setProof(outcome.value);
      announce(proofWords(outcome.value).said);
    } else if (outcome.code !== "CANCELLED") setFailure(outcome);
  };
  useKeys([{ keys: "p", label: "Prove that nothing leaks", group: "Preview", run: () => void run() }]);
  return (
    <section aria-label="Proof" className="flex flex-col gap-3">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <Button size="small" aria-keyshortcuts="p" disabled={running !== null} onClick={() => void run()}>
          Prove it
          <Kbd>p</Kbd>
        </Button>
        {proof ? (
          <Verdict proof={proof} />
        ) : (
          <span className="text-second">
            Joins up to 50 of the times again, without anything that lies after them.
          </span>
        )}
      </div>
      {running ? (
        <Progress
          label={running.isCancelling ? "Cancelling" : wordsOf(running.progress.phase)}
          percent={running.progress.percent}
          action={
            <Button size="small" onClick={cancel} disabled={running.isCancelling}>
              Cancel
            </Button>
          }
        />
      ) : null}
      {failure ? (
        <ErrorState title="The proof was not run" requestId={failure.requestId || undefined}>
          {failure.message}
        </ErrorState>
      ) : null}
      {proof && proof.changed.length > 0 ? <Changed proof={proof} now={now} /> : null}
    </section>
  );
}

function Verdict({ proof }: { proof: ProveResult }) {
  const { isClean, said, detail } = proofWords(proof);
  return (
    <>
      <VerdictChip verdict={isClean ? "safe" : "breaking"}>{said}</VerdictChip>
      <span className="text-second">{detail}</span>
    </>
  );
}

function Changed({ proof, now }: { proof: ProveResult; now: string }) {
  const rows = proof.changed.map((cell) => ({
    id: `${cell.row}-${cell.group}-${cell.feature}`,
    cells: {
      feature: { text: cell.feature, detail: `${cell.group}@v${cell.version}` },
      key: cell.keys.map(({ value }) => (value === null ? "null" : String(value))).join(", "),
      time: formatInstant(cell.time, now),
      value: cell.value === null ? "null" : String(cell.value),
      without: cell.without_later === null ? "null" : String(cell.without_later),
    },
  }));
  const [first] = proof.changed;
  return (
    <>
      <DataTable
        id="proof"
        label="Values that rows of the future change"
        noun="value"
        columns={COLUMNS}
        rows={rows}
        now={now}
        sorting="off"
        plain
        phone="scroll"
        empty={null}
      />
      {first ? <LaterRows cell={first} now={now} /> : null}
    </>
  );
}

/** The rows that leaked into the first changed value. */
function LaterRows({ cell, now }: { cell: ProveResult["changed"][number]; now: string }) {
  const key = cell.keys.map(({ value }) => (value === null ? "null" : String(value))).join(", ");
  return cell.later.map((later) => (
    <div key={later.source} className="flex flex-col gap-1">
      <p>{laterWords(later, `${key} at ${formatInstant(cell.time, now)}`)}</p>
      {later.rows.length > 0 ? (
        <ScrollBox label={`Rows of ${later.source} after the time`}>
          <table className="text-sm">
            <thead>
              <tr>
                {later.columns.map((column) => (
                  <th
                    key={column.name}
                    scope="col"
                    className="mono px-2 py-1 text-left font-medium text-third"
                  >
                    {column.name}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {numbered(later.rows).map(({ number, row }) => (
                <tr key={number} className="border-line border-t">
                  {later.columns.map((column, i) => (
                    <td key={column.name} className="whitespace-nowrap px-2 py-1">
                      {later.masked ? "•••" : <ValueCell value={row[i] ?? null} type={column.type} />}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </ScrollBox>
      ) : null}
    </div>
  ));
}

/** Masked rows look all the same. */
function numbered<Row>(rows: readonly Row[]): { number: number; row: Row }[] {
  return rows.map((row, number) => ({ number, row }));
}

function wordsOf(phase: string): string {
  return phase === "starting" ? "Starting" : phase.charAt(0).toUpperCase() + phase.slice(1);
}
