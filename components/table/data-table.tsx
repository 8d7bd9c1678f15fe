"use client";

import { usePathname, useSearchParams } from "next/navigation";
import {
  type ComponentType,
  type ReactNode,
  type RefObject,
  useCallback,
  useEffect,
  useMemo,
  useRef,
  useState,
} from "react";
import { cx } from "@/components/ui/cx";
import { Pagination } from "@/components/ui/pagination";
import { BulkBar } from "./bulk-bar";
import { sortRows } from "./cell-text";
import { type TableColumn, type TableRow, textCell } from "./columns";
import { exportRows, measuredWidths } from "./export-rows";
import { columnWidth, fitClass, phonePlaces, SELECT_WIDTH, tableWidthMin } from "./layout";
import { parseSort, sortHref, type TableSort } from "./sort";
import { TableHead } from "./table-head";
import { RowView } from "./table-row";
import { TableTools } from "./table-tools";
import { focusRow, useTableKeys } from "./use-table-keys";
import { useTableModel } from "./use-table-model";
import type { VirtualRowsProps } from "./virtual-rows";

export interface DataTableProps {
  /** Names the table in the reader's preferences and on the page; unique on a page. */
  id: string;
  /** What the table lists, for screen readers and the CSV file: "Features of airport_load". */
  label: string;
  /** The first column is the row's name. */
  columns: readonly TableColumn[];
  rows: readonly TableRow[];
  /** The server's clock, RFC 3339. */
  now: string;
  /** How many there are in all, when known and more than shown. */
  total?: number;
  /** What one row is: "feature", or ["entity", "entities"]. */
  noun?: string | readonly [singular: string, plural: string];
  /**
   * "url": the server sorts, headers are links that write `sortParam` (default `sort`). "local": all rows are here
   * and are sorted here. "off": the order means something.
   */
  sorting?: "url" | "local" | "off";
  sortParam?: string;
  /** The order when the URL says none, as in the URL: `-updated`. */
  defaultSort?: string;
  /** Addresses of the neighbouring pages; null where there is none. Without it, all rows are here. */
  paging?: { previous: string | null; next: string | null };
  /** Whether rows can be selected. */
  selectable?: boolean;
  /** An address that gives all rows as CSV; without it the button exports the rows that are shown. */
  csvHref?: string;
  /** Filters and the like, at the left above the table. */
  toolbar?: ReactNode;
  /** Leaves out count, CSV and View: for small tables inside a page. */
  plain?: boolean;
  /** "cards": two lines per row on a phone. "scroll": stays a table and scrolls sideways, for data. */
  phone?: "cards" | "scroll";
  /** Shown instead of the table when there are no rows. */
  empty: ReactNode;
}

/** Above this many rows only those in view are mounted. */
const VIRTUAL_FROM = 200;
/** What is mounted before the browser takes over; also what is read without JavaScript. */
const FIRST_ROWS = 40;

/** The one table. Rows arrive finished; the URL is the state of order and page; the rest is the reader's own. */
export function DataTable(props: DataTableProps) {
  const { id, label, columns, rows, now, sorting = "url", selectable = false, paging, plain = false } = props;
  const order = useOrder(props);
  const shown = useMemo(() => {
    const column = columns.find((candidate) => candidate.id === order.sort?.columnId);
    return sorting === "local" && order.sort && column ? sortRows(rows, column, order.sort.descending) : rows;
  }, [sorting, order.sort, columns, rows]);
  const model = useTableModel(id, columns, shown);
  const virtual = !paging && shown.length > VIRTUAL_FROM;
  const Virtual = useVirtualRows(virtual);
  const box = useRef<HTMLElement>(null);
  const scrollTo = useRef<((index: number) => void) | null>(null);
  const places = useMemo(() => phonePlaces(model.visible), [model.visible]);

  const toggle = useRef(model.toggle);
  toggle.current = model.toggle;
  const onToggle = useCallback((index: number, range: boolean) => toggle.current(index, range), []);
  const commands = useTableCommands(box, scrollTo, shown.length, onToggle);
  useTableKeys(id, commands, selectable);

  if (rows.length === 0)
    return props.toolbar ? (
      <div className="flex flex-col gap-3">
        {props.toolbar}
        {props.empty}
      </div>
    ) : (
      props.empty
    );

  const selectedCount = Object.keys(model.selection).length;
  const resized = Object.keys(model.widths).length > 0;
  const rowProps = {
    columns: model.visible,
    places,
    now,
    selectable,
    onToggle,
  };
  return (
    <div className="flex min-w-0 flex-col gap-1.5">
      {plain ? props.toolbar : <TableTools {...props} shown={shown} model={model} box={box} />}
      <div className="@container min-w-0">
        <section
          ref={box}
          aria-label={label}
          tabIndex={virtual || props.phone === "scroll" ? 0 : undefined}
          data-table={id}
          data-density={model.density}
          data-phone-layout={props.phone ?? "cards"}
          className={cx(
            "data-table relative overflow-x-auto",
            virtual
              ? "max-h-[min(70dvh,1340px)] overflow-y-auto"
              : !resized && fitClass(tableWidthMin(model.visible, selectable)),
          )}
        >
          <table
            aria-label={label}
            aria-rowcount={
              props.total === undefined && !virtual ? undefined : (props.total ?? shown.length) + 1
            }
            className="w-full table-fixed border-separate border-spacing-0"
            style={tableStyle(model.visible, model.widths, selectable)}
          >
            <colgroup>
              {selectable ? <col style={{ width: SELECT_WIDTH }} /> : null}
              {model.visible.map((column) => (
                <col
                  key={column.id}
                  style={{ width: model.widths[column.id] ?? columnWidth(column, model.visible, selectable) }}
                />
              ))}
            </colgroup>
            <TableHead
              columns={headColumns(model, box)}
              sort={order.sort}
              sortHref={order.href}
              onSort={order.set}
              selection={
                !selectable
                  ? null
                  : selectedCount === 0
                    ? "none"
                    : selectedCount === shown.length
                      ? "all"
                      : "some"
              }
              onToggleAll={() => model.selectAll(selectedCount < shown.length)}
            />
            {virtual && Virtual ? (
              <Virtual
                {...rowProps}
                rows={shown}
                rowHeight={model.density === "comfortable" ? 41 : 33}
                selection={model.selection}
                box={box}
                scrollTo={scrollTo}
              />
            ) : (
              <tbody>
                {(virtual ? shown.slice(0, FIRST_ROWS) : shown).map((row, index) => (
                  <RowView
                    key={row.id}
                    {...rowProps}
                    row={row}
                    index={index}
                    selected={model.selection[row.id] === true}
                  />
                ))}
              </tbody>
            )}
          </table>
        </section>
      </div>
      {paging ? (
        <div className="flex justify-end">
          <Pagination previous={paging.previous} next={paging.next} label={`Pages of ${label}`} />
        </div>
      ) : null}
      {selectedCount > 0 ? (
        <BulkBar
          count={selectedCount}
          names={() => selectedRows(shown, model.selection).map((row) => nameOf(columns, row))}
          onExport={() => void exportRows(id, model.visible, selectedRows(shown, model.selection))}
          onClear={() => model.selectAll(false)}
        />
      ) : null}
    </div>
  );
}

