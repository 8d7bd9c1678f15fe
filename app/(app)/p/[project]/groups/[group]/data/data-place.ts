import type { HistoryQuery } from "@/components/offline/history-filter";
import type { PageSearch } from "@/lib/server/page";

const KEY = "key.";

/** What the address of a Data tab asks for, as written. */
export interface DataPlace extends HistoryQuery {
  /** Of the rows, and of the commits. */
  cursor: string | undefined;
  commits: string | undefined;
}

export function dataPlace(search: PageSearch): DataPlace {
  const text = (name: string) => {
    const value = search[name];
    return typeof value === "string" ? value.trim() : "";
  };
  const keys = Object.keys(search).filter((name) => name.startsWith(KEY) && text(name) !== "");
  return {
    keys: Object.fromEntries(keys.map((name) => [name.slice(KEY.length), text(name)])),
    since: text("since"),
    until: text("until"),
    as_of: text("as_of"),
    version: /^[1-9]\d{0,8}$/.test(text("version")) ? text("version") : "",
    cursor: text("cursor") || undefined,
    commits: text("commits") || undefined,
  };
}

/** The same place with something else in it; a cursor belongs to one query and does not stay. */
export function placeHref(base: string, place: Partial<DataPlace>, at: string | null): string {
  const { keys = {}, ...rest } = place;
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(keys)) query.set(KEY + name, value);
  for (const [name, value] of Object.entries(rest)) if (value) query.set(name, value);
  if (at !== null) query.set("at", at);
  return query.size === 0 ? base : `${base}?${query}`;
}
