import { createReadStream, createWriteStream, existsSync, mkdirSync } from "node:fs";
import { basename, extname, join, resolve } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { z } from "zod";
import {
  buildDatasetOperation,
  coverDatasetOperation,
  downloadDatasetFileOperation,
  getDatasetOperation,
  SPINE_MEDIA_TYPES,
  uploadSpineOperation,
} from "@/lib/contracts/api/datasets";
import type { CoverageAnswer } from "@/lib/contracts/dataset-result";
import type { CoverageBody, DATASET_FORMATS, SpineFormat } from "@/lib/contracts/datasets";
import type { Client } from "../client";
import { CliFailure, EXIT_NO, type ExitCode } from "../failure";
import type { Session } from "../session";
import { waitFor } from "./wait-for";

interface BuildOptions {
  features?: string[];
  service?: string;
  spine?: string;
  sql?: string;
  time: string;
  timezone?: string;
  label?: string;
  knowledge: "event";
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

/** Sends the spine, asks for the dataset, waits for it and downloads it. */
export async function buildDataset(session: Session, options: BuildOptions): Promise<ExitCode | undefined> {
  const client = session.client();
  const project = session.project();
  const join_ = await joinOf(session, client, project, options);
  if (options.dryRun) {
    const answer = await session.during("Counting", () =>
      client.call(coverDatasetOperation, { params: { project }, body: join_ }),
    );
    session.printAs("table", answer, () => coverageText(answer));
    return undefined;
  }
  const { format, shards } = options;
  const requested = await client.call(buildDatasetOperation, {
    params: { project },
    body: { ...join_, name: nameOf(options), format, shards },
  });
  const params = { project, dataset: requested.id };
  const { value: dataset, run } = await waitFor(session, "Building", async () => {
    const value = await client.call(getDatasetOperation, { params });
    return { run: value.run, value };
  });
  if (dataset.status !== "built" || !dataset.certificate) {
    session.note(`${dataset.name}@v${dataset.version} was not built: ${run.error ?? run.status}`);
    return EXIT_NO;
  }
  const files = dataset.certificate.files.map((file) => file.path);
  if (options.out !== undefined) await download(session, client, params, files, options.out);
  session.printAs("table", dataset, () => {
    const certificate = dataset.certificate;
    return `${dataset.name}@v${dataset.version}  ${certificate?.row_count} rows\nchecksum  ${certificate?.checksum}\n${dataset.result ? coverageText(dataset.result) : ""}`;
  });
  return undefined;
}

async function joinOf(
  session: Session,
  client: Client,
  project: string,
  options: BuildOptions,
): Promise<z.input<typeof CoverageBody>> {
  const { features = [], service = null, time, timezone = null, label = null, since = null } = options;
  if (features.length === 0 && service === null)
    throw new CliFailure("Which features? Give --features or --service.");
  if (options.trainUntil === undefined && (options.validationUntil ?? options.gap) !== undefined)
    throw new CliFailure("--validation-until and --gap belong to --train-until.");
  return {
    features: features.flatMap((text) => text.split(",")).filter(Boolean),
    service,
    spine: await spineOf(session, client, project, options),
    time,
    timezone,
    label,
    knowledge: options.knowledge,
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

async function spineOf(
  session: Session,
  client: Client,
  project: string,
  { spine, sql }: BuildOptions,
): Promise<z.input<typeof CoverageBody>["spine"]> {
  if ((spine === undefined) === (sql === undefined))
    throw new CliFailure("Which spine? Give one of --spine and --sql.");
  if (sql !== undefined) return { sql };
  const path = resolve(session.io.cwd, spine ?? "");
  if (!existsSync(path)) throw new CliFailure(`${spine} is not there.`);
  const format: SpineFormat = extname(path).toLowerCase() === ".parquet" ? "parquet" : "csv";
  // Safe: a file is read as bytes; the types of Node and of the web only name them apart.
  const content = Readable.toWeb(createReadStream(path)) as ReadableStream<Uint8Array>;
  const { id } = await session.during(`Sending ${basename(path)}`, () =>
    client.upload(uploadSpineOperation, {
      params: { project },
      content,
      mediaType: SPINE_MEDIA_TYPES[format],
    }),
  );
  return { upload: id };
}

/** The name that was given, else one made of the spine file's. */
function nameOf({ name, spine }: BuildOptions): string {
  if (name !== undefined) return name;
  const made = basename(spine ?? "", extname(spine ?? ""))
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "_")
    .replaceAll(/^[^a-z]+|_+$/g, "");
  if (made === "") throw new CliFailure("What is the dataset called? Give --name.");
  return made;
}

async function download(
  session: Session,
  client: Client,
  params: { project: string; dataset: string },
  files: readonly string[],
  out: string,
) {
  const target = resolve(session.io.cwd, out);
  if (files.length > 1) mkdirSync(target, { recursive: true });
  for (const file of files) {
    const stream = await client.download(downloadDatasetFileOperation, { params: { ...params, file } });
    const path = files.length > 1 ? join(target, file) : target;
    await session.during(`Receiving ${file}`, () => pipeline(stream, createWriteStream(path)));
  }
}

function coverageText({ row_count: rows, dropped, coverage, warnings }: CoverageAnswer): string {
  const left = dropped.before_since + dropped.between_splits + dropped.not_sampled;
  const lines = left > 0 ? [`${left} rows left out by the selection`] : [];
  const share = (count: number) => (rows === 0 ? "–" : `${((100 * count) / rows).toFixed(1)} %`);
  for (const { name, features, not_found: reasons } of coverage) {
    for (const { output, counts } of features) {
      lines.push(
        `${output}  matched ${share(counts.PRESENT)}, null ${share(counts.NULL_VALUE)}, expired ${share(counts.OUTSIDE_MAX_AGE)}, not found ${share(counts.NOT_FOUND)}`,
      );
    }
    if (reasons.too_early + reasons.never_seen > 0)
      lines.push(`${name}  ${reasons.too_early} rows too early, ${reasons.never_seen} never seen`);
  }
  lines.push(...warnings.map((warning) => `warning: ${warning.message}`));
  return lines.length > 0 ? `${lines.join("\n")}\n` : "";
}
