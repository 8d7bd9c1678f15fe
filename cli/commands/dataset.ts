import { type Command, Option } from "commander";
import type { z } from "zod";
import {
  type DatasetItem,
  deleteDatasetOperation,
  getDatasetOperation,
  listDatasetsOperation,
  verifyDatasetOperation,
} from "@/lib/contracts/api/datasets";
import { DATASET_FORMATS, DATASET_KNOWLEDGE } from "@/lib/contracts/datasets";
import { CliFailure, EXIT_NO, type ExitCode } from "../failure";
import { renderTable } from "../render/table";
import type { Register } from "../run";
import type { Session } from "../session";
import { buildDataset } from "./dataset-build";
import { positive } from "./format-option";
import { waitFor } from "./wait-for";

type Dataset = z.output<typeof DatasetItem>;

export function addDatasetCommands(program: Command, register: Register): void {
  const dataset = program.command("dataset").description("training datasets: built once, kept with proof");
  register(
    dataset
      .command("build")
      .description("join features to a spine as of each row's time, and keep the result")
      .option("--features <refs...>", "references such as airport_departures:delay")
      .option("--service <name>", "every feature of a feature service")
      .option("--spine <file>", "CSV or Parquet; rows keep their order and number")
      .option("--sql <select>", "the spine as one SELECT over sources and groups")
      .option(
        "--grid <source>",
        "the spine as every key of a source at every time of --start, --end, --every",
      )
      .option("--keys <columns...>", "of the grid")
      .option("--start <time>", "of the grid")
      .option("--end <time>", "of the grid, itself left out")
      .option("--every <duration>", "of the grid, such as 7d")
      .option("--source <name>", "the spine as --rows drawn from a source")
      .option("--rows <n>", "how many rows of --source", positive)
      .option("--keep <columns...>", "columns of --source beside keys, time and label")
      .requiredOption("--time <column>", "the spine column that holds each row's time")
      .option("--timezone <zone>", "of spine times that carry none")
      .option(
        "--label <label>",
        "the spine column that is learnt, or what is counted: {name: n, source: s, fn: …}",
      )
      .addOption(
        new Option("--knowledge <mode>", "what counts: rows by event time, known by then, or of a commit")
          .choices(DATASET_KNOWLEDGE)
          .default("event"),
      )
      .option("--at <time|commit>", "with --knowledge commit: as of then")
      .option("--strict", "rows count from after their event time on")
      .option("--since <time>", "leave out spine rows before")
      .option("--train-until <time>", "split by time: rows before are for training")
      .option("--validation-until <time>", "rows from the first bound to here are for validation")
      .option("--gap <duration>", "leave out rows for so long after each bound")
      .option("--sample <rate>", "keep this share of the rows, seeded", rate)
      .option("--seed <n>", "of the sample", seed, 1)
      .option("--by <column>", "sample by strata of this column")
      .option("--rate <value=rate...>", "the share kept of one stratum", stratum)
      .option("--name <name>", "of the dataset (else of the spine file)")
      .option("--short-names", "bare feature names where they are unique")
      .addOption(new Option("--format <format>", "of the files").choices(DATASET_FORMATS).default("parquet"))
      .option("--shards <n>", "how many files", positive, 1)
      .option("--out <path>", "download the file (a folder for several) when it is built")
      .option("--dry-run", "only count what would be found"),
    buildDataset,
  );
  register(dataset.command("list").description("list the datasets of a project"), list);
  register(dataset.command("show").argument("<id>", "name, name@vN or id").description("show one"), show);
  register(
    dataset
      .command("verify")
      .argument("<id>", "name, name@vN or id")
      .description("build it again from its inputs as they are now, and compare"),
    verify,
  );
  register(
    dataset
      .command("delete")
      .argument("<id>", "name@vN or id")
      .description("delete the rows of a version; its certificate stays"),
    remove,
  );
}

async function remove(session: Session, ref: string): Promise<undefined> {
  const params = { project: session.project(), dataset: ref };
  await session.client().call(deleteDatasetOperation, { params });
  session.note(`The rows of ${ref} are gone; asof dataset show ${ref} still shows its certificate.`);
  return undefined;
}

