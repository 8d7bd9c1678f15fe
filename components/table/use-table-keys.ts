"use client";

import { useEffect } from "react";
import { useKeys } from "@/components/ui/use-keys";

/** What keys can do to one table. */
export interface TableCommands {
  /** Moves the focus by rows; the table scrolls there if it has to. */
  move: (by: number) => void;
  /** Selects the focused row, or with `range` everything from the row selected before. */
  toggle: (range: boolean) => void;
}

const tables = new Map<string, TableCommands>();

/** j, k and x act on the table that has the focus, else on the first table of the page. */
export function useTableKeys(tableId: string, commands: TableCommands, selectable: boolean) {
  useEffect(() => {
    tables.set(tableId, commands);
    return () => {
      tables.delete(tableId);
    };
  }, [tableId, commands]);
  const move = [
    { keys: "j", label: "Next row", group: "Table", run: () => targeted()?.move(1) },
    { keys: "k", label: "Previous row", group: "Table", run: () => targeted()?.move(-1) },
    { keys: "Enter", label: "Open the row", group: "Table", when: onRow, run: openRow },
  ];
  const select = [
    { keys: "x", label: "Select the row", group: "Table", run: () => targeted()?.toggle(false) },
    { keys: "shift+x", label: "Select up to the row", group: "Table", run: () => targeted()?.toggle(true) },
  ];
  useKeys(selectable ? [...move, ...select] : move);
}

function targeted(): TableCommands | undefined {
  const focused = document.activeElement?.closest<HTMLElement>("[data-table]");
  const element = focused ?? document.querySelector<HTMLElement>("[data-table]");
  return tables.get(element?.dataset.table ?? "");
}

/** Only a focused row: on links and buttons Enter has a meaning of its own. */
function onRow(event: KeyboardEvent): boolean {
  return event.target instanceof HTMLElement && event.target.matches("[data-row]");
}

function openRow(event: KeyboardEvent) {
  if (event.target instanceof HTMLElement) event.target.querySelector<HTMLElement>("a[href]")?.click();
}

/** Focuses a row: its first link where there is one, so that Enter opens it, else the row itself. */
export function focusRow(row: HTMLElement) {
  (row.querySelector<HTMLElement>("td a[href]") ?? row).focus();
  row.scrollIntoView({ block: "nearest" });
}
