import { type SpineSelection, selectionColumns } from "@/lib/core/datasets/selection";
import type { FieldProblem } from "@/lib/core/errors";
import type { Cell, TypedColumn } from "./cell";
import type { PitCompute } from "./compute";
import {
  type PitComputed,
  type PitComputedRequest,
  planComputed,
  requestColumnsOf,
  visibleFeatures,
} from "./computed";
import { type PitLabel, type PitLabelRequest, planLabel } from "./label";
import type { Knowledge, NullMode } from "./modes";
import type { ComputeRequest } from "./plan-compute";
import { planGroups } from "./plan-groups";
import { planSpine } from "./plan-spine";
import type { FilesRelation, Relation } from "./relation";
import type { Strategy } from "./strategy";

/**
 * A point-in-time join as plain serialisable data: what is joined to what, and nothing about how. One plan, several
 * engines; it can be shown, stored and compiled again.
 */
export interface PitPlan {
  spine: PitSpine;
  groups: PitGroup[];
  knowledge: Knowledge;
  /** At most this many rows are returned; all rows are joined and counted. */
  rowsMax: number;
  /** `null` = the engine chooses per group. */
  strategy: Strategy | null;
  /** Features computed on demand, after the join; their columns come last. */
  computed?: PitComputed[];
  /** Only of training datasets: what is learnt, where it is counted and no column of the spine. */
  label?: PitLabel;
}

/** Rows to which features are joined: given, drawn from a source, or all of a file. Row order is the order of the result. */
export type PitSpine = GivenSpine | SampledSpine | FileSpine;

export interface GivenSpine {
  kind: "rows";
  columns: SpineColumn[];
  /** The column that holds each row's time; its type is `timestamp`. */
  time: string;
  rowCount: number;
  /** One array per column, in the order of `columns`, each `rowCount` long. */
  values: Cell[][];
}

export interface SampledSpine {
  kind: "sample";
  columns: (SpineColumn & { column: string })[];
  time: string;
  source: FilesRelation;
  /** How many rows are drawn; fewer when the source has fewer. */
  rows: number;
  /** The same seed over the same files draws the same rows. */
  seed: number;
}

/** The rows of a file that the product keeps for this purpose, in file order, as far as the selection keeps them. */
export interface FileSpine {
  kind: "files";
  /** `column`: its name in the file; `null` = made by the selection (split, weight). */
  columns: (SpineColumn & { column: string | null })[];
  time: string;
  /** One file; its path is relative to the folder that the engine writes into, never to a root of sources. */
  source: FilesRelation;
  selection: SpineSelection;
}

export interface SpineColumn extends TypedColumn {
  role: "key" | "time" | "extra";
}

/** One group (or one role of it) joined to the spine. */
export interface PitGroup {
  /** The alias, else the group's name: first half of the output columns. */
  name: string;
  group: string;
  version: number | null;
  keys: PitKey[];
  /** Column of the relation; its type must be `timestamp`. */
  eventTime: string;
  createdTime: string | null;
  /** Rows older than this at the spine time do not count; inclusive. `null` = unlimited. */
  ttlSeconds: number | null;
  /** Rows count from after their event time on (event time < spine time) instead of from it on (rule 1). */
  strict: boolean;
  nulls: NullMode;
  /** Boolean column of the relation: a row where it is true says that the entity has no value from there on (rule 25). */
  tombstone: string | null;
  /** Column of the relation, of type `timestamp`: at this time the row stops counting; null = still valid. */
  validTo: string | null;
  relation: Relation;
  compute: PitCompute;
  features: PitFeature[];
  /**
   * Columns that decide among rows with equal event and created time when the relation has no row order of its own
   * (a SELECT): all of the group's feature columns, then tombstone and end of validity; greatest wins, null lowest.
   */
  tieBreakColumns: string[];
}

export interface PitKey {
  /** The entity's join key. */
  name: string;
  /** Column of the relation. */
  column: string;
  spineColumn: string;
  type: string;
}

export interface PitFeature {
  name: string;
  /** Column of the relation; of computed features, their own name. */
  column: string;
  type: string;
  /** Name of the output column. */
  output: string;
  /** Joined for on-demand features only: no output column. Hidden features come after the others. */
  isHidden?: boolean;
}

export interface PitRequest {
  spine: SpineRequest;
  groups: PitGroupRequest[];
  rowsMax: number;
  /** Left out = `event`. */
  knowledge?: Knowledge;
  /** Output columns are the bare feature name where that is unique. */
  shortNames?: boolean;
  strategy?: Strategy | null;
  computed?: PitComputedRequest[];
  label?: PitLabelRequest | null;
}

