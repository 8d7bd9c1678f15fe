import { readFileSync, statSync } from "node:fs";
import { resolve } from "node:path";
import type { Command } from "commander";
import { lintOperation } from "@/lib/contracts/api/lint";
import { proveOperation } from "@/lib/contracts/api/prove";
import type { LintResult } from "@/lib/contracts/lint";
import { SPINE_BYTES_MAX } from "@/lib/contracts/preview-limits";
import type { ProveResult } from "@/lib/contracts/prove";
import { CliFailure, EXIT_DONE, EXIT_NO, type ExitCode } from "../failure";
import { renderLint, renderProof } from "../render/lint";
import type { Register } from "../run";
import type { Session } from "../session";

interface LintOptions {
  service?: string;
  labelOf?: string;
  split?: boolean;
  spine?: string;
  time?: string;
  timezone?: string;
  label?: string;
  prove?: boolean;
}

export function addLintCommand(program: Command, register: Register): void {
  register(
    program
      .command("lint")
      .description("look for leaks of the future in features; exit 1 when there is one")
      .argument("[refs...]", "references: group:feature, group@v2:*")
      .option("--service <name>", "the features of a feature service")
      .option("--label-of <table.column>", "the column that is to be predicted")
      .option("--split", "the features are for a dataset that is split")
      .option("--spine <file>", "a CSV file of rows to join to: looks at data as well")
      .option("--time <column>", "the spine column that holds each row's time")
      .option("--timezone <zone>", "the zone of spine times that carry none")
      .option("--label <column>", "the spine column with the label: true and false, or 1 and 0")
      .option("--prove", "join the rows again without anything after their time, and compare"),
    lint,
  );
}

async function lint(session: Session, refs: string[], options: LintOptions): Promise<ExitCode> {
  if (refs.length === 0 && options.service === undefined)
    throw new CliFailure("Name features (group:feature, group:*), or a service with --service.");
  if ((options.spine === undefined) !== (options.time === undefined))
    throw new CliFailure("--spine and --time belong together.");
  if (options.prove && options.spine === undefined) throw new CliFailure("--prove needs --spine and --time.");
  if (options.prove && refs.length === 0) throw new CliFailure("--prove needs references.");
  const project = session.project();
  const spine = options.spine === undefined ? null : { csv: readSpine(session, options.spine) };
  const client = session.client();
  const params = { project };
  const found = await session.during("Looking for leaks", () =>
    client.call(lintOperation, {
      params,
      body: {
        features: refs,
        service: options.service ?? null,
        label_of: options.labelOf ?? null,
        split: options.split ?? false,
        spine,
        time: options.time ?? null,
        timezone: options.timezone ?? null,
        label: options.label ?? null,
      },
    }),
  );
  const proof =
    options.prove && spine && options.time !== undefined
      ? await session.during("Proving", () =>
          client.call(proveOperation, {
            params,
            body: { features: refs, spine, time: options.time ?? "", timezone: options.timezone ?? null },
          }),
        )
      : null;
  if (session.isJson) session.printJson(proof ? { ...found, proof } : found);
  else session.print(renderLint(found, session.style) + (proof ? renderProof(proof, session.style) : ""));
  return isLeak(found, proof) ? EXIT_NO : EXIT_DONE;
}

/** Notes and warnings are for people; an error that nobody has accepted, or a value that changed, is a no. */
function isLeak({ findings }: LintResult, proof: ProveResult | null): boolean {
  const isError = findings.some(({ severity, silenced }) => severity === "error" && !silenced);
  return isError || (proof !== null && proof.changed_count > 0);
}

function readSpine(session: Session, file: string): string {
  const path = resolve(session.io.cwd, file);
  const size = statSync(path, { throwIfNoEntry: false })?.size;
  if (size === undefined) throw new CliFailure(`${file} cannot be read.`);
  if (size > SPINE_BYTES_MAX)
    throw new CliFailure(`${file} has ${size} bytes; a spine has at most ${SPINE_BYTES_MAX}.`);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(readFileSync(path));
  } catch {
    throw new CliFailure(`${file} is not UTF-8 text.`);
  }
}