async function list(session: Session): Promise<undefined> {
  const client = session.client();
  const params = { project: session.project() };
  const items: z.output<typeof listDatasetsOperation.response>["items"] = [];
  for (let cursor: string | undefined; ; ) {
    const page = await client.call(listDatasetsOperation, { params, query: { cursor, limit: 200 } });
    items.push(...page.items);
    if (page.next === null) break;
    cursor = page.next;
  }
  session.printAs("table", { items }, () =>
    renderTable(
      [
        { title: "Name", value: (row) => row.name },
        { title: "Version", value: (row) => `v${row.version}` },
        { title: "Status", value: (row) => row.status },
        { title: "Rows", value: (row) => row.row_count?.toString() ?? null },
        { title: "By", value: (row) => row.created_by },
        { title: "Created", value: (row) => row.created_at.slice(0, 16) },
      ],
      items,
      { style: session.style, width: null },
    ),
  );
  return undefined;
}

async function show(session: Session, ref: string): Promise<undefined> {
  const params = { project: session.project(), dataset: ref };
  const dataset = await session.client().call(getDatasetOperation, { params });
  session.printAs("table", dataset, () => datasetText(dataset));
  return undefined;
}

function datasetText(dataset: Dataset): string {
  const { certificate, result, run } = dataset;
  const lines = [
    `${dataset.name}@v${dataset.version}  ${dataset.status}${run.error ? `: ${run.error}` : ""}`,
  ];
  if (certificate) {
    lines.push(
      `rows      ${certificate.row_count}`,
      `checksum  ${certificate.checksum}`,
      `plan      ${certificate.plan_digest}`,
      `engine    ${certificate.engine}`,
      `spine     ${certificate.spine.sha256}  ${certificate.spine.bytes} bytes`,
      ...certificate.groups.map((group) => `group     ${group.group}@v${group.version}  ${group.digest}`),
      ...certificate.inputs.map((input) => `input     ${input.path}  ${input.sha256}`),
      ...certificate.files.map((file) => `file      ${file.path}  ${file.row_count} rows  ${file.sha256}`),
    );
  }
  for (const { name, features } of result?.coverage ?? []) {
    for (const { output, counts } of features)
      lines.push(
        `coverage  ${name}  ${output}: ${counts.PRESENT} present, ${counts.NULL_VALUE} null, ${counts.OUTSIDE_MAX_AGE} expired, ${counts.NOT_FOUND} not found`,
      );
  }
  return `${lines.join("\n")}\n`;
}

async function verify(session: Session, ref: string): Promise<ExitCode | undefined> {
  const client = session.client();
  const project = session.project();
  const asked = await client.call(verifyDatasetOperation, { params: { project, dataset: ref } });
  const params = { project, dataset: asked.dataset_id };
  const check = await waitFor(session, "Building again", async () => {
    const dataset = await client.call(getDatasetOperation, { params });
    const found = dataset.checks.find((one) => one.id === asked.id);
    if (!found) throw new CliFailure("The verification is gone.");
    return { run: found.run, value: found.result };
  });
  if (check.value === null) throw new CliFailure(check.run.error ?? "The verification was cancelled.");
  const { verdict, changes, results, message } = check.value;
  if (session.isJson) session.printJson(check.value);
  else {
    const changed = (one: (typeof changes)[number]) =>
      `  ${one.what}: ${one.was ?? "none"} → ${one.is ?? "gone"}\n`;
    session.print(`${WORDS[verdict]}\n`);
    for (const one of [...changes, ...results]) session.print(changed(one));
    if (message !== null) session.note(message);
  }
  return verdict === "equal" ? undefined : EXIT_NO;
}

const WORDS = {
  equal: "Equal: the same inputs give the same rows and the same bytes.",
  inputs_changed: "Inputs have changed since it was built:",
  different: "Different: the same inputs give another result. This is a fault:",
} as const;

function rate(text: string): number {
  const value = Number(text);
  if (!(value > 0 && value <= 1)) throw new CliFailure(`${text} is no share of rows, above 0 and at most 1.`);
  return value;
}

function seed(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 0)
    throw new CliFailure(`${text} is no seed; give a whole number.`);
  return value;
}

function stratum(text: string, rates: Record<string, number> = {}): Record<string, number> {
  const at = text.lastIndexOf("=");
  if (at < 1) throw new CliFailure(`${text} is not like value=0.1.`);
  return { ...rates, [text.slice(0, at)]: rate(text.slice(at + 1)) };
}
