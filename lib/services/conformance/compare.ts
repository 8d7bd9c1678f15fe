import "server-only";
import type { ConformanceCase } from "@/lib/contracts/conformance";
import { type RowSource, statusOf } from "@/lib/core/pit/status";
import type { PitResult, SampleRows } from "@/lib/offline/engine";

type Expected = Extract<ConformanceCase["expect"], { file: string }>;

/** Differences that are told; the rest is counted. */
const DIFFERENCES_MAX = 5;

/** @returns what differs between the answer and what must come out, in words; empty = nothing. */
export function differences(expect: Expected, expected: SampleRows, result: PitResult): string[] {
  const found: string[] = [];
  const columns = expected.columns.map((column) => column.name);
  const given = result.columns.map((column) => column.name);
  if (given.join() !== columns.join())
    found.push(`columns are ${given.join(", ")}, not ${columns.join(", ")}`);
  if (result.rows.length !== expected.rows.length)
    found.push(`${result.rows.length} rows came out, not ${expected.rows.length}`);
  for (const [i, row] of expected.rows.entries()) {
    for (const [at, want] of row.entries()) {
      const got = result.rows[i]?.[at] ?? null;
      if (JSON.stringify(got) !== JSON.stringify(want))
        found.push(`row ${i + 1}: ${columns[at]} is ${JSON.stringify(got)}, not ${JSON.stringify(want)}`);
    }
    found.push(...statusDifferences(expect, result, i), ...sourceDifferences(expect, result, i));
  }
  const hidden = found.length - DIFFERENCES_MAX;
  return hidden > 0 ? [...found.slice(0, DIFFERENCES_MAX), `and ${hidden} more`] : found;
}

function statusDifferences({ columns, status }: Expected, result: PitResult, row: number): string[] {
  return (status?.[row] ?? []).flatMap((want, i) => {
    const output = columns[i] ?? "";
    const at = result.columns.findIndex((column) => column.name === output);
    const group = result.columns[at]?.group ?? null;
    const place = result.columns
      .filter((column) => column.group === group)
      .findIndex(({ name }) => name === output);
    const source = group === null ? undefined : result.sources[row]?.[group];
    if (!source) return [`row ${row + 1}: ${output} names no source`];
    const got = statusOf((source.features?.[place] ?? source).state, result.rows[row]?.[at] ?? null);
    return got === want ? [] : [`row ${row + 1}: ${output} is ${got}, not ${want}`];
  });
}

function sourceDifferences({ sources }: Expected, result: PitResult, row: number): string[] {
  return Object.entries(sources?.[row] ?? {}).flatMap(([name, want]) => {
    const group = result.groups.findIndex((candidate) => candidate.name === name);
    const source: RowSource | undefined = result.sources[row]?.[group];
    const got = {
      event_time: source?.eventTime ?? null,
      created_time: source?.createdTime ?? null,
      age_ms: source?.ageMs ?? null,
    };
    return JSON.stringify(got) === JSON.stringify(want)
      ? []
      : [`row ${row + 1}: ${name} comes from ${JSON.stringify(got)}, not ${JSON.stringify(want)}`];
  });
}
