import { checkSelection, selectionColumns } from "@/lib/core/datasets/selection";
import type { FieldProblem } from "@/lib/core/errors";
import { formatValueType, parseValueType } from "@/lib/core/model/value-type";
import { keyCastRule } from "./cast";
import type { FileSpine, SpineColumn, SpineRequest } from "./plan";

export type FilesRequest = Extract<SpineRequest, { kind: "files" }>;

/**
 * Types the columns of a spine file: join keys and what on-demand features read as declared, the time as an instant, all
 * others as the file has them.
 * CSV holds text, so it is read as those types; a Parquet column must be one of them, or lose nothing by the cast.
 */
export function planFileColumns(
  request: FilesRequest,
  { keyTypes, sent }: { keyTypes: ReadonlyMap<string, string>; sent: ReadonlyMap<string, string> },
  problems: FieldProblem[],
): FileSpine | null {
  const before = problems.length;
  const isText = request.source.format === "csv";
  const columns = request.sourceColumns.map(({ name, type }) => {
    const role = roleOf(name, request.time, keyTypes);
    const wanted = role === "time" ? "timestamp" : (keyTypes.get(name) ?? sent.get(name) ?? type);
    if (role === "time" && (keyTypes.get(name) ?? "timestamp") !== "timestamp")
      problems.push({ path: `spine.${name}`, message: "is the time and, of another type, a join key" });
    else if (!isText) checkType(request, { name, type }, wanted, role, problems);
    return { name, column: name, type: wanted, role };
  });
  checkSelection(
    request.selection,
    columns.map((column) => column.name),
    problems,
  );
  if (problems.length > before) return null;
  const made = selectionColumns(request.selection).map((column) => ({
    ...column,
    column: null,
    role: "extra" as const,
  }));
  const source = {
    ...request.source,
    times: [request.time],
    columns: isText ? columns.map(({ name, type }) => ({ name, type })) : null,
  };
  return {
    kind: "files",
    columns: [...columns, ...made],
    time: request.time,
    source,
    selection: request.selection,
  };
}

function checkType(
  { source }: FilesRequest,
  column: { name: string; type: string },
  wanted: string,
  role: SpineColumn["role"],
  problems: FieldProblem[],
) {
  const path = `spine.${column.name}`;
  if (role === "time") {
    const isNaive = column.type === "timestamp_ntz" || column.type === "date";
    if (column.type === "timestamp" || (isNaive && source.timezone !== null)) return;
    problems.push({
      path: "spine.time",
      message: isNaive
        ? `${column.name} has no time zone, and none is declared`
        : `${column.name} is ${column.type}`,
      expected: isNaive ? "an IANA time zone in timezone" : "timestamp",
    });
    return;
  }
  const [from, to] = [parseValueType(column.type), parseValueType(wanted)];
  if (role === "key" && (!from || !to || keyCastRule(from, to) === "refuse")) {
    problems.push({
      path,
      message: `is ${column.type} in the spine, but the join key is ${wanted}`,
      expected: to ? formatValueType(to) : wanted,
    });
  }
}

function roleOf(name: string, time: string, keyTypes: ReadonlyMap<string, string>): SpineColumn["role"] {
  if (name === time) return "time";
  return keyTypes.has(name) ? "key" : "extra";
}
