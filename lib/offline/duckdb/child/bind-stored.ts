import "server-only";
import { parseValueType, type ValueType } from "@/lib/core/model/value-type";
import { COMMIT_COLUMN, SEQ_COLUMN } from "@/lib/core/offline/layout";
import type { StoredRelation } from "@/lib/core/pit/relation";
import { quoteName, quoteTexts } from "../quote";
import { sqlTypeOf } from "../types";
import type { Bound, Catalog } from "./bind";
import type { Run } from "./run";

/** Files of the offline store, in ingest order. What Parquet does not say of a type is cast back. */
export async function bindStored(run: Run, catalog: Catalog, relation: StoredRelation): Promise<Bound> {
  const columns = relation.columns.map(({ name, type }) => ({ name, type: storedType(type) }));
  const name = catalog.name(relation.name);
  const own = [`${SEQ_COLUMN} BIGINT`, `${COMMIT_COLUMN} INTEGER`];
  const list = columns.map(({ name: column, type }) => `${quoteName(column)} ${sqlTypeOf(type)}`);
  const rowCount = relation.files.reduce((sum, file) => sum + file.rows, 0);
  const bound = { relation: name, columns, rowOrder: [SEQ_COLUMN], isRereadable: true };
  if (relation.files.length === 0) {
    await run.execute(`CREATE TABLE ${quoteName(name)} (${[...list, ...own].join(", ")})`);
    return { ...bound, rowCount };
  }
  const paths = relation.files.flatMap((file) => run.files[`${relation.folder}/${file.name}`] ?? []);
  const values = columns.map(({ name: column, type }) => {
    const quoted = quoteName(column);
    return isNested(type) ? `CAST(${quoted} AS ${sqlTypeOf(type)}) AS ${quoted}` : quoted;
  });
  const through = relation.through === null ? "" : `\nWHERE ${COMMIT_COLUMN} <= ${relation.through}`;
  const select = (files: readonly string[]) =>
    `SELECT ${[...values, SEQ_COLUMN, COMMIT_COLUMN].join(", ")}\nFROM read_parquet(${quoteTexts(files)}, hive_partitioning = false)${through}`;
  await run.execute(`CREATE VIEW ${quoteName(name)} AS ${select(paths.map((file) => file.realPath))}`);
  const shown = [`${relation.name}/commit ${relation.commit}/*.parquet`];
  catalog.shown.push(`CREATE VIEW ${quoteName(name)} AS\n${select(shown)};`);
  return { ...bound, rowCount: relation.through === null ? rowCount : null };
}

function storedType(text: string): ValueType {
  const type = parseValueType(text);
  if (!type) throw new Error(`not a value type: ${text}`);
  return type;
}

function isNested({ kind }: ValueType): boolean {
  return kind === "list" || kind === "struct" || kind === "embedding";
}
