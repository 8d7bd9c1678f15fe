"use client";

import { useRef, useState } from "react";
import type { TableColumn, TableRow } from "@/components/table/columns";
import { DataTable } from "@/components/table/data-table";
import { announce } from "@/components/ui/announce";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { ErrorState } from "@/components/ui/error-state";
import { Progress } from "@/components/ui/progress";
import type { ActionFailure, ActionResult } from "@/lib/contracts/action-result";
import type { RuleRun } from "@/lib/contracts/conformance";

interface Rule {
  rule: number;
  title: string;
  folder: string;
}

type RunRule = (input: { rule: number }) => Promise<ActionResult<{ rule: number; runs: RuleRun[] }>>;

/** The suite, and a run of it: one rule after another, so that it can be watched and stopped. */
export function SuiteTable({
  rules,
  mayRun,
  runRule,
  now,
}: {
  rules: readonly Rule[];
  mayRun: boolean;
  runRule: RunRule;
  now: string;
}) {
  const { results, running, failure, start, stop } = useSuite(rules, runRule);
  const done = rules.filter(({ rule }) => results.has(rule));
  const failed = done.filter(({ rule }) => !passes(results.get(rule) ?? []));
  return (
    <div className="flex flex-col gap-3">
      {running === null ? (
        <div className="flex min-h-7 flex-wrap items-center gap-3">
          <Button
            variant="primary"
            onClick={start}
            disabled={!mayRun}
            title={mayRun ? undefined : "Takes the contributor role in a project"}
          >
            {done.length === 0 ? "Run the suite" : "Run again"}
          </Button>
          <p role="status" className="text-second">
            {summary(rules.length, done.length, failed.length)}
          </p>
        </div>
      ) : (
        <Progress
          label={`Rule ${running}`}
          detail={`${done.length} of ${rules.length}`}
          percent={(100 * done.length) / rules.length}
          action={
            <Button size="small" onClick={stop}>
              Cancel
            </Button>
          }
        />
      )}
      {failure ? <ErrorState title={failure.message} requestId={failure.requestId} /> : null}
      <DataTable
        id="conformance"
        label="Rules of the conformance suite"
        columns={COLUMNS}
        rows={rules.map((rule) => toRow(rule, results.get(rule.rule)))}
        now={now}
        sorting="local"
        noun="rule"
        empty={<EmptyState title="The suite is not part of this installation" />}
      />
    </div>
  );
}

function useSuite(rules: readonly Rule[], runRule: RunRule) {
  const [results, setResults] = useState<ReadonlyMap<number, RuleRun[]>>(new Map());
  const [running, setRunning] = useState<number | null>(null);
  const [failure, setFailure] = useState<ActionFailure | null>(null);
  const isStopped = useRef(false);

  async function start() {
    isStopped.current = false;
    setFailure(null);
    setResults(new Map());
    const found = new Map<number, RuleRun[]>();
    for (const { rule } of rules) {
      if (isStopped.current) break;
      setRunning(rule);
      const answer = await runRule({ rule });
      if (!answer.ok) {
        setFailure(answer);
        break;
      }
      found.set(rule, answer.value.runs);
      setResults(new Map(found));
    }
    setRunning(null);
    const failed = [...found.values()].filter((runs) => !passes(runs)).length;
    announce(summary(rules.length, found.size, failed));
  }

  return {
    results,
    running,
    failure,
    start,
    stop: () => {
      isStopped.current = true;
    },
  };
}

function passes(runs: readonly RuleRun[]): boolean {
  return runs.length > 0 && runs.every(({ differences }) => differences.length === 0);
}

function summary(total: number, done: number, failed: number): string {
  if (done === 0) return "Not run in this window yet.";
  const ran = done === total ? `All ${total} rules ran` : `${done} of ${total} rules ran`;
  return failed === 0 ? `${ran}, none failed.` : `${ran}, ${failed} failed.`;
}

const COLUMNS: readonly TableColumn[] = [
  { id: "rule", header: "Rule", kind: "number", sortable: true, width: 64, phone: "side" },
  { id: "title", header: "What must hold", kind: "text", sortable: true, phone: "title" },
  { id: "result", header: "Result", kind: "chips", sortable: true, width: 110, empty: "Not run yet" },
  { id: "shapes", header: "Plan shapes", kind: "mono", width: 220, empty: "Not run yet" },
  { id: "difference", header: "First difference", kind: "text", empty: "None", phone: "line" },
  { id: "folder", header: "Fixtures", kind: "mono", hidden: true },
];

function toRow({ rule, title, folder }: Rule, runs: readonly RuleRun[] | undefined): TableRow {
  const failing = runs?.find(({ differences }) => differences.length > 0);
  return {
    id: String(rule),
    cells: {
      rule,
      title,
      result: runs
        ? [passes(runs) ? { text: "passed", tone: "safe" } : { text: "failed", tone: "breaking" }]
        : null,
      shapes: runs ? runs.map(({ shape }) => shape).join(", ") : null,
      difference: failing ? `${failing.shape}: ${failing.differences[0]}` : null,
      folder,
    },
  };
}
