import { writeFile } from "node:fs/promises";
import path from "node:path";
import type { StoredColumn, StoredSchema } from "@/lib/core/offline/schema";
import type { StoredRelation } from "@/lib/core/pit/relation";
import type { HistoryRows, ReadHistory, RowsInput, WriteRows, WrittenRows } from "../stored";
import { startEngineUnderTest } from "./engine-under-test";

const CALL = { runId: "test", deadlineMs: 60_000 };
const column = (name: string, type: string, more: Partial<StoredColumn> = {}): StoredColumn => ({
  name,
  type,
  role: "feature",
  nullable: true,
  constraints: null,
  ...more,
});

export const SCHEMA: StoredSchema = {
  group: "numbers",
  eventTime: "at",
  createdTime: "known_at",
  timezone: null,
  rules: [],
  columns: [
    column("key", "string", { role: "key", nullable: false }),
    column("at", "timestamp", { role: "event_time", nullable: false }),
    column("known_at", "timestamp", { role: "created_time" }),
    column("count", "int64"),
    column("amount", "decimal(30,10)"),
    column("ratio", "float64"),
    column("label", "string"),
    column("vector", "embedding<2>"),
    column("tags", "list<string>"),
    column("day", "date"),
    column("blob", "bytes"),
    column("small", "int8"),
    column("ok", "bool"),
    column("wall", "timestamp_ntz"),
    column("point", "struct<lat: float64, name: string>"),
  ],
};

export type StoreUnderTest = Awaited<ReturnType<typeof startStoreUnderTest>>;

/** An engine that writes rows of {@link SCHEMA}; each `nextFolder` begins a group version of its own. */
export async function startStoreUnderTest() {
  const under = await startEngineUnderTest();
  const root = path.dirname(under.workDir);
  let writes = 0;
  let folder = "";

  async function upload(
    name: string,
    text: string | Uint8Array,
    format: "json" | "ndjson" | "csv" | "parquet",
  ) {
    await writeFile(path.join(root, name), text);
    return { kind: "upload", path: name, format } satisfies RowsInput;
  }

  function write(input: RowsInput, more: Partial<WriteRows> = {}): Promise<WrittenRows> {
    return under.engine.writeRows(
      {
        input,
        schema: SCHEMA,
        folder,
        writeId: `w${++writes}`,
        commit: 1,
        firstSeq: 1n,
        buckets: null,
        badRows: "refuse",
        ...more,
      },
      CALL,
    );
  }

  function relationOf(written: Pick<WrittenRows, "files" | "buckets">, schema = SCHEMA): StoredRelation {
    return {
      kind: "stored",
      name: schema.group,
      folder,
      commit: 1,
      files: written.files,
      buckets: written.buckets,
      columns: schema.columns,
      through: null,
    };
  }

  function history(relation: StoredRelation, more: Partial<ReadHistory> = {}): Promise<HistoryRows> {
    return under.engine.readHistory(
      {
        relation,
        eventTime: "at",
        masked: [],
        where: [],
        sinceUs: null,
        untilUs: null,
        after: null,
        rowsMax: 100,
        ...more,
      },
      CALL,
    );
  }

  return {
    root,
    upload,
    write,
    relationOf,
    history,
    under,
    nextFolder: () => {
      folder = `offline/p/g/v${++writes}`;
    },
    folder: () => folder,
    close: () => under.close(),
  };
}

export const json = (rows: readonly object[]) =>
  JSON.stringify(rows, (_, value) => (typeof value === "bigint" ? `#${value}#` : value)).replaceAll(
    /"#(-?\d+)#"/g,
    "$1",
  );
