import type { CoverageAction, DatasetBody, DeclaredLabel } from "@/lib/contracts/datasets";
import type { FieldProblem } from "@/lib/core/errors";

export type SpineKind = "upload" | "sql" | "grid" | "sample";
export type LabelKind = "column" | "counted";

/** What the builder's form holds; numbers stay text until they are checked, the file is held beside it. */
export interface DatasetForm {
  name: string;
  features: string[];
  /** "" = none. */
  service: string;
  spine: SpineKind;
  sql: string;
  source: string;
  /** Join keys of the grid, separated by commas. */
  keys: string;
  start: string;
  end: string;
  every: string;
  sample: string;
  time: string;
  timezone: string;
  knowledge: DatasetBody["knowledge"];
  /** With knowledge by commit: a time or a commit; "" = the latest. */
  at: string;
  labelKind: LabelKind;
  /** The column that is learnt, or the name of what is counted. */
  label: string;
  labelEntity: string;
  labelSource: string;
  labelFn: DeclaredLabel["fn"];
  labelColumn: string;
  labelWhere: string;
  labelWindow: string;
  labelMatures: string;
  since: string;
  trainUntil: string;
  validationUntil: string;
  gap: string;
  rate: string;
  by: string;
  seed: string;
  format: "parquet" | "csv";
  shards: string;
}

export const EMPTY_FORM: DatasetForm = {
  name: "",
  features: [],
  service: "",
  spine: "upload",
  sql: "",
  source: "",
  keys: "",
  start: "",
  end: "",
  every: "7d",
  sample: "10000",
  time: "",
  timezone: "",
  knowledge: "event",
  at: "",
  labelKind: "column",
  label: "",
  labelEntity: "",
  labelSource: "",
  labelFn: "count",
  labelColumn: "",
  labelWhere: "",
  labelWindow: "30d",
  labelMatures: "",
  since: "",
  trainUntil: "",
  validationUntil: "",
  gap: "",
  rate: "",
  by: "",
  seed: "1",
  format: "parquet",
  shards: "1",
};

type Join = CoverageAction["body"];

/** What can be told to be wrong before asking the server; paths are those of the form's fields. */
export function checkForm(form: DatasetForm, hasFile: boolean, isBuild: boolean): FieldProblem[] {
  const problems: FieldProblem[] = [];
  const need = (path: string, isThere: boolean, message: string) => {
    if (!isThere) problems.push({ path, message });
  };
  need(
    "features",
    form.features.length > 0 || form.service !== "",
    "Choose at least one feature or a service.",
  );
  if (isBuild)
    need("name", /^[a-z](_?[a-z0-9])*$/.test(form.name), "Give a name of lower-case letters, digits and _.");
  need("time", form.time.trim() !== "", "Name the column that holds each row's time.");
  if (form.spine === "upload") need("spine.upload", hasFile, "Choose a CSV or Parquet file.");
  if (form.spine === "sql") need("spine.sql", form.sql.trim() !== "", "Write one SELECT.");
  if (form.spine === "sample" || form.spine === "grid")
    need("spine.source", form.source !== "", "Choose a source.");
  if (form.spine === "grid") {
    need("spine.grid.keys", form.keys.trim() !== "", "Name the key columns.");
    need("spine.grid.start", form.start !== "", "Give the first time.");
    need("spine.grid.end", form.end !== "", "Give the end.");
  }
  if (form.spine === "sample")
    need("spine.sample", /^[1-9]\d{0,7}$/.test(form.sample.trim()), "Give a whole number from 1.");
  if (form.labelKind === "counted") {
    need(
      "label.name",
      /^[a-z](_?[a-z0-9])*$/.test(form.label),
      "Give a name of lower-case letters, digits and _.",
    );
    need("label.entity", form.labelEntity !== "", "Choose whose events are counted.");
    need("label.source", form.labelSource !== "", "Choose where the events are.");
    need("label.window", form.labelWindow.trim() !== "", "Give a duration such as 30d.");
  }
  if (form.rate !== "") {
    const rate = Number(form.rate);
    need("sample.rate", rate > 0 && rate <= 1, "Give a share above 0 and at most 1, such as 0.1.");
  }
  if (form.trainUntil === "")
    need(
      "split.train_until",
      form.validationUntil === "" && form.gap === "",
      "A split begins with the end of the training part.",
    );
  need("shards", /^[1-9]\d{0,3}$/.test(form.shards.trim()), "Give a whole number from 1 to 1000.");
  return problems;
}

