"use client";

import type { ReactNode, RefObject } from "react";
import { Button } from "@/components/ui/button";
import { LinkButton } from "@/components/ui/link-button";
import { formatCount, formatCounted } from "@/lib/format/number";
import type { TableColumn, TableRow } from "./columns";
import { exportRows, measuredWidths } from "./export-rows";
import { WIDTH_MAX, WIDTH_MIN } from "./layout";
import type { useTableModel } from "./use-table-model";
import { ViewMenu } from "./view-menu";

/** The line above a table: filters at the left; count, CSV and View at the right. */
export function TableTools({
  id,
  columns,
  shown,
  total,
  noun = "row",
  csvHref,
  toolbar,
  model,
  box,
}: {
  id: string;
  columns: readonly TableColumn[];
  shown: readonly TableRow[];
  total?: number;
  noun?: string | readonly [string, string];
  csvHref?: string;
  toolbar?: ReactNode;
  model: ReturnType<typeof useTableModel>;
  box: RefObject<HTMLElement | null>;
}) {
  const widen = (columnId: string, byPx: number) => {
    const widths = { ...measuredWidths(box.current), ...model.widths };
    const width = Math.min(Math.max((widths[columnId] ?? WIDTH_MIN) + byPx, WIDTH_MIN), WIDTH_MAX);
    model.setWidths({ ...widths, [columnId]: width });
  };
  return (
    <div className="flex min-h-7 flex-wrap items-center justify-between gap-x-4 gap-y-1.5">
      <div className="flex min-w-0 flex-wrap items-center gap-1.5">{toolbar}</div>
      <div className="ml-auto flex items-center gap-1">
        <span className="mr-1 text-third">{countText(shown.length, total, noun)}</span>
        {csvHref ? (
          <LinkButton href={csvHref} download variant="ghost" size="small" icon="download">
            CSV
          </LinkButton>
        ) : (
          <Button
            variant="ghost"
            size="small"
            icon="download"
            data-tip="The rows shown here, as a CSV file"
            onClick={() => void exportRows(id, model.visible, shown)}
          >
            CSV
          </Button>
        )}
        <ViewMenu
          tableId={id}
          columns={columns}
          shown={(columnId) => model.visible.some((column) => column.id === columnId)}
          onShow={(columnId, show) => model.table.getColumn(columnId)?.toggleVisibility(show)}
          onWiden={widen}
          onReset={model.reset}
          density={model.density}
          onDensity={model.setDensity}
        />
      </div>
    </div>
  );
}

function countText(
  shown: number,
  total: number | undefined,
  noun: string | readonly [string, string],
): string {
  const [singular, plural] = typeof noun === "string" ? [noun, `${noun}s`] : noun;
  if (total === undefined || total <= shown) return formatCounted(shown, singular, plural);
  return `${formatCount(shown)} of ${formatCounted(total, singular, plural)}`;
}
