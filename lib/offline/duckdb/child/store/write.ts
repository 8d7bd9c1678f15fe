import "server-only";
import path from "node:path";
import { AppError, type FieldProblem, invalid } from "@/lib/core/errors";
import {
  bucketCount,
  COMMIT_COLUMN,
  PROBLEMS_COLUMN,
  ROW_COLUMN,
  SEQ_COLUMN,
} from "@/lib/core/offline/layout";
import type { RewriteRows, RowProblem, WriteRows, WrittenRows } from "../../../stored";
import { readAll } from "../../convert";
import { quoteName, quoteText } from "../../quote";
import { bindRelation, Catalog } from "../bind";
import type { Run } from "../run";
import { anyWrong, type Check, checksOf, rawName } from "./checks";
import { publish, settle } from "./files";
import { ruleChecks } from "./rules";
import { writeSorted } from "./sorted";
import { type Staged, stageRows } from "./stage";
import { selectTyped, type TypedInput, typedInputs } from "./typed-columns";

type Written = Omit<WrittenRows, "traceparent" | "spans">;

/** Where a write goes: `temporary` is the only folder that the sandbox can write, `folder` receives finished files. */
export interface Place {
  temporary: string;
  folder: string;
}

const PROBLEMS_MAX = 20;
const VALUE_LENGTH_MAX = 60;
const TYPED = "__typed";

/**
 * Checks rows against the schema and writes the right ones as files of the store.
 *
 * @throws AppError INVALID with the first 20 problems when rows are wrong and not to be set aside.
 */
export async function writeRows(run: Run, request: WriteRows, place: Place): Promise<Written> {
  const staged = await run.step("reading rows", () => stageRows(run, request.input, request.schema));
  const inputs = typedInputs(staged, request.schema);
  await run.step("reading rows", () => run.execute(typedStatement(staged, inputs)));
  const checks = [
    ...unusableCheck(staged),
    ...checksOf(inputs, staged.encoding),
    ...(await ruleChecks(run, request.schema)),
  ];
  const wrong = anyWrong(checks);
  const { total, bad } = await run.step("checking rows", () => countRows(run, wrong));
  if (total === 0 && !mayBeEmpty(request)) throw invalid([{ path: "rows", message: "there are no rows" }]);
  const problems = bad > 0 ? await run.step("checking rows", () => firstProblems(run, checks, wrong)) : [];
  if (bad > 0 && request.badRows === "refuse") throw refusal(problems, bad, total);
  const quarantine = bad > 0 ? await setAside(run, staged, inputs, checks, wrong, request, place) : null;
  const rows = total - bad;
  const buckets = request.buckets ?? bucketCount(rows);
  const isDense = bad === 0 && staged.row !== null;
  const files =
    rows === 0
      ? []
      : await writeSorted(run, goodRows(request, wrong, isDense), {
          schema: request.schema,
          buckets,
          temporary: place.temporary,
          writeId: request.writeId,
        });
  const names = [...files.map(({ name }) => name), ...(quarantine ? [quarantine.name] : [])];
  await run.step("publishing files", () => publish(place.temporary, place.folder, names));
  return { files, buckets, rowCount: rows, quarantine: quarantine && { ...quarantine, rows: bad, problems } };
}

/** An interval in which nothing happened is one; a file without rows is a mistake. */
function mayBeEmpty({ input }: WriteRows): boolean {
  return input.kind === "interval" || input.kind === "ticks";
}

/** Writes rows of the store again, each as it is: sequence and commit stay with it. */
export async function rewriteRows(run: Run, request: RewriteRows, place: Place): Promise<Written> {
  const bound = await bindRelation(run, new Catalog(), request.relation, request.schema.group);
  const { schema, without, buckets, writeId } = request;
  const columns = [...schema.columns.map(({ name }) => name), SEQ_COLUMN, COMMIT_COLUMN].map(quoteName);
  const event = `epoch_us(${quoteName(schema.eventTime)})`;
  const before = without?.startUs == null ? "" : `${event} < ${without.startUs} OR `;
  const where = without === null ? "" : ` WHERE ${before}${event} >= ${without.endUs}`;
  const query = `SELECT ${columns.join(", ")} FROM ${quoteName(bound.relation)}${where}`;
  const files = await writeSorted(run, query, { schema, buckets, temporary: place.temporary, writeId });
  await run.step("publishing files", () =>
    publish(
      place.temporary,
      place.folder,
      files.map(({ name }) => name),
    ),
  );
  return { files, buckets, rowCount: files.reduce((sum, file) => sum + file.rows, 0), quarantine: null };
}

