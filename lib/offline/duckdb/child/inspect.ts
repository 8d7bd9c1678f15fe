import "server-only";
import type { SelectUse } from "@/lib/core/leaks/select-use";
import { nodeOf, nodesOf } from "../select-ast";
import { findSelectUses } from "../select-leaks";
import { serialize } from "./parse";
import type { Run } from "./run";

/** Looks for places of a SELECT that may see later rows. It is parsed, not run and not bound. */
export async function inspectSelect(
  run: Run,
  text: string,
  times: { inputs: Record<string, string | null>; output: string | null },
): Promise<{ uses: SelectUse[] }> {
  const sql = text.replace(/[;\s]+$/, "");
  const parsed: unknown = JSON.parse(await serialize(run, sql));
  const query = nodeOf(nodesOf(nodeOf(parsed)?.statements)[0]?.node);
  const inputs = new Map(Object.entries(times.inputs).map(([name, time]) => [name.toLowerCase(), time]));
  return { uses: query ? findSelectUses(query, sql, inputs, times.output) : [] };
}
