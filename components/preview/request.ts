import type { PreviewBody } from "@/lib/contracts/preview";
import type {
  PreviewGroupOption,
  PreviewOptions,
  PreviewSourceOption,
} from "@/lib/contracts/preview-options";
import type { FieldProblem } from "@/lib/core/errors";
import { parseFeatureRef } from "@/lib/core/model/ref";
import { KNOWLEDGE_MODES, type Knowledge } from "@/lib/core/pit/modes";
import {
  featuresOfRoles,
  groupOfRole,
  type Role,
  roleProblem,
  rolesFromText,
  rolesOf,
  rolesToText,
  saidRoles,
  spineKeys,
} from "./roles";

export type SpineKind = "source" | "paste" | "upload";

/** What the form holds, except the CSV itself. Numbers stay text until they are checked. */
export interface PreviewForm {
  /** References, in the order they were chosen. */
  features: string[];
  spine: SpineKind;
  source: string;
  sample: string;
  seed: string;
  time: string;
  timezone: string;
  knowledge: Knowledge;
  /** How groups take part, where something is said of it. */
  roles: Role[];
  /** How many rows come back; all are joined and counted. */
  shown: string;
}

export const SAMPLE_ROWS = "1000";
export const SHOWN_ROWS = ["1000", "10000"] as const;
const SAMPLE_ROWS_MAX = 100_000;
const SEED_MAX = 2 ** 31;
const SPINE_KINDS: readonly SpineKind[] = ["source", "paste", "upload"];

/** The form that an address asks for; what it does not say follows the features chosen. */
export function formFromQuery(query: URLSearchParams, options: PreviewOptions): PreviewForm {
  const features = (query.get("features") ?? "")
    .split(",")
    .map((text) => text.trim())
    .filter((text) => text !== "");
  const expanded = [...new Set(features.flatMap((text) => expandAll(text, options)))];
  const source = query.get("source") ?? defaultSource(expanded, options)?.name ?? "";
  const spine = SPINE_KINDS.find((kind) => kind === query.get("spine")) ?? "source";
  const eventTime = options.sources.find(({ name }) => name === source)?.eventTime ?? "";
  return {
    features: expanded,
    spine,
    source,
    sample: query.get("sample") ?? SAMPLE_ROWS,
    seed: query.get("seed") ?? "1",
    time: query.get("time") ?? (spine === "source" ? eventTime : ""),
    timezone: query.get("timezone") ?? "",
    knowledge: KNOWLEDGE_MODES.find((mode) => mode === query.get("knowledge")) ?? "event",
    roles: saidRoles(expanded, rolesFromText(query.get("roles") ?? "")),
    shown: SHOWN_ROWS.find((rows) => rows === query.get("shown")) ?? SHOWN_ROWS[0],
  };
}

/** The address of a form, defaults left out. CSV is no part of it. */
export function formToQuery(form: PreviewForm, options: PreviewOptions): URLSearchParams {
  const query = new URLSearchParams();
  const source = options.sources.find(({ name }) => name === form.source);
  if (form.features.length > 0) query.set("features", form.features.join(","));
  if (form.spine !== "source") query.set("spine", form.spine);
  if (form.spine === "source") {
    if (form.source !== defaultSource(form.features, options)?.name) query.set("source", form.source);
    if (form.sample !== SAMPLE_ROWS) query.set("sample", form.sample);
    if (form.seed !== "1") query.set("seed", form.seed);
    if (form.time !== (source?.eventTime ?? "")) query.set("time", form.time);
  } else {
    if (form.time) query.set("time", form.time);
    if (form.timezone) query.set("timezone", form.timezone);
  }
  if (form.knowledge !== "event") query.set("knowledge", form.knowledge);
  const roles = rolesToText(saidRoles(form.features, form.roles));
  if (roles) query.set("roles", roles);
  if (form.shown !== SHOWN_ROWS[0]) query.set("shown", form.shown);
  return query;
}

/** The source that a spine is drawn from unless another is chosen: that of the first chosen group. */
export function defaultSource(
  features: readonly string[],
  options: PreviewOptions,
): PreviewSourceOption | undefined {
  const group = chosenGroups(features, options)[0] ?? options.groups[0];
  return options.sources.find(({ name }) => name === group?.source) ?? options.sources[0];
}

/** The listed groups that the chosen features belong to, in the order of choice. */
function chosenGroups(features: readonly string[], options: PreviewOptions): PreviewGroupOption[] {
  const names = new Set(features.map((text) => parseFeatureRef(text)?.group));
  return [...names].flatMap((name) => options.groups.find((group) => group.name === name) ?? []);
}

/** Columns that the spine has to have to join the chosen features, each in its roles. */
export function keysNeeded(
  { features, roles }: Pick<PreviewForm, "features" | "roles">,
  options: PreviewOptions,
): string[] {
  const keys = rolesOf(features, roles).flatMap((role) => {
    const group = groupOfRole(role, options);
    return group ? spineKeys(role, group) : [];
  });
  return [...new Set(keys)];
}