/** The request of a form that {@link checkForm} found nothing wrong with. */
export function joinOfForm(form: DatasetForm, uploadId: string | null): Join {
  return {
    features: [...(form.service === "" ? [] : [{ service: form.service }]), ...form.features],
    spine: spineOfForm(form, uploadId),
    time: form.time.trim(),
    timezone: textOrNull(form.timezone),
    knowledge: form.knowledge,
    at: form.knowledge === "commit" ? textOrNull(form.at) : null,
    label: labelOfForm(form),
    since: momentOrNull(form.since),
    split:
      form.trainUntil === ""
        ? null
        : {
            train_until: moment(form.trainUntil),
            validation_until: momentOrNull(form.validationUntil),
            gap: textOrNull(form.gap),
          },
    sample:
      form.rate === ""
        ? null
        : { rate: Number(form.rate), seed: Number(form.seed) || 1, by: textOrNull(form.by) },
  };
}

function labelOfForm(form: DatasetForm): Join["label"] {
  if (form.labelKind === "column") return textOrNull(form.label);
  return {
    name: form.label,
    entity: form.labelEntity,
    source: form.labelSource,
    fn: form.labelFn,
    column: textOrNull(form.labelColumn),
    where: textOrNull(form.labelWhere),
    window: form.labelWindow.trim(),
    matures_after: textOrNull(form.labelMatures),
  };
}

function spineOfForm(form: DatasetForm, uploadId: string | null): Join["spine"] {
  switch (form.spine) {
    case "upload":
      return { upload: uploadId ?? "" };
    case "sql":
      return { sql: form.sql };
    case "grid":
      return {
        grid: {
          source: form.source,
          keys: form.keys
            .split(",")
            .map((key) => key.trim())
            .filter(Boolean),
          start: moment(form.start),
          end: moment(form.end),
          every: form.every.trim(),
        },
      };
    case "sample":
      return {
        source: form.source,
        sample: Number(form.sample),
        seed: Number(form.seed) || 1,
        keep: form.labelKind === "counted" || form.label.trim() === "" ? [] : [form.label.trim()],
      };
  }
}

/** The field of the form that a problem of the server is about; "" when there is none. */
export function fieldOf(path: string): string {
  const inner = path.replace(/^body\./, "");
  if (/^(features|service)\b/.test(inner) || /^groups\.[^.]+(\.features\b|\.ttl\b|$)/.test(inner))
    return "features";
  if (/^(spine\.)?time$/.test(inner)) return "time";
  if (/^(spine\.)?timezone$/.test(inner)) return "timezone";
  if (/^(name|label|knowledge|at|since|shards|split|sample)\b/.test(inner)) return inner;
  if (/^spine\.(sql|source|upload|sample|grid)\b/.test(inner)) return inner;
  return /^(spine|groups)\b/.test(inner) ? "spine" : "";
}

/** A moment as browsers give it has no zone; all of ours are UTC. */
function moment(text: string): string {
  if (/(Z|[+-]\d\d:?\d\d)$/.test(text)) return text;
  return `${text.length === 16 ? `${text}:00` : text}Z`;
}

function momentOrNull(text: string): string | null {
  return text === "" ? null : moment(text);
}

function textOrNull(text: string): string | null {
  return text.trim() === "" ? null : text.trim();
}
