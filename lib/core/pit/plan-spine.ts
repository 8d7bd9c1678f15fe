import type { FieldProblem } from "@/lib/core/errors";
import { formatValueType, parseValueType } from "@/lib/core/model/value-type";
import { isZone } from "@/lib/core/time/zone";
import { keyCastRule } from "./cast";
import type {
  FileSpine,
  GivenSpine,
  PitGroup,
  PitSpine,
  SampledSpine,
  SpineColumn,
  SpineRequest,
} from "./plan";
import { type FilesRequest, planFileColumns } from "./plan-files";
import { type Encoding, inferType, typeValues } from "./spine-values";

const SPINE_ROWS_MAX = 1_000_000;
const SAMPLE_ROWS_MAX = 100_000;
const SPINE_COLUMNS_MAX = 500;
/** Problems of single values that are listed one by one; the rest is counted. */
const VALUE_PROBLEMS_SHOWN = 20;
/** Column names that engines use for themselves. */
const RESERVED_PREFIX = "__";

type RowsRequest = Extract<SpineRequest, { kind: "rows" }>;
type SampleRequest = Extract<SpineRequest, { kind: "sample" }>;

/**
 * @param sent types of columns that on-demand features read from the request.
 * @returns the spine with every column typed, or `null` with the reasons in `problems`.
 */
export function planSpine(
  request: SpineRequest,
  groups: PitGroup[],
  sent: ReadonlyMap<string, string>,
  problems: FieldProblem[],
): PitSpine | null {
  const keyTypes = keyTypesOf(groups, problems);
  const declared = { keyTypes, sent };
  switch (request.kind) {
    case "rows":
      return planRows(request, groups, declared, problems);
    case "sample":
      return planSample(request, groups, declared, problems);
    case "files":
      return planFile(request, groups, declared, problems);
  }
}

/** Spine columns whose types are declared: of join keys, and of what on-demand features read. */
interface DeclaredTypes {
  keyTypes: Map<string, string>;
  sent: ReadonlyMap<string, string>;
}

/** Spine column → declared key type. Two groups that read one column as different types are a problem. */
function keyTypesOf(groups: PitGroup[], problems: FieldProblem[]): Map<string, string> {
  const types = new Map<string, string>();
  for (const group of groups) {
    for (const key of group.keys) {
      const known = types.get(key.spineColumn);
      if (known !== undefined && known !== key.type) {
        problems.push({
          path: `groups.${group.name}.keys.${key.name}`,
          message: `the spine column ${key.spineColumn} is ${known} for another group and ${key.type} here`,
          expected: "two spine columns, one for each type",
        });
      }
      types.set(key.spineColumn, known ?? key.type);
    }
  }
  return types;
}

function planRows(
  request: RowsRequest,
  groups: PitGroup[],
  { keyTypes, sent }: DeclaredTypes,
  problems: FieldProblem[],
): GivenSpine | null {
  const before = problems.length;
  checkNames(
    request.columns.map((column) => column.name),
    problems,
  );
  const rowCount = checkRowCount(request, problems);
  if (request.timezone !== null && !isZone(request.timezone)) {
    problems.push({ path: "spine.timezone", message: `${request.timezone} is not an IANA time zone` });
  }
  const names = new Set(request.columns.map((column) => column.name));
  if (!names.has(request.time)) {
    problems.push({
      path: "spine.time",
      message: `the spine has no column ${request.time}`,
      expected: [...names].join(", "),
    });
  }
  checkKeysPresent(groups, names, problems);
  if (problems.length > before) return null;

  const columns: SpineColumn[] = [];
  const values: GivenSpine["values"] = [];
  const tally = { shown: 0, hidden: 0 };
  for (const column of request.columns) {
    const role = roleOf(column.name, request.time, keyTypes);
    const type = spineType(column, role, request.encoding, { keyTypes, sent }, problems);
    if (type === null) continue;
    const typed = typeValues(column.values, type, request.encoding, request.timezone);
    for (const problem of typed.problems) {
      if (tally.shown < VALUE_PROBLEMS_SHOWN) {
        tally.shown++;
        problems.push({
          path: `spine.${column.name}`,
          message: `row ${problem.row + 1}: ${problem.message}`,
          expected: type,
          line: problem.row + 1,
        });
      } else tally.hidden++;
    }
    columns.push({ name: column.name, type, role });
    values.push(typed.cells);
  }
  if (tally.hidden > 0)
    problems.push({ path: "spine", message: `${tally.hidden} more values are not of their type` });
  return problems.length > before ? null : { kind: "rows", columns, time: request.time, rowCount, values };
}

function spineType(
  column: { name: string; values: readonly unknown[] },
  role: SpineColumn["role"],
  encoding: Encoding,
  { keyTypes, sent }: DeclaredTypes,
  problems: FieldProblem[],
): string | null {
  const keyType = keyTypes.get(column.name);
  if (role === "time") {
    if (keyType === undefined || keyType === "timestamp") return "timestamp";
    problems.push({ path: `spine.${column.name}`, message: `is the time and, as ${keyType}, a join key` });
    return null;
  }
  const declared = keyType ?? sent.get(column.name);
  if (declared !== undefined) return declared;
  if (encoding === "text") return "string";
  const inferred = inferType(column.values);
  if (inferred === null) {
    problems.push({
      path: `spine.${column.name}`,
      message: "holds values of different types",
      expected: "all text, all numbers or all true/false",
    });
  }
  return inferred;
}

