import type { Plan } from "@/lib/contracts/api/definitions";
import { counted } from "./problems";
import { printable } from "./style";

export type PlannedChange = Plan["changes"][number];

const VALUE_LENGTH_MAX = 60;

/** `feature group airport_load`. */
export function objectWords({ kind, name }: { kind: string; name: string }): string {
  return `${kind.replace("_", " ")} ${printable(name)}`;
}

/** One character that says what happens, colour or not. */
export function symbolOf({ action, level }: PlannedChange): "+" | "~" | "!" | "-" {
  if (action === "retire") return "-";
  if (level === "breaking") return "!";
  return action === "create" || action === "restore" ? "+" : "~";
}

/** `new version v3, breaking`. */
export function actionWords({ action, version, level }: PlannedChange): string {
  switch (action) {
    case "create":
      return version === null ? "create" : `create, v${version}`;
    case "new_version":
      return `new version v${version}, ${level}`;
    case "update":
      return "update, no new version";
    case "retire":
      return "retire";
    case "restore":
      return "restore";
  }
}

/** `2 to create, 1 new version (1 breaking), 1 to update`. */
export function summaryWords({ changes, unchanged }: Pick<Plan, "changes" | "unchanged">): string {
  const count = (action: PlannedChange["action"]) =>
    changes.filter((change) => change.action === action).length;
  const versions = changes.filter((change) => change.action === "new_version");
  const breaking = versions.filter((change) => change.level === "breaking").length;
  const parts = [
    count("create") > 0 ? `${count("create")} to create` : "",
    versions.length > 0
      ? `${counted(versions.length, "new version")}${breaking > 0 ? ` (${breaking} breaking)` : ""}`
      : "",
    count("update") > 0 ? `${count("update")} to update` : "",
    count("restore") > 0 ? `${count("restore")} to restore` : "",
    count("retire") > 0 ? `${count("retire")} to retire` : "",
    unchanged.length > 0 ? `${unchanged.length} unchanged` : "",
  ].filter(Boolean);
  return parts.length > 0 ? parts.join(", ") : "nothing to change";
}

/** A value on one line, short. `null` says that there is none. */
export function valueWords(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  const text = printable(typeof value === "string" ? value : JSON.stringify(value));
  if (text === "") return '""';
  return text.length <= VALUE_LENGTH_MAX ? text : `${text.slice(0, VALUE_LENGTH_MAX - 1)}…`;
}
