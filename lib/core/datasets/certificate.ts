import { canonicalJson } from "@/lib/core/canonical-json";
import type { Knowledge } from "@/lib/core/pit/modes";
import type { PitPlan } from "@/lib/core/pit/plan";

/**
 * What proves that a training dataset is what it says: from these inputs, by this plan, these rows. It is kept with the
 * dataset and never changes; `verify` makes a second one from the inputs of today and compares.
 *
 * It travels as it is (API, page, file), hence the spelling of its fields. Digests are SHA-256, lower-case hex.
 */
export interface DatasetCertificate {
  format: 1;
  spine: { sha256: string; bytes: number };
  /** Every joined group, in the order of the plan. */
  groups: CertifiedGroup[];
  /** What the groups' rows were read from, ordered by path. */
  inputs: CertifiedInput[];
  knowledge: {
    /** `commit`: rows as the offline store held them; groups say at which commit. */
    mode: Knowledge | "commit";
    /** The moment or commit that was asked for; `null` = as everything stood when it was read. */
    cutoff: string | null;
  };
  /** Name and version of what ran the plan. */
  engine: string;
  /** Of the plan's canonical JSON, without the place where this dataset keeps its spine: see {@link planText}. */
  plan_digest: string;
  row_count: number;
  /** Over the values in their order: see checksum.ts. */
  checksum: string;
  files: { path: string; row_count: number; bytes: number; sha256: string }[];
}

export interface CertifiedGroup {
  /** The alias, else the group's name. */
  name: string;
  group: string;
  version: number;
  /** Of the version's definition. */
  digest: string;
  /** Whose rows were joined, where they are kept in the offline store; `null` = they come from files of sources. */
  commit: number | null;
}

/** A file of a source, or one of a commit of the offline store. */
export type CertifiedInput = {
  kind: "file";
  /** Relative to its root. */
  path: string;
  bytes: number;
  sha256: string;
};

/** One thing that is not as certified. */
export interface CertificateChange {
  /** What: `spine`, `input flights/2026-01.parquet`, `group airport_departures@v3`, `engine`, `plan`, `rows`, `checksum`, `file part-…`. */
  what: string;
  was: string | null;
  /** `null` = it is gone. */
  is: string | null;
}

/**
 * - `equal`: same inputs, same rows, same bytes.
 * - `inputs_changed`: the inputs named in `changes` are others now; `results` says what that did to the rows.
 * - `different`: same inputs, other result: something is broken.
 */
export interface CertificateComparison {
  verdict: "equal" | "inputs_changed" | "different";
  changes: CertificateChange[];
  results: CertificateChange[];
}

/** The text whose digest a certificate names: equal for equal joins of equal spines, wherever those are kept. */
export function planText(plan: PitPlan): string {
  const { spine } = plan;
  if (spine.kind !== "files") return canonicalJson(plan);
  return canonicalJson({ ...plan, spine: { ...spine, source: { ...spine.source, path: "spine" } } });
}

/** What differs between a certificate and one made of the same dataset later. */
export function compareCertificates(was: DatasetCertificate, is: DatasetCertificate): CertificateComparison {
  const changes = [
    ...differ("spine", was.spine.sha256, is.spine.sha256),
    ...compareLists("input", was.inputs, is.inputs, (input) => [input.path, input.sha256]),
    ...compareLists("group", was.groups, is.groups, (group) => [
      `${group.group}@v${group.version}`,
      group.digest,
    ]),
    ...differ("engine", was.engine, is.engine),
    ...differ("plan", was.plan_digest, is.plan_digest),
  ];
  const results = [
    ...differ("rows", String(was.row_count), String(is.row_count)),
    ...differ("checksum", was.checksum, is.checksum),
    ...compareLists("file", was.files, is.files, (file) => [file.path, file.sha256]),
  ];
  const verdict = changes.length > 0 ? "inputs_changed" : results.length > 0 ? "different" : "equal";
  return { verdict, changes, results };
}

function differ(what: string, was: string | null, is: string | null): CertificateChange[] {
  return was === is ? [] : [{ what, was, is }];
}

function compareLists<T>(
  kind: string,
  was: readonly T[],
  is: readonly T[],
  read: (item: T) => [key: string, value: string],
): CertificateChange[] {
  const [before, after] = [new Map(was.map(read)), new Map(is.map(read))];
  const keys = new Set([...before.keys(), ...after.keys()]);
  return [...keys].flatMap((key) =>
    differ(`${kind} ${key}`, before.get(key) ?? null, after.get(key) ?? null),
  );
}