export type SpineRequest =
  | {
      kind: "rows";
      /** Raw values, one array per column. `text`: from CSV, an empty field is null. `json`: as parsed from JSON. */
      columns: { name: string; values: readonly unknown[] }[];
      encoding: "text" | "json";
      time: string;
      /** IANA zone of times that carry none; `null` = refused. */
      timezone: string | null;
    }
  | {
      kind: "sample";
      source: FilesRelation;
      /** The source's columns as the engine describes them. */
      sourceColumns: TypedColumn[];
      time: string;
      /** Columns to keep beside keys and time, for example the label. */
      keep: string[];
      rows: number;
      seed: number;
    }
  | {
      kind: "files";
      source: FilesRelation;
      /** The file's columns as the engine describes them; all are kept. */
      sourceColumns: TypedColumn[];
      time: string;
      selection: SpineSelection;
    };

export interface PitGroupRequest {
  group: string;
  version: number | null;
  alias: string | null;
  entityKeys: { name: string; type: string }[];
  /** entity key → spine column, where the names differ; `null` = all are the same. */
  keyMap: Record<string, string> | null;
  eventTime: string | null;
  createdTime: string | null;
  ttlSeconds: number | null;
  relation: Relation;
  /** `null` = the values of the newest row. */
  compute?: ComputeRequest | null;
  /** All features of the group's version. `column: null` = the same name. */
  features: { name: string; type: string; column: string | null }[];
  /** Which of them are asked for; `null` = all. */
  requested: string[] | null;
  /** Left out = false. */
  strict?: boolean;
  /** Left out = `latest_row`. */
  nulls?: NullMode;
  /** Boolean column of the relation that marks deletions; left out = none. */
  tombstone?: string | null;
  /** Time column of the relation at which a row stops counting; left out = none. */
  validTo?: string | null;
  /** Columns that decide among equal times; `null` = the columns of all features. */
  tieBreakColumns?: string[] | null;
  /** Which of the others are joined for on-demand features. */
  hidden?: string[];
}

type PlanOutcome = { ok: true; plan: PitPlan } | { ok: false; problems: FieldProblem[] };

/**
 * Turns a request into a plan, or into everything that is wrong with it at once. Problems name their field:
 * `spine.<column>`, `spine.time`, `groups.<name>.keys.<key>`, `groups.<name>.features.<feature>` …
 *
 * Refused among others: an empty spine, a missing join key (by name), a value that is not of its key's declared type,
 * a TTL of 0 (rule 3), a group without created time where knowledge is `known` (rule 9), an unknown feature, output columns that collide with the spine's or with each other (rule 24).
 */
export function buildPitPlan(request: PitRequest): PlanOutcome {
  const problems: FieldProblem[] = [];
  const groups = planGroups(request, problems);
  const label = planLabel(request, problems);
  const joined = label ? [...groups, label.group] : groups;
  const spine = planSpine(request.spine, joined, requestColumnsOf(request), problems);
  const computed = planComputed(request, groups, problems);
  checkOutputs(request, groups, computed, problems);
  if (!Number.isInteger(request.rowsMax) || request.rowsMax < 1) {
    problems.push({ path: "rows_max", message: "must be a whole number above 0" });
  }
  if (problems.length > 0 || !spine) return { ok: false, problems };
  const { rowsMax, knowledge = "event", strategy = null } = request;
  const plan = { spine, groups, knowledge, rowsMax, strategy };
  const more = { ...(computed.length > 0 ? { computed } : {}), ...(label ? { label } : {}) };
  return { ok: true, plan: { ...plan, ...more } };
}

function checkOutputs(
  { spine, label }: PitRequest,
  groups: PitGroup[],
  computed: PitComputed[],
  problems: FieldProblem[],
) {
  // Engines compare names without case, so `Origin` and `origin` collide too.
  const taken = new Map<string, string>();
  for (const name of givenNames(spine)) taken.set(name.toLowerCase(), `the spine column ${name}`);
  if (label) {
    const owner = taken.get(label.output.toLowerCase());
    if (owner) problems.push({ path: "label.name", message: `collides with ${owner}` });
    taken.set(label.output.toLowerCase(), "the label");
  }
  for (const [index, group] of groups.entries()) {
    const own = computed.filter((one) => one.group === index);
    for (const feature of [...visibleFeatures(group), ...own]) {
      const owner = taken.get(feature.output.toLowerCase());
      if (owner) {
        problems.push({
          path: `groups.${group.name}.features.${feature.name}`,
          message: `its output column ${feature.output} collides with ${owner}`,
          expected: "another alias (as) or another spine column name",
        });
      }
      taken.set(feature.output.toLowerCase(), `${group.name}:${feature.name}`);
    }
  }
}

/** Columns of the spine that come out whatever is asked for; those of a sample are chosen with the features. */
function givenNames(spine: SpineRequest): string[] {
  if (spine.kind === "rows") return spine.columns.map((column) => column.name);
  if (spine.kind === "sample") return [];
  return [...spine.sourceColumns, ...selectionColumns(spine.selection)].map((column) => column.name);
}
