"use client";

import { type ReactNode, useMemo, useRef, useState } from "react";
import { CodeBlock } from "@/components/code/code-block";
import { Banner } from "@/components/ui/banner";
import { Chip, Chips } from "@/components/ui/chip";
import { DialogButton } from "@/components/ui/dialog";
import { EmptyState } from "@/components/ui/empty-state";
import { Menu } from "@/components/ui/menu";
import { useKeys } from "@/components/ui/use-keys";
import type { PreviewBody, PreviewResult } from "@/lib/contracts/preview";
import { formatCount, formatCounted } from "@/lib/format/number";
import { CellInspector } from "./cell-inspector";
import { HowJoined } from "./how-joined";
import { Proof, type ProveNoLeak } from "./proof";
import { previewSnippets, writtenRequest } from "./request-code";
import { resultColumns } from "./result-columns";
import { downloadResult } from "./result-csv";
import { type GridPlace, ResultGrid } from "./result-grid";
import { summaryParts } from "./result-summary";
import type { ExplainCell } from "./use-xray";

export interface ResultViewProps {
  result: PreviewResult;
  /** What was asked; for the code that asks the same. */
  body: PreviewBody;
  project: string;
  publicUrl: string;
  now: string;
  /** The server action behind the x-ray of a cell. */
  explain: ExplainCell;
  /** The CSV that went with the request, and the server action behind the proof. */
  csv: File | null;
  prove: ProveNoLeak;
  /** What was asked, in chips, and what else can be done: they share a line with the actions of the result. */
  chips: ReactNode;
  actions: ReactNode;
}

/** A finished preview: how the rows fared, the rows, and what stands behind each cell. */
export function ResultView(props: ResultViewProps) {
  const { result, body, project, publicUrl, now, explain, prove, csv, chips, actions } = props;
  const columns = useMemo(() => resultColumns(result), [result]);
  const firstFeature = Math.max(
    columns.findIndex((column) => column.role === "feature"),
    0,
  );
  const [place, setPlace] = useState<GridPlace>({ row: 0, column: firstFeature });
  const [isOpen, setOpen] = useState(false);
  const grid = useRef<HTMLDivElement>(null);
  const column = columns[place.column];
  const step = (rows: number) =>
    setPlace((before) => ({
      ...before,
      row: Math.min(Math.max(before.row + rows, 0), result.rows.length - 1),
    }));
  const close = () => {
    setOpen(false);
    grid.current?.querySelector<HTMLElement>(`[data-place="${place.row}:${place.column}"]`)?.focus();
  };
  useKeys(
    isOpen
      ? [
          { keys: "[", label: "Previous row", group: "Preview", run: () => step(-1) },
          { keys: "]", label: "Next row", group: "Preview", run: () => step(1) },
          { keys: "Escape", label: "Close the cell", group: "Preview", run: close },
        ]
      : [],
  );
  if (result.rows.length === 0) {
    return (
      <EmptyState title="The spine has no rows">
        Draw from another source, or give rows of your own; then run the preview again.
      </EmptyState>
    );
  }
  return (
    <div className="flex min-w-0 flex-col gap-3">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <Chips>{chips}</Chips>
        <div className="ml-auto flex flex-wrap items-center gap-2">
          {actions}
          <ResultActions
            result={result}
            body={body}
            project={project}
            publicUrl={publicUrl}
            onDownload={(withSources) => downloadResult(result, columns, withSources)}
          />
        </div>
      </div>
      <div className="flex flex-wrap items-start gap-x-4 gap-y-1.5">
        <Chips>
          {summaryParts(result).map((part) => (
            <Chip key={part.text} tip={part.tip}>
              {part.text}
            </Chip>
          ))}
        </Chips>
        <Warnings warnings={result.warnings} />
      </div>
      <Proof project={project} prove={prove} body={body} csv={csv} now={now} />
      {result.is_truncated ? (
        <Banner label="Not all rows are shown">
          The first {formatCount(result.rows.length)} of {formatCounted(result.row_count, "row")} are shown;
          all of them were joined and counted.
        </Banner>
      ) : null}
      <div ref={grid}>
        <ResultGrid
          result={result}
          columns={columns}
          place={place}
          onPlace={setPlace}
          onOpen={(next) => {
            setPlace(next);
            setOpen(true);
          }}
          isOpen={isOpen}
          label="Preview rows"
          now={now}
        />
      </div>
      {isOpen && column ? (
        <CellInspector
          project={project}
          explain={explain}
          result={result}
          columns={columns}
          row={place.row}
          column={column}
          now={now}
          featureHref={hrefOf(project, result, column.group, column.label)}
          onStep={step}
          onClose={close}
        />
      ) : null}
    </div>
  );
}

function ResultActions({
  result,
  body,
  project,
  publicUrl,
  onDownload,
}: Pick<ResultViewProps, "result" | "body" | "project" | "publicUrl"> & {
  onDownload: (withSources: boolean) => void;
}) {
  return (
    <>
      <DialogButton label="How it was joined" title="How it was joined" size="large">
        <HowJoined result={result} />
      </DialogButton>
      <DialogButton label="Code" title="The same preview as code" size="large">
        <div className="flex flex-col gap-3">
          <p className="text-second">
            Needs an API token with the scope “values” in <code>ASOF_TOKEN</code>
            {"csv" in body.spine ? (
              <>
                {" "}
                and the CSV in <code>spine.csv</code>
              </>
            ) : null}
            .
          </p>
          <CodeBlock
            label="This preview as code"
            snippets={previewSnippets(publicUrl, project, writtenRequest(body))}
            maxHeight={420}
          />
        </div>
      </DialogButton>
      <Menu
        label="CSV"
        look={{ icon: "download" }}
        items={[
          { kind: "button", label: "Values", onSelect: () => onDownload(false) },
          { kind: "button", label: "Values, statuses, times and ages", onSelect: () => onDownload(true) },
        ]}
      />
    </>
  );
}

/** Rows after the last spine time are there in every sample that does not reach the end of the data. */
const EXPECTED_WARNINGS: readonly string[] = ["future_rows"];

/** What the reader has to know before trusting the rows. */
function Warnings({ warnings }: Pick<PreviewResult, "warnings">) {
  if (warnings.length === 0) return null;
  return (
    <details open={warnings.some((warning) => !EXPECTED_WARNINGS.includes(warning.code))}>
      <summary className="w-fit rounded-chip text-second hover:text-ink">
        <span aria-hidden="true" className="mr-1.5 text-risky">
          ▲
        </span>
        {formatCounted(warnings.length, "warning")}
      </summary>
      <ul className="mt-1 flex flex-col gap-0.5 pl-4 text-second">
        {warnings.map((warning) => (
          <li key={`${warning.group ?? ""}${warning.code}`}>{warning.message}</li>
        ))}
      </ul>
    </details>
  );
}

function hrefOf(
  project: string,
  result: PreviewResult,
  group: number | null,
  feature: string,
): string | null {
  const name = group === null ? undefined : result.groups[group]?.group;
  return name === undefined ? null : `/p/${project}/groups/${name}/features/${feature}`;
}
