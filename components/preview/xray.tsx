"use client";

import { useState } from "react";
import type { TableColumn } from "@/components/table/columns";
import { DataTable } from "@/components/table/data-table";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/choice";
import { ErrorState } from "@/components/ui/error-state";
import { Kbd } from "@/components/ui/kbd";
import { useKeys } from "@/components/ui/use-keys";
import type { ExplainAction, ExplainResult } from "@/lib/contracts/explain";
import type { Knowledge } from "@/lib/core/pit/modes";
import { formatInstant, formatUtc } from "@/lib/format/time";
import { type ExplainCell, useXray } from "./use-xray";
import { XrayLegend, XrayTimeline } from "./xray-timeline";
import { countWords, FATE_WORDS, naiveWords, valueWords } from "./xray-words";

/** The rows around one cell's time: which was chosen, why the others were not, and what careless joins would show. */
export function Xray({
  project,
  explain,
  question,
  feature,
  hasCreatedTime,
  knowledge: initial,
  now,
}: {
  project: string;
  explain: ExplainCell;
  /** What is asked about this cell; `knowledge` is chosen here. */
  question: ExplainAction["body"];
  feature: string;
  hasCreatedTime: boolean;
  /** As the preview was asked for. */
  knowledge: Knowledge;
  now: string;
}) {
  const { state, look, close } = useXray(project, explain);
  const [knowledge, setKnowledge] = useState(initial);
  const ask = (next: Knowledge) => {
    setKnowledge(next);
    void look({ ...question, knowledge: next });
  };
  const toggle = () => (state.status === "closed" ? ask(knowledge) : close());
  useKeys([{ keys: "x", label: "X-ray of the cell", group: "Preview", run: toggle }]);
  return (
    <section aria-label="X-ray" className="flex flex-col gap-3">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-1">
        <Button
          size="small"
          aria-keyshortcuts="x"
          aria-expanded={state.status !== "closed"}
          disabled={state.status === "loading"}
          onClick={toggle}
        >
          {state.status === "closed" ? "X-ray: the rows around it" : "Close the x-ray"}
          <Kbd>x</Kbd>
        </Button>
        {state.status !== "closed" && hasCreatedTime ? (
          <Checkbox
            label="Only rows that were known then"
            checked={knowledge === "known"}
            disabled={state.status === "loading"}
            onChange={(event) => ask(event.target.checked ? "known" : "event")}
          />
        ) : null}
      </div>
      {state.status === "loading" ? <p className="text-second">Looking around the time …</p> : null}
      {state.status === "failed" ? (
        <ErrorState title="The rows could not be looked at" requestId={state.failure.requestId || undefined}>
          {state.failure.message}
        </ErrorState>
      ) : null}
      {state.status === "shown" ? (
        <XrayResult key={state.result.knowledge} result={state.result} feature={feature} now={now} />
      ) : null}
    </section>
  );
}

function XrayResult({ result, feature, now }: { result: ExplainResult; feature: string; now: string }) {
  const chosen = result.candidates.findIndex(({ fate }) => fate === "chosen");
  const [selected, setSelected] = useState(Math.max(chosen, 0));
  const column = Math.max(
    result.columns.findIndex(({ name }) => name === feature),
    0,
  );
  const row = result.candidates[selected];
  if (!row) return <p className="text-second">There is no row of this key around the time.</p>;
  return (
    <>
      <XrayTimeline result={result} column={column} selected={selected} now={now} onSelect={setSelected} />
      <p role="status">
        <strong className="font-semibold">{valueWords(result, row, column)}</strong>: {FATE_WORDS[row.fate]}
        <span className="text-second">
          {" "}
          · {formatUtc(row.event_time)}
          {row.created_time === null ? "" : ` · known ${formatUtc(row.created_time)}`}
        </span>
      </p>
      <XrayLegend result={result} />
      <NaiveRows result={result} column={column} />
      <DataTable
        id="xray"
        label={`Rows around the time, newest first: ${countWords(result)}`}
        noun="row"
        columns={columnsOf(result, column)}
        rows={rowsOf(result, column, now)}
        now={now}
        sorting="off"
        plain
        phone="scroll"
        empty={null}
      />
      <p className="text-sm text-third">
        {countWords(result)}. The picture is in the order of time, not to scale.
      </p>
    </>
  );
}

function NaiveRows({ result, column }: { result: ExplainResult; column: number }) {
  return (
    <dl
      aria-label="What careless joins would show"
      className="grid gap-x-6 gap-y-1 sm:grid-cols-[max-content_1fr]"
    >
      {naiveWords(result, column).map(({ kind, how, value, verdict, isLeak }) => (
        <div key={kind} className="contents">
          <dt className="text-third">{how}</dt>
          <dd>
            {value === null ? null : (
              <>
                <strong className="font-semibold">{value}</strong>,{" "}
              </>
            )}
            <span className={isLeak ? "text-breaking" : "text-second"}>
              {isLeak ? <span aria-hidden="true">✕ </span> : null}
              {verdict}
            </span>
          </dd>
        </div>
      ))}
    </dl>
  );
}

function columnsOf({ columns, created_time, event_time }: ExplainResult, column: number): TableColumn[] {
  const { name = "value", type = "string" } = columns[column] ?? {};
  return [
    { id: "event", header: event_time, kind: "mono", width: 190 },
    ...(created_time === null
      ? []
      : [{ id: "created", header: created_time, kind: "mono" as const, width: 190, empty: "Not said" }]),
    columns[column]?.masked
      ? { id: "value", header: name, kind: "text" }
      : { id: "value", header: name, kind: "value", valueType: type },
    { id: "fate", header: "What became of it", kind: "text", width: 330 },
  ];
}

function rowsOf(result: ExplainResult, column: number, now: string) {
  const isMasked = result.columns[column]?.masked === true;
  return result.candidates.map((row, index) => ({
    id: String(index),
    cells: {
      event: formatInstant(row.event_time, now),
      created: row.created_time === null ? null : formatInstant(row.created_time, now),
      value: isMasked ? "hidden" : { value: row.values[column] ?? null },
      fate: row.known_later ? `${FATE_WORDS[row.fate]}; known later` : FATE_WORDS[row.fate],
    },
  }));
}
