import { createWriteStream, mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { pipeline } from "node:stream/promises";
import {
  buildDatasetOperation,
  coverDatasetOperation,
  downloadDatasetFileOperation,
  getDatasetOperation,
} from "@/lib/contracts/api/datasets";
import type { CoverageAnswer } from "@/lib/contracts/dataset-result";
import type { Client } from "../client";
import { EXIT_NO, type ExitCode } from "../failure";
import type { Session } from "../session";
import { type BuildOptions, joinOf, nameOf } from "./dataset-request";
import { waitFor } from "./wait-for";

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
  if (dropped.not_mature > 0) lines.push(`${dropped.not_mature} rows left out: their label is not known yet`);
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
