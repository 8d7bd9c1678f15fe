import type { PreviewResult, WireCell, WireSource } from "@/lib/contracts/preview";
import type { FeatureStatus, RowState } from "@/lib/core/pit/status";
import { durationInWords } from "@/lib/core/time/words";
import { formatElapsed } from "@/lib/format/duration";
import { formatInstant } from "@/lib/format/time";
import { formatValue } from "@/lib/format/value";
import { cellOf, cellSource, cellStatus, type ResultColumn } from "./result-columns";

/** A piece of a sentence; `mono` for names, `strong` for the answer. */
export interface Words {
  text: string;
  look?: "mono" | "strong";
}

/** What one feature cell says, and where it came from. Times are RFC 3339 UTC. */
export interface CellStory {
  status: FeatureStatus;
  state: RowState;
  sentence: Words[];
  /** Why this row was chosen, or why none was, in one sentence. */
  reason: string;
  spineTime: string | null;
  eventTime: string | null;
  createdTime: string | null;
  ageMs: number | null;
  ttlSeconds: number | null;
  /** Of a computed value instead of one row: over what, of how many events or members, and when these were. */
  aggregate: CellAggregate | null;
  /** By how much the row became known only after the spine time; `null` when it was known by then. */
  lateMs: number | null;
}

export interface CellAggregate {
  /** Such as `mean(delay)`. */
  expression: string;
  /** Such as `(t − 7 d, t]`; `null` for rollups. */
  interval: string | null;
  of: "events" | "members";
  count: number;
  firstEventTime: string | null;
  lastEventTime: string | null;
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
  const source = cellSource(result, row, column);
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
    state: source.state,
    spineTime,
    eventTime: source.event_time,
    createdTime: source.created_time,
    ageMs: source.age_ms,
    ttlSeconds: group.ttl_seconds,
    aggregate: aggregateOf(
      group,
      result.sources[row]?.[column.group ?? -1],
      result.columns[column.index]?.name ?? "",
    ),
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
    ...wordsFor({
      ...facts,
      about,
      missing,
      column,
      group,
      newest: newestWords(result, group),
      endedAt: source.ended_at ?? null,
      now,
      value: cellOf(result, row, column),
    }),
  };
}

function aggregateOf(
  group: PreviewResult["groups"][number],
  source: WireSource | undefined,
  output: string,
): CellAggregate | null {
  const place = group.features.findIndex((feature) => feature.output === output);
  const feature = group.features[place];
  const origin = source?.aggregates?.[place];
  if (!feature || !origin || group.compute === "rows") return null;
  return {
    expression: feature.expression ?? feature.output,
    interval: feature.interval,
    of: group.compute === "windows" ? "events" : "members",
    count: origin.count,
    firstEventTime: origin.first_event_time,
    lastEventTime: origin.last_event_time,
  };
}

interface Telling
  extends Pick<CellStory, "status" | "state" | "eventTime" | "ageMs" | "ttlSeconds" | "aggregate"> {
  about: Words[];
  /** Spine columns that are null where a value is needed. */
  missing: string[];
  column: ResultColumn;
  group: PreviewResult["groups"][number];
  /** Which row is looked for: "newest row at or before this time". */
  newest: string;
  endedAt: string | null;
  now: string;
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
  if (telling.state === "DELETED" || telling.state === "ENDED") return wordsForEnd(telling, telling.state);
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
            : telling.aggregate
              ? `Computed: ${madeOf(telling.aggregate)}.`
              : `Chosen: the ${telling.newest}, ${age}.`,
      };
    }
    case "NULL_VALUE":
      return {
        sentence: [...about, { text: "is " }, { text: "null", look: "strong" }],
        reason:
          column.expression !== undefined
            ? `Computed from this row, as ${column.expression}: null for these values.`
            : telling.aggregate
              ? `Computed: ${madeOf(telling.aggregate)}.`
              : `The ${telling.newest}, ${age}, holds no value; older rows are not tried.`,
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
            reason:
              group.compute === "second_order"
                ? `${group.group} finds no parent for it at this time.`
                : `${group.group} has no ${telling.newest.replace("newest row", "row for it")}.`,
          };
  }
}

/** A row that was found and takes the value away; its times stay as the reason. */
function wordsForEnd(
  { about, group, newest, eventTime, endedAt, now }: Telling,
  state: "DELETED" | "ENDED",
): Pick<CellStory, "sentence" | "reason"> {
  const at = state === "DELETED" ? eventTime : endedAt;
  const word = state === "DELETED" ? "was deleted" : "ended";
  const when = at === null ? word : `${word} at ${formatInstant(at, now)}`;
  return {
    sentence: [...about, { text: when, look: "strong" }],
    reason:
      state === "DELETED"
        ? `${group.tombstone} is true in the ${newest}: there is no value from there on.`
        : `The ${newest} stopped counting at its ${group.valid_to}; older rows are not tried.`,
  };
}

function newestWords(result: PreviewResult, { strict, nulls }: PreviewResult["groups"][number]): string {
  const row = nulls === "latest_row" ? "newest row" : "newest row with a value";
  const known = result.knowledge === "known" ? " and known by then" : "";
  return `${row} ${strict ? "before" : "at or before"} this time${known}`;
}

/** What a computed value was made of; a value of nothing is what its definition says it is. */
function madeOf({ expression, interval, of, count }: CellAggregate): string {
  const one = of === "events" ? "event" : "member with a value";
  const many = of === "events" ? "events" : "members with a value";
  const what = count === 0 ? `no ${one}` : count === 1 ? `1 ${one}` : `${count} ${many}`;
  const where = interval === null ? " at this time" : ` in ${interval}, t being this time`;
  return `${expression} over ${what}${where}`;
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
