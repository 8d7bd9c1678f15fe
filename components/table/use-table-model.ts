"use client";

import {
  columnResizingFeature,
  columnSizingFeature,
  columnVisibilityFeature,
  rowSelectionFeature,
  tableFeatures,
  useTable,
} from "@tanstack/react-table";
import { useMemo, useState } from "react";
import type { TableColumn, TableRow } from "./columns";
import { startWidth, WIDTH_MAX, WIDTH_MIN } from "./layout";
import { pruneSelection, type Selection, toggleRows } from "./selection";
import { NO_PREFERENCES, useTablePreferences } from "./table-preferences";

const features = tableFeatures({
  columnVisibilityFeature,
  columnSizingFeature,
  columnResizingFeature,
  rowSelectionFeature,
});

/** The table's state: columns and widths come from the reader's preferences, the selection lives as long as the page. */
export function useTableModel(tableId: string, columns: readonly TableColumn[], rows: readonly TableRow[]) {
  const [preferences, update] = useTablePreferences(tableId);
  const [selection, setSelection] = useState<Selection>({});
  const [anchor, setAnchor] = useState<number | null>(null);
  const definitions = useMemo(
    () =>
      columns.map((column) => ({
        id: column.id,
        header: column.header,
        size: startWidth(column) ?? 240,
        minSize: WIDTH_MIN,
        maxSize: WIDTH_MAX,
        enableHiding: column.hideable !== false,
      })),
    [columns],
  );
  const columnVisibility = useMemo(
    () => ({
      ...Object.fromEntries(columns.map((column) => [column.id, !column.hidden])),
      ...preferences.columns,
    }),
    [columns, preferences.columns],
  );
  const ids = useMemo(() => rows.map((row) => row.id), [rows]);
  const rowSelection = useMemo(() => pruneSelection(ids, selection), [ids, selection]);
  const data = rows as TableRow[];
  const table = useTable({
    features,
    columns: definitions,
    data,
    getRowId: (row) => row.id,
    columnResizeMode: "onChange",
    state: { columnVisibility, columnSizing: preferences.widths, rowSelection },
    onColumnVisibilityChange: (change) => {
      const next = typeof change === "function" ? change(columnVisibility) : change;
      update((before) => ({ ...before, columns: next }));
    },
    onColumnSizingChange: (change) =>
      update((before) => ({
        ...before,
        widths: typeof change === "function" ? change(before.widths) : change,
      })),
    onRowSelectionChange: setSelection,
  });
  const byId = useMemo(() => new Map(columns.map((column) => [column.id, column])), [columns]);
  const visible = useMemo(
    () => columns.filter((column) => columnVisibility[column.id] !== false),
    [columns, columnVisibility],
  );
  return {
    table,
    byId,
    visible,
    ids,
    selection: rowSelection,
    widths: preferences.widths,
    density: preferences.density,
    toggle: (index: number, range: boolean) => {
      setSelection((before) => toggleRows(ids, before, index, anchor, range));
      setAnchor(index);
    },
    selectAll: (all: boolean) =>
      setSelection(all ? Object.fromEntries(ids.map((id) => [id, true as const])) : {}),
    setWidths: (widths: Record<string, number>) => update((before) => ({ ...before, widths })),
    setDensity: (density: typeof preferences.density) => update((before) => ({ ...before, density })),
    reset: () => update(() => NO_PREFERENCES),
  };
}