function planSample(
  request: SampleRequest,
  groups: PitGroup[],
  { keyTypes, sent }: DeclaredTypes,
  problems: FieldProblem[],
): SampledSpine | null {
  const before = problems.length;
  if (!Number.isInteger(request.rows) || request.rows < 1 || request.rows > SAMPLE_ROWS_MAX) {
    problems.push({ path: "spine.sample", message: `must be a whole number from 1 to ${SAMPLE_ROWS_MAX}` });
  }
  if (!Number.isSafeInteger(request.seed))
    problems.push({ path: "spine.seed", message: "must be a whole number" });
  const types = new Map(request.sourceColumns.map((column) => [column.name, column.type]));
  const known = [...sent.keys()].filter((name) => types.has(name));
  const names = [...new Set([request.time, ...keyTypes.keys(), ...known, ...request.keep])];
  checkNames(names, problems);
  checkKeysPresent(groups, new Set(types.keys()), problems);
  if (!types.has(request.time)) {
    problems.push({ path: "spine.time", message: `${request.source.name} has no column ${request.time}` });
  }
  for (const name of request.keep) {
    if (!types.has(name))
      problems.push({ path: `spine.${name}`, message: `${request.source.name} has no such column` });
  }
  if (problems.length > before) return null;
  // Columns come out in the source's order, as a reader of that source expects.
  const columns = request.sourceColumns
    .filter((column) => names.includes(column.name))
    .map((column) => {
      const role = roleOf(column.name, request.time, keyTypes);
      const type =
        role === "time" ? "timestamp" : (keyTypes.get(column.name) ?? sent.get(column.name) ?? column.type);
      checkSampleType(request, column, type, role, problems);
      return { name: column.name, column: column.name, type, role };
    });
  if (problems.length > before) return null;
  const times = [...new Set([...request.source.times, request.time])];
  const source = { ...request.source, times };
  return { kind: "sample", columns, time: request.time, source, rows: request.rows, seed: request.seed };
}

function planFile(
  request: FilesRequest,
  groups: PitGroup[],
  declared: DeclaredTypes,
  problems: FieldProblem[],
): FileSpine | null {
  const before = problems.length;
  const names = request.sourceColumns.map((column) => column.name);
  checkNames(names, problems);
  if (request.source.timezone !== null && !isZone(request.source.timezone)) {
    problems.push({
      path: "spine.timezone",
      message: `${request.source.timezone} is not an IANA time zone`,
    });
  }
  if (!names.includes(request.time)) {
    problems.push({
      path: "spine.time",
      message: `the spine has no column ${request.time}`,
      expected: names.join(", "),
    });
  }
  checkKeysPresent(groups, new Set(names), problems);
  return problems.length > before ? null : planFileColumns(request, declared, problems);
}

function checkSampleType(
  request: SampleRequest,
  column: { name: string; type: string },
  type: string,
  role: SpineColumn["role"],
  problems: FieldProblem[],
) {
  const from = parseValueType(column.type);
  const to = parseValueType(type);
  if (role === "time") {
    const naive = column.type === "timestamp_ntz" || column.type === "date";
    if (column.type === "timestamp" || (naive && request.source.timezone !== null)) return;
    problems.push({
      path: "spine.time",
      message: naive
        ? `${column.name} has no time zone, and ${request.source.name} declares none`
        : `${column.name} is ${column.type}`,
      expected: "timestamp",
    });
  } else if (!from || !to || (role === "key" && keyCastRule(from, to) === "refuse")) {
    problems.push({
      path: `spine.${column.name}`,
      message: `is ${column.type} in ${request.source.name}, but the join key is ${type}`,
      expected: to ? formatValueType(to) : type,
    });
  }
}

function roleOf(name: string, time: string, keyTypes: Map<string, string>): SpineColumn["role"] {
  if (name === time) return "time";
  return keyTypes.has(name) ? "key" : "extra";
}

function checkNames(names: string[], problems: FieldProblem[]) {
  const seen = new Set<string>();
  if (names.length > SPINE_COLUMNS_MAX) {
    problems.push({
      path: "spine",
      message: `has ${names.length} columns; at most ${SPINE_COLUMNS_MAX} are read`,
    });
  }
  for (const [i, name] of names.entries()) {
    const folded = name.toLowerCase();
    if (name.trim() === "") problems.push({ path: "spine", message: `column ${i + 1} has no name` });
    else if (seen.has(folded))
      problems.push({ path: `spine.${name}`, message: "appears twice (case does not count)" });
    else if (name.startsWith(RESERVED_PREFIX)) {
      problems.push({
        path: `spine.${name}`,
        message: `names that start with ${RESERVED_PREFIX} are reserved`,
      });
    } else if (name.includes("\0") || !name.isWellFormed()) {
      problems.push({ path: "spine", message: `the name of column ${i + 1} is not text` });
    }
    seen.add(folded);
  }
}

function checkRowCount(request: RowsRequest, problems: FieldProblem[]): number {
  const [first] = request.columns;
  if (!first || first.values.length === 0) {
    problems.push({ path: "spine", message: "is empty", expected: "at least one row" });
    return 0;
  }
  for (const column of request.columns) {
    if (column.values.length !== first.values.length) {
      problems.push({
        path: `spine.${column.name}`,
        message: `has ${column.values.length} values, ${first.name} has ${first.values.length}`,
      });
    }
  }
  if (first.values.length > SPINE_ROWS_MAX) {
    problems.push({
      path: "spine",
      message: `has ${first.values.length} rows; at most ${SPINE_ROWS_MAX} are read`,
    });
  }
  return first.values.length;
}

function checkKeysPresent(groups: PitGroup[], names: Set<string>, problems: FieldProblem[]) {
  for (const group of groups) {
    for (const key of group.keys) {
      if (names.has(key.spineColumn)) continue;
      problems.push({
        path: `groups.${group.name}.keys.${key.name}`,
        message: `the join key ${key.name} is missing: the spine has no column ${key.spineColumn}`,
        expected: [...names].join(", "),
      });
    }
  }
}
