"use client";

import Link from "next/link";
import type { KeyboardEvent } from "react";
import { CheckboxInput } from "@/components/ui/choice";
import { cx } from "@/components/ui/cx";
import { Icon } from "@/components/ui/icon";
import { isRight, type TableColumn } from "./columns";
import { nextSort, type TableSort } from "./sort";

export interface HeadColumn {
  column: TableColumn;
  /** Starts a resize by pointer; the column follows it until release. */
  onResizeStart: (event: unknown) => void;
  /** Forgets a width set by hand. */
  onResizeReset: () => void;
}

export interface TableHeadProps {
  columns: readonly HeadColumn[];
  sort: TableSort | null;
  /** The address that sorts, or null when sorting happens here through `onSort`. */
  sortHref: ((sort: TableSort) => string) | null;
  onSort: (sort: TableSort) => void;
  selection: "none" | "some" | "all" | null;
  onToggleAll: () => void;
}

export function TableHead({ columns, sort, sortHref, onSort, selection, onToggleAll }: TableHeadProps) {
  return (
    <thead>
      <tr aria-rowindex={1}>
        {selection === null ? null : (
          <th scope="col">
            <CheckboxInput
              aria-label="Select all rows shown"
              checked={selection === "all"}
              ref={(input) => {
                if (input) input.indeterminate = selection === "some";
              }}
              onChange={onToggleAll}
            />
          </th>
        )}
        {columns.map(({ column, onResizeStart, onResizeReset }) => (
          <th
            key={column.id}
            scope="col"
            data-column={column.id}
            aria-sort={
              sort?.columnId === column.id ? (sort.descending ? "descending" : "ascending") : undefined
            }
            data-right={isRight(column) || undefined}
            className="group/head"
          >
            <HeadLabel column={column} sort={sort} sortHref={sortHref} onSort={onSort} />
            <span
              aria-hidden="true"
              onMouseDown={onResizeStart}
              onTouchStart={onResizeStart}
              onDoubleClick={onResizeReset}
              className="absolute top-1.5 right-0 bottom-1.5 w-2 cursor-col-resize touch-none select-none border-r-2 border-transparent hover:border-line-strong active:border-accent max-md:hidden"
            />
          </th>
        ))}
      </tr>
    </thead>
  );
}

function HeadLabel({
  column,
  sort,
  sortHref,
  onSort,
}: Pick<TableHeadProps, "sort" | "sortHref" | "onSort"> & { column: TableColumn }) {
  const sorted = sort?.columnId === column.id;
  const look = cx(
    "inline-flex max-w-full items-center gap-1 truncate align-middle",
    isRight(column) && "flex-row-reverse",
    sorted ? "font-medium text-ink" : "text-third",
  );
  if (!column.sortable) {
    return (
      <span className={look} data-tip={column.hint} tabIndex={column.hint ? 0 : undefined}>
        {column.header}
      </span>
    );
  }
  const next = nextSort(column, sort);
  const content = (
    <>
      <span className="truncate">{column.header}</span>
      <Icon
        name={(sorted ? sort.descending : next.descending) ? "down" : "up"}
        size={11}
        className={cx(!sorted && "hidden opacity-60 group-focus-within/head:block group-hover/head:block")}
      />
    </>
  );
  const interactive = cx(look, "no-underline hover:text-ink");
  return sortHref ? (
    <Link
      href={sortHref(next)}
      scroll={false}
      replace
      prefetch={false}
      className={interactive}
      data-tip={column.hint}
    >
      {content}
    </Link>
  ) : (
    <button
      type="button"
      className={interactive}
      data-tip={column.hint}
      onClick={() => onSort(next)}
      onKeyDown={(event: KeyboardEvent) => event.key === " " && event.stopPropagation()}
    >
      {content}
    </button>
  );
}
