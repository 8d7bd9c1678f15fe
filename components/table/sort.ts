import { isRight, type TableColumn } from "./columns";

/** Which column rows are ordered by. In a URL: `name`, or `-name` for descending. */
export interface TableSort {
  columnId: string;
  descending: boolean;
}

/** Paging positions mean nothing in another order. */
const CURSOR_PARAMS = ["after", "before", "cursor"] as const;

export function parseSort(text: string | null | undefined): TableSort | null {
  if (!text) return null;
  return text.startsWith("-")
    ? { columnId: text.slice(1), descending: true }
    : { columnId: text, descending: false };
}

export function formatSort(sort: TableSort): string {
  return `${sort.descending ? "-" : ""}${sort.columnId}`;
}

/** The order after a click on a header: numbers and times show the largest and latest first, the rest starts at A. */
export function nextSort(column: TableColumn, current: TableSort | null): TableSort {
  const startsDescending = isRight(column) || column.kind === "time";
  if (current?.columnId !== column.id) return { columnId: column.id, descending: startsDescending };
  return { columnId: column.id, descending: !current.descending };
}

/** The address of the same page in another order, from its first page. */
export function sortHref(pathname: string, search: URLSearchParams, param: string, sort: TableSort): string {
  const next = new URLSearchParams(search);
  for (const name of CURSOR_PARAMS) next.delete(name);
  next.set(param, formatSort(sort));
  return `${pathname}?${next}`;
}
