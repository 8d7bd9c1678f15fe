import type { PreviewResult, WireCell } from "@/lib/contracts/preview";
import type { FeatureStatus } from "@/lib/core/pit/status";
import { durationInWords } from "@/lib/core/time/words";
import { formatElapsed } from "@/lib/format/duration";
import { formatInstant } from "@/lib/format/time";
import { formatValue } from "@/lib/format/value";
import { cellOf, cellStatus, type ResultColumn } from "./result-columns";

/** A piece of a sentence; `mono` for names, `strong` for the answer. */
export interface Words {
  text: string;
  look?: "mono" | "strong";
}

/** What one feature cell says, and where it came from. Times are RFC 3339 UTC. */
export interface CellStory {
  status: FeatureStatus;
  sentence: Words[];
  /** Why this row was chosen, or why none was, in one sentence. */
  reason: string;
  spineTime: string | null;
  eventTime: string | null;
  createdTime: string | null;
  ageMs: number | null;
  ttlSeconds: number | null;
  /** By how much the row became known only after the spine time; `null` when it was known by then. */
  lateMs: number | null;
}

/** The sentence a colleague would say about a cell. `now` decides whether a year has to be said. */
export function cellStory(
  result: PreviewResult,
  columns: readonly ResultColumn[],
  row: number,
  column: ResultColumn,
  now: string,
): CellStory | null {
  const status = cellStatus(result, row, column);
  const group = column.group === null ? undefined : result.groups[column.group];
  const source = column.group === null ? undefined : result.sources[row]?.[column.group];
  if (status === null || !group || !source) return null;
  const spine = columns.filter((one) => one.group === null);
  const timeColumn = spine.find((one) => one.role === "time");
  const time = timeColumn ? cellOf(result, row, timeColumn) : null;
  const spineTime = typeof time === "string" ? time : null;
  const keys = group.keys.map((name) => {
    const key = spine.find((one) => one.name === name);
    const value = key ? cellOf(result, row, key) : null;
    return { name, value, text: key && value !== null ? formatValue(value, key.type).text : null };
  });
  const who = keys
    .map(({ name, text }) => (text === null ? `no ${name}` : keys.length === 1 ? text : `${name} ${text}`))
    .join(", ");
  const facts = {
    status,
    spineTime,
    eventTime: source.event_time,
    createdTime: source.created_time,
    ageMs: source.age_ms,
    ttlSeconds: group.ttl_seconds,
    lateMs: lateness(source.created_time, spineTime),
  };
  const missing = [...keys.filter((key) => key.value === null).map((key) => key.name)];
  if (spineTime === null && timeColumn) missing.push(timeColumn.name);
  const about: Words[] = [
    { text: column.label, look: "mono" },
    { text: ` for ${who} at ${spineTime === null ? "no time" : formatInstant(spineTime, now)} ` },
  ];
  return {
    ...facts,
    ...wordsFor({ ...facts, about, missing, column, group, value: cellOf(result, row, column) }),
  };
}

interface Telling extends Pick<CellStory, "status" | "ageMs" | "ttlSeconds"> {
  about: Words[];
  /** Spine columns that are null where a value is needed. */
  missing: string[];
  column: ResultColumn;
  group: PreviewResult["groups"][number];
  value: WireCell;
}

function wordsFor(telling: Telling): Pick<CellStory, "sentence" | "reason"> {
  const { about, column, group } = telling;
  const age =
    telling.ageMs === null
      ? ""
      : telling.ageMs === 0
        ? "of this very time"
        : `${formatElapsed(telling.ageMs)} old`;
  const ttl = telling.ttlSeconds === null ? "" : durationInWords(telling.ttlSeconds);
  switch (telling.status) {
    case "PRESENT": {
      const value = column.masked ? "hidden" : formatValue(telling.value, column.type).text;
      const unit = column.unit && !column.masked ? ` ${unitFor(column.unit, telling.value)}` : "";
      return {
        sentence: [...about, { text: "is " }, { text: `${value}${unit}`, look: "strong" }],
        reason: column.masked
          ? "The feature carries a policy tag, or is computed from one that does: only stewards see its values."
          : column.expression !== undefined
            ? `Computed from this row, as ${column.expression}.`
            : `Chosen: the newest row at or before this time, ${age}.`,
      };
    }
    case "NULL_VALUE":
      return {
        sentence: [...about, { text: "is " }, { text: "null", look: "strong" }],
        reason:
          column.expression === undefined
            ? `The newest row at or before this time, ${age}, holds no value; older rows are not tried.`
            : `Computed from this row, as ${column.expression}: null for these values.`,
      };
    case "OUTSIDE_MAX_AGE":
      return {
        sentence: [...about, { text: "is " }, { text: "outside the TTL", look: "strong" }],
        reason: `The newest row is ${age} and the TTL is ${ttl}; older rows are not tried.`,
      };
    case "NOT_FOUND":
      return telling.missing.length > 0
        ? {
            sentence: [...about, { text: "cannot be found", look: "strong" }],
            reason: `This row has no value in ${telling.missing.join(" and ")}; nothing is joined to it.`,
          }
        : {
            sentence: [...about, { text: "was " }, { text: "never seen", look: "strong" }],
            reason: `${group.group} has no row for it at or before this time.`,
          };
  }
}

/** `1 minute`, `8 minutes`: units are declared in the plural. */
function unitFor(unit: string, value: WireCell): string {
  return (value === 1 || value === "1") && /[^s]s$/.test(unit) ? unit.slice(0, -1) : unit;
}

function lateness(createdTime: string | null, spineTime: string | null): number | null {
  if (createdTime === null || spineTime === null) return null;
  const lateMs = Date.parse(createdTime) - Date.parse(spineTime);
  return lateMs > 0 ? lateMs : null;
}
