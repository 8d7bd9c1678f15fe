"use client";

import { useCallback, useSyncExternalStore } from "react";

export type Density = "dense" | "comfortable";

/** What a reader changed about one table. Only what differs from the page's own choice is kept. */
export interface TablePreferences {
  /** Column id → shown. */
  columns: Record<string, boolean>;
  /** Column id → pixels. */
  widths: Record<string, number>;
  density: Density;
}

export const NO_PREFERENCES: TablePreferences = { columns: {}, widths: {}, density: "dense" };

const WRITE_DELAY_MS = 250;
const known = new Map<string, TablePreferences>();
const listeners = new Set<() => void>();
const timers = new Map<string, ReturnType<typeof setTimeout>>();

/** The preferences of one table in this browser. The server and the first paint know none. */
export function useTablePreferences(
  tableId: string,
): [TablePreferences, (change: (before: TablePreferences) => TablePreferences) => void] {
  const preferences = useSyncExternalStore(
    subscribe,
    () => read(tableId),
    () => NO_PREFERENCES,
  );
  const update = useCallback(
    (change: (before: TablePreferences) => TablePreferences) => {
      known.set(tableId, change(read(tableId)));
      for (const listener of listeners) listener();
      // A column that is being resized changes with every move of the pointer.
      clearTimeout(timers.get(tableId));
      timers.set(
        tableId,
        setTimeout(() => write(tableId), WRITE_DELAY_MS),
      );
    },
    [tableId],
  );
  return [preferences, update];
}

/** Reads stored text; anything that is not what we wrote counts as nothing. */
export function parsePreferences(text: string | null): TablePreferences {
  try {
    const stored: unknown = JSON.parse(text ?? "null");
    if (typeof stored !== "object" || stored === null) return NO_PREFERENCES;
    const { columns, widths, density } = stored as Partial<Record<keyof TablePreferences, unknown>>;
    return {
      columns: entriesOf(columns, (value) => typeof value === "boolean"),
      widths: entriesOf(widths, (value) => typeof value === "number" && Number.isFinite(value) && value > 0),
      density: density === "comfortable" ? "comfortable" : "dense",
    };
  } catch {
    return NO_PREFERENCES;
  }
}

function entriesOf<T>(stored: unknown, accepts: (value: unknown) => boolean): Record<string, T> {
  if (typeof stored !== "object" || stored === null) return {};
  return Object.fromEntries(Object.entries(stored).filter(([, value]) => accepts(value)));
}

function subscribe(listener: () => void): () => void {
  if (listeners.size === 0) window.addEventListener("pagehide", writeWaiting);
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    writeWaiting();
    window.removeEventListener("pagehide", writeWaiting);
  };
}

/** A choice made right before the page is left counts too. */
function writeWaiting() {
  for (const tableId of timers.keys()) write(tableId);
}

function read(tableId: string): TablePreferences {
  const cached = known.get(tableId);
  if (cached) return cached;
  let text: string | null = null;
  try {
    text = window.localStorage.getItem(storageKey(tableId));
  } catch {
    // Storage can be forbidden; the table then forgets.
  }
  const preferences = parsePreferences(text);
  known.set(tableId, preferences);
  return preferences;
}

function write(tableId: string) {
  clearTimeout(timers.get(tableId));
  timers.delete(tableId);
  const preferences = known.get(tableId);
  if (!preferences) return;
  try {
    window.localStorage.setItem(storageKey(tableId), JSON.stringify(preferences));
  } catch {
    // Full or forbidden: the choice lasts until the page is left.
  }
}

function storageKey(tableId: string): string {
  return `asof.table.${tableId}`;
}