/** Everything wrong with a form that can be told before asking the server; paths are those of its fields. */
export function checkForm(form: PreviewForm, options: PreviewOptions, csv: Blob | null): FieldProblem[] {
  const problems: FieldProblem[] = [];
  if (form.features.length === 0)
    problems.push({ path: "features", message: "Choose at least one feature." });
  if (form.spine === "source") checkSample(form, options, problems);
  else if (csv === null) {
    problems.push(
      form.spine === "paste"
        ? { path: "spine.csv", message: "Paste CSV with a header row." }
        : { path: "spine.file", message: "Choose a CSV file." },
    );
  } else if (csv.size === 0) {
    const message = "The CSV is empty: it needs a header row and at least one row.";
    problems.push({ path: form.spine === "paste" ? "spine.csv" : "spine.file", message });
    return problems;
  }
  const roles = rolesOf(form.features, form.roles);
  for (const [index, role] of roles.entries()) {
    const message = roleProblem(role, roles);
    if (message !== null) problems.push({ path: `roles.${index}.as`, message });
  }
  if (form.time.trim() === "") {
    problems.push({ path: "time", message: "Name the column that holds each row's time." });
  }
  return problems;
}

function checkSample(form: PreviewForm, options: PreviewOptions, problems: FieldProblem[]) {
  const source = options.sources.find(({ name }) => name === form.source);
  if (!source) problems.push({ path: "spine.source", message: "Choose a source." });
  const columns = new Set(source?.columns.map((column) => column.name));
  const missing = keysNeeded(form, options).filter((key) => !columns.has(key));
  if (source && missing.length > 0) {
    const message = `${source.name} has no column ${missing.join(", ")}, which the chosen features are joined by.`;
    problems.push({ path: "spine.source", message });
  }
  if (!isWhole(form.sample, 1, SAMPLE_ROWS_MAX)) {
    problems.push({ path: "spine.sample", message: "Give a whole number from 1 to 100 000." });
  }
  if (!isWhole(form.seed, 0, SEED_MAX)) {
    problems.push({ path: "spine.seed", message: "Give a whole number from 0." });
  }
}

/** The request of a form that {@link checkForm} found nothing wrong with. CSV travels beside it. */
export function bodyOfForm(form: PreviewForm): PreviewBody {
  const isSample = form.spine === "source";
  return {
    features: featuresOfRoles(form.features, form.roles),
    spine: isSample
      ? { source: form.source, sample: Number(form.sample), seed: Number(form.seed), keep: [] }
      : { csv: "" },
    time: form.time.trim(),
    timezone: isSample || form.timezone.trim() === "" ? null : form.timezone.trim(),
    knowledge: form.knowledge,
    rows_max: Number(form.shown),
    short_names: false,
  };
}

/**
 * The field of the form that a problem of the server is about; line numbers of the CSV go into the words. What no
 * field stands for is left without a path.
 */
export function problemOfField(
  { path, message, expected, line }: FieldProblem,
  spine: SpineKind,
): FieldProblem {
  const input = spine === "source" ? "spine.source" : spine === "paste" ? "spine.csv" : "spine.file";
  const isPlaced = line === undefined || /^row \d/.test(message);
  const told = /^(is|has|holds|does|must|appears)\b/.test(message)
    ? `${subjectOf(path, spine)} ${message}`
    : message;
  const words = isPlaced ? sentence(told) : `Line ${line}: ${told}`;
  // A zone that is missing is said of a value, but given in a field of its own.
  const field = /no time zone/.test(message) && spine !== "source" ? "timezone" : fieldOf(path, input);
  return { path: field, message: words, ...(expected ? { expected } : {}) };
}

/** What a message without a subject speaks of: the last part of a path that names something, else the input. */
function subjectOf(path: string, spine: SpineKind): string {
  const name = /^(?:spine|groups\.[^.]+\.(?:features|keys))\.(.+)$/.exec(path)?.[1];
  if (name === "time") return "the time column";
  if (name === "timezone") return "the time zone";
  if (name === "source") return "the source";
  if (name !== undefined) return `“${name}”`;
  const group = /^groups\.([^.]+)/.exec(path)?.[1];
  if (group !== undefined) return `“${group}”`;
  if (path.startsWith("features")) return "the reference";
  return spine === "source" ? "the spine" : "the CSV";
}

function fieldOf(path: string, input: string): string {
  if (/^groups\.[^.]+\.created_time$/.test(path)) return "knowledge";
  if (/^features\b/.test(path) || /^groups\.[^.]+(\.(features|ttl|event_time)\b|$)/.test(path))
    return "features";
  if (/^(spine\.)?time$/.test(path)) return "time";
  if (/^(spine\.)?timezone$/.test(path)) return "timezone";
  if (path === "spine.sample" || path === "spine.seed") return path;
  if (/^(body\.)?(spine|csv)\b/.test(path) || /^groups\..*\.keys\b/.test(path)) return input;
  return "";
}

function expandAll(text: string, options: PreviewOptions): string[] {
  const ref = parseFeatureRef(text);
  if (!ref || ref.feature !== null || ref.version !== null) return [text];
  const group = options.groups.find(({ name }) => name === ref.group);
  return group ? group.features.map((feature) => `${group.name}:${feature.name}`) : [text];
}

function isWhole(text: string, min: number, max: number): boolean {
  return /^\d{1,10}$/.test(text.trim()) && Number(text) >= min && Number(text) <= max;
}

/** A capital at the start, unless the first word may be a name. */
function sentence(text: string): string {
  return /^(a|all|at|choose|column|features|its|more|names|no|row|the|there)\b/.test(text)
    ? text.charAt(0).toUpperCase() + text.slice(1)
    : text;
}
