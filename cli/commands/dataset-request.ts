import { createReadStream, existsSync } from "node:fs";
import { basename, extname, resolve } from "node:path";
import { Readable } from "node:stream";
import { parse, YAMLParseError } from "yaml";
import type { z } from "zod";
import { SPINE_MEDIA_TYPES, uploadSpineOperation } from "@/lib/contracts/api/datasets";
import type { CoverageBody, DATASET_FORMATS, DATASET_KNOWLEDGE, SpineFormat } from "@/lib/contracts/datasets";
import { parseFeatureRef } from "@/lib/core/model/ref";
import type { Client } from "../client";
import { CliFailure } from "../failure";
import type { Session } from "../session";

type Body = z.input<typeof CoverageBody>;

export interface BuildOptions {
  features?: string[];
  service?: string;
  strict?: boolean;
  spine?: string;
  sql?: string;
  grid?: string;
  keys?: string[];
  start?: string;
  end?: string;
  every?: string;
  source?: string;
  rows?: number;
  keep?: string[];
  time: string;
  timezone?: string;
  label?: string;
  knowledge: (typeof DATASET_KNOWLEDGE)[number];
  at?: string;
  since?: string;
  trainUntil?: string;
  validationUntil?: string;
  gap?: string;
  sample?: number;
  seed: number;
  by?: string;
  rate?: Record<string, number>;
  name?: string;
  shortNames?: boolean;
  format: (typeof DATASET_FORMATS)[number];
  shards: number;
  out?: string;
  dryRun?: boolean;
}

/** The request that the options say; a local spine is sent first. */
export async function joinOf(
  session: Session,
  client: Client,
  project: string,
  options: BuildOptions,
): Promise<Body> {
  const features = featuresOf(options);
  if (options.trainUntil === undefined && (options.validationUntil ?? options.gap) !== undefined)
    throw new CliFailure("--validation-until and --gap belong to --train-until.");
  const { time, timezone = null, since = null, knowledge, at = null } = options;
  return {
    features,
    spine: await spineOf(session, client, project, options),
    time,
    timezone,
    label: labelOf(options.label),
    knowledge,
    at,
    since,
    short_names: options.shortNames === true,
    split:
      options.trainUntil === undefined
        ? null
        : {
            train_until: options.trainUntil,
            validation_until: options.validationUntil ?? null,
            gap: options.gap ?? null,
          },
    sample:
      options.sample === undefined
        ? null
        : { rate: options.sample, seed: options.seed, by: options.by ?? null, rates: options.rate ?? {} },
  };
}

function featuresOf({ features = [], service, strict = false }: BuildOptions): Body["features"] {
  const references = features.flatMap((text) => text.split(",")).filter(Boolean);
  if (references.length === 0 && service === undefined)
    throw new CliFailure("Which features? Give --features or --service.");
  if (strict && service !== undefined)
    throw new CliFailure("--strict belongs to --features: a service says itself how its groups are joined.");
  return [
    ...(service === undefined ? [] : [{ service }]),
    ...(strict ? references.map(strictly) : references),
  ];
}

/** The same reference, whose rows count from after their event time on. */
function strictly(text: string): Body["features"][number] {
  const ref = parseFeatureRef(text);
  if (!ref) throw new CliFailure(`${text} is no reference such as group:feature or group@v2:*.`);
  const group = text.slice(0, text.lastIndexOf(":"));
  return { group, strict: true, ...(ref.feature === null ? {} : { features: [ref.feature] }) };
}

/** A column, or what is counted after each time, as `{name: …, source: …, fn: …, window: 30d}`. */
function labelOf(text: string | undefined): Body["label"] {
  if (text === undefined || !text.trimStart().startsWith("{")) return text ?? null;
  try {
    // Safe: whatever it says, the server answers by its contract.
    return parse(text) as Body["label"];
  } catch (error) {
    if (!(error instanceof YAMLParseError)) throw error;
    throw new CliFailure(`--label is no column and no mapping: ${error.message}`);
  }
}

async function spineOf(
  session: Session,
  client: Client,
  project: string,
  options: BuildOptions,
): Promise<Body["spine"]> {
  const { spine, sql, grid, source } = options;
  if ([spine, sql, grid, source].filter((one) => one !== undefined).length !== 1)
    throw new CliFailure("Which spine? Give one of --spine, --sql, --grid and --source.");
  if (sql !== undefined) return { sql };
  if (grid !== undefined) return gridOf(grid, options);
  if (source !== undefined) {
    const { rows, seed, keep = [] } = options;
    if (rows === undefined) throw new CliFailure("How many rows of the source? Give --rows.");
    return { source, sample: rows, seed, keep };
  }
  const path = resolve(session.io.cwd, spine ?? "");
  if (!existsSync(path)) throw new CliFailure(`${spine} is not there.`);
  const format: SpineFormat = extname(path).toLowerCase() === ".parquet" ? "parquet" : "csv";
  // Safe: a file is read as bytes; the types of Node and of the web only name them apart.
  const body = Readable.toWeb(createReadStream(path)) as ReadableStream<Uint8Array>;
  const { id } = await session.during(`Sending ${basename(path)}`, () =>
    client.upload(uploadSpineOperation, {
      params: { project },
      body,
      contentType: SPINE_MEDIA_TYPES[format],
    }),
  );
  return { upload: id };
}

function gridOf(source: string, { keys = [], start, end, every }: BuildOptions): Body["spine"] {
  if (keys.length === 0 || start === undefined || end === undefined || every === undefined)
    throw new CliFailure("A grid takes --keys, --start, --end and --every.");
  return {
    grid: { source, keys: keys.flatMap((text) => text.split(",")).filter(Boolean), start, end, every },
  };
}

/** The name that was given, else one made of the spine file's. */
export function nameOf({ name, spine }: BuildOptions): string {
  if (name !== undefined) return name;
  const made = basename(spine ?? "", extname(spine ?? ""))
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "_")
    .replaceAll(/^[^a-z]+|_+$/g, "");
  if (made === "") throw new CliFailure("What is the dataset called? Give --name.");
  return made;
}