/** The order of the rows: in the URL, in the browser, or fixed. */
function useOrder({ sorting = "url", sortParam = "sort", defaultSort }: DataTableProps) {
  const pathname = usePathname();
  const search = useSearchParams();
  const [local, setLocal] = useState<TableSort | null>(() => parseSort(defaultSort));
  if (sorting === "local") return { sort: local, href: null, set: setLocal };
  const sort = sorting === "off" ? null : parseSort(search.get(sortParam) ?? defaultSort);
  const href = (next: TableSort) => sortHref(pathname, new URLSearchParams(search), sortParam, next);
  return { sort, href, set: setLocal };
}

/** The windowing of long lists is fetched only where there is one. */
function useVirtualRows(wanted: boolean): ComponentType<VirtualRowsProps> | null {
  const [view, setView] = useState<ComponentType<VirtualRowsProps> | null>(null);
  useEffect(() => {
    if (wanted) void import("./virtual-rows").then((module) => setView(() => module.VirtualRows));
  }, [wanted]);
  return view;
}

function useTableCommands(
  box: RefObject<HTMLElement | null>,
  scrollTo: RefObject<((index: number) => void) | null>,
  count: number,
  onToggle: (index: number, range: boolean) => void,
) {
  return useMemo(() => {
    const rowAt = (index: number) => box.current?.querySelector<HTMLElement>(`tr[data-index="${index}"]`);
    const current = () => {
      const row = document.activeElement?.closest<HTMLElement>("tr[data-index]");
      return row && box.current?.contains(row) ? Number(row.dataset.index) : null;
    };
    return {
      move: (by: number) => {
        const from = current();
        const index = from === null ? 0 : Math.min(Math.max(from + by, 0), count - 1);
        const row = rowAt(index);
        if (row) return focusRow(row);
        scrollTo.current?.(index);
        requestAnimationFrame(() => {
          const arrived = rowAt(index);
          if (arrived) focusRow(arrived);
        });
      },
      toggle: (range: boolean) => {
        const index = current();
        if (index !== null) onToggle(index, range);
      },
    };
  }, [box, scrollTo, count, onToggle]);
}

type Model = ReturnType<typeof useTableModel>;

/** A resize starts from the widths on screen: columns that share the rest have no number of their own until then. */
function headColumns(model: Model, box: RefObject<HTMLElement | null>) {
  return (
    model.table.getHeaderGroups()[0]?.headers.flatMap((header) => {
      const column = model.byId.get(header.column.id);
      if (!column) return [];
      const onResizeStart = (event: unknown) => {
        model.setWidths({ ...measuredWidths(box.current), ...model.widths });
        header.getResizeHandler()(event);
      };
      return [{ column, onResizeStart, onResizeReset: () => header.column.resetSize() }];
    }) ?? []
  );
}

function tableStyle(columns: readonly TableColumn[], widths: Record<string, number>, selectable: boolean) {
  const fixed = columns.every((column) => widths[column.id] !== undefined);
  if (!fixed || columns.length === 0) return { minWidth: tableWidthMin(columns, selectable) };
  const total = columns.reduce(
    (sum, column) => sum + (widths[column.id] ?? 0),
    selectable ? SELECT_WIDTH : 0,
  );
  return { width: total };
}

function selectedRows(rows: readonly TableRow[], selection: Readonly<Record<string, true>>): TableRow[] {
  return rows.filter((row) => selection[row.id]);
}

function nameOf(columns: readonly TableColumn[], row: TableRow): string {
  const cell = textCell(row.cells[columns[0]?.id ?? ""]);
  return cell.copy ?? cell.text;
}