/** Row number, every value as it came and as its type. A table where reading twice would cost or give other rows. */
function typedStatement(staged: Staged, inputs: readonly TypedInput[]): string {
  const raw = inputs.map(({ raw: sql }, i) => `${sql} AS ${quoteName(rawName(i))}`);
  const unusable = staged.unusable === null ? [] : [`${staged.unusable} AS "__unusable"`];
  const row = staged.row === null ? [] : [`(${staged.row})::BIGINT AS ${ROW_COLUMN}`];
  const select = `SELECT ${[...row, ...unusable, ...raw].join(",\n  ")},\n  ${selectTyped(inputs)}\nFROM ${staged.from}`;
  if (staged.row !== null && staged.isRereadable) return `CREATE VIEW ${TYPED} AS ${select}`;
  const values = inputs.map(({ column }) => quoteName(column.name)).join(", ");
  // Without an order of their own, the values decide: the same rows get the same sequence.
  return staged.row === null
    ? `CREATE TABLE ${TYPED} AS SELECT row_number() OVER (ORDER BY ${values}) AS ${ROW_COLUMN}, * FROM (${select})`
    : `CREATE TABLE ${TYPED} AS ${select}`;
}

function unusableCheck(staged: Staged): Check[] {
  if (staged.unusable === null) return [];
  return [
    {
      column: "",
      wrong: `COALESCE("__unusable", false)`,
      value: "NULL",
      message: "is no JSON object, or names a field twice",
      expected: "an object with a field for each column",
    },
  ];
}

async function countRows(run: Run, wrong: string): Promise<{ total: number; bad: number }> {
  const [[total = 0, bad = 0] = []] = await readAll(
    run.connection,
    `SELECT count(*), count(*) FILTER (WHERE ${wrong}) FROM ${TYPED}`,
  );
  return { total: Number(total), bad: Number(bad) };
}

async function firstProblems(run: Run, checks: readonly Check[], wrong: string): Promise<RowProblem[]> {
  const columns = checks.flatMap((check) => [
    check.wrong,
    `left(CAST(${check.value} AS VARCHAR), ${VALUE_LENGTH_MAX})`,
  ]);
  const rows = await readAll(
    run.connection,
    `SELECT ${ROW_COLUMN}, ${columns.join(", ")} FROM ${TYPED} WHERE ${wrong} ORDER BY ${ROW_COLUMN} LIMIT ${PROBLEMS_MAX}`,
  );
  return rows
    .flatMap(([row, ...found]) =>
      checks.flatMap(({ column, message, expected }, i): RowProblem[] => {
        const value = found[2 * i + 1];
        if (found[2 * i] !== true) return [];
        return [{ row: Number(row), column, value: value == null ? null : String(value), message, expected }];
      }),
    )
    .slice(0, PROBLEMS_MAX);
}

function refusal(problems: readonly RowProblem[], bad: number, total: number): AppError {
  const fields = problems.map(
    ({ row, column, value, message, expected }): FieldProblem => ({
      path: column === "" ? `rows.${row}` : `rows.${row}.${column}`,
      message: value === null ? message : `${JSON.stringify(value)} ${message}`,
      expected,
    }),
  );
  const [first] = fields;
  return new AppError(
    "INVALID",
    `${bad} of ${total} rows do not fit, and nothing was written. The first: ${first?.path} ${first?.message}`,
    { problems: fields },
  );
}

/** Puts wrong rows into a file of their own, every value as it came, with the reasons. */
async function setAside(
  run: Run,
  staged: Staged,
  inputs: readonly TypedInput[],
  checks: readonly Check[],
  wrong: string,
  { writeId }: WriteRows,
  { temporary }: Place,
) {
  const name = `q-${writeId}.parquet`;
  const reasons = checks.map(
    (check) => `CASE WHEN ${check.wrong} THEN ${quoteText(`${check.column} ${check.message}`.trim())} END`,
  );
  const columns = inputs
    .map(({ column }, i) => ({ name: column.name, raw: rawName(i) }))
    .filter((column) => staged.columns.some((known) => known.name === column.name))
    .map(({ name: column, raw }) => `${quoteName(raw)} AS ${quoteName(column)}`);
  const target = path.join(temporary, name);
  await run.step("setting rows aside", () =>
    run.execute(`COPY (SELECT ${[ROW_COLUMN, ...columns].join(", ")},
  list_filter([${reasons.join(", ")}], lambda x: x IS NOT NULL) AS ${PROBLEMS_COLUMN}
FROM ${TYPED} WHERE ${wrong} ORDER BY ${ROW_COLUMN}) TO ${quoteText(target)} (FORMAT parquet, COMPRESSION zstd)`),
  );
  const { bytes } = await settle(target);
  return { name, bytes, encoding: staged.encoding };
}

function goodRows({ schema, firstSeq, commit }: WriteRows, wrong: string, isDense: boolean): string {
  const columns = schema.columns.map(({ name }) => quoteName(name)).join(", ");
  const place = isDense ? ROW_COLUMN : `row_number() OVER (ORDER BY ${ROW_COLUMN})`;
  return `SELECT ${columns}, (${place} + ${firstSeq} - 1)::BIGINT AS ${SEQ_COLUMN}, ${commit}::INTEGER AS ${COMMIT_COLUMN}
FROM ${TYPED} WHERE NOT (${wrong})`;
}
