import { setTimeout as delay } from "node:timers/promises";
import { type Command, InvalidArgumentError, Option } from "commander";
import type { z } from "zod";
import {
  getMaterializationOperation,
  listIntervalsOperation,
  type MaterializationItem,
  startMaterializationOperation,
} from "@/lib/contracts/api/materializations";
import { isActive } from "@/lib/core/materialization/run";
import { formatInstant, parseInstant } from "@/lib/core/time/instant";
import { EXIT_NO, type ExitCode } from "../failure";
import { renderTable } from "../render/table";
import type { Register } from "../run";
import type { Session } from "../session";
import { positive } from "./format-option";

type Run = z.output<typeof MaterializationItem>;

const POLL_MS = 500;

export function addMaterializeCommands(program: Command, register: Register): void {
  register(
    program
      .command("materialize")
      .description("compute the rows of a feature group for event times in [start, end), UTC")
      .argument("<group>", "the feature group")
      .option("--start, --start-date <time>", "from here on", time)
      .option("--end, --end-date <time>", "before this; now without it", time)
      .option("-v, --version <n>", "of the group; the latest without it", positive)
      .option("--incremental", "from where everything that is computed ends")
      .addOption(
        new Option(
          "--only <what>",
          "of the interval: what was never computed, or also what is stale",
        ).choices(["missing", "outdated"] as const),
      )
      .option("--upstream", "also what the group is computed from, before it")
      .option("--downstream", "also what is computed from the group, after it")
      .option("--no-wait", "do not wait for the end of the run"),
    materialize,
  );
  register(
    program
      .command("intervals")
      .description("what is computed, missing and stale of a feature group")
      .argument("<group>", "the feature group")
      .option("--start <time>", "from here on", time)
      .option("--end <time>", "before this; now without it", time)
      .option("-v, --version <n>", "of the group; the latest without it", positive),
    intervals,
  );
}

interface MaterializeOptions {
  startDate?: string;
  endDate?: string;
  version?: number;
  incremental?: boolean;
  only?: "missing" | "outdated";
  upstream?: boolean;
  downstream?: boolean;
  wait: boolean;
}

async function materialize(
  session: Session,
  group: string,
  { startDate, endDate, wait, ...asked }: MaterializeOptions,
): Promise<ExitCode | undefined> {
  const project = session.project();
  const started = await session.client().call(startMaterializationOperation, {
    params: { project, group },
    body: { ...asked, start: startDate, end: endDate },
  });
  const run = wait ? await follow(session, started) : started;
  if (session.isJson) session.printJson(run);
  else tell(session, run);
  return run.status === "failed" || run.status === "cancelled" ? EXIT_NO : undefined;
}

/** Asks until the run has ended; on a terminal the line says how far it is. */
async function follow(session: Session, started: Run): Promise<Run> {
  const { project, id } = started;
  let run = started;
  let shown = "";
  while (isActive(run.status)) {
    const at = run.tasks.find(({ status }) => status === "running");
    const text = `${Math.floor(run.percent)} % ${at ? `${at.group}@v${at.version} ${at.phase ?? at.stage}` : run.status}`;
    if (session.io.isTerminal.err && text !== shown) {
      session.io.err(`\r${text.padEnd(shown.length)}`);
      shown = text;
    }
    await delay(POLL_MS);
    run = await session.client().call(getMaterializationOperation, { params: { project, id } });
  }
  if (shown !== "") session.io.err(`\r${" ".repeat(shown.length)}\r`);
  return run;
}

function tell(session: Session, run: Run): void {
  const name = `${run.group}@v${run.version}`;
  if (run.tasks.length === 0) {
    session.print(`${name} has nothing to compute there.\n`);
    return;
  }
  session.print(
    renderTable(
      [
        { title: "Group", value: (task) => `${task.group}@v${task.version}` },
        { title: "Start", value: (task) => task.start },
        { title: "End", value: (task) => task.end },
        { title: "Status", value: (task) => task.status },
        { title: "Rows", value: (task) => task.rows },
        { title: "Commit", value: (task) => task.commit },
      ],
      run.tasks,
      { style: session.style, width: session.io.columns },
    ),
  );
  session.print(`Run ${run.id} ${run.status}.\n`);
  if (run.error !== null) session.note(run.error);
}

async function intervals(
  session: Session,
  group: string,
  options: { start?: string; end?: string; version?: number },
): Promise<undefined> {
  const params = { project: session.project(), group };
  const ledger = await session.client().call(listIntervalsOperation, { params, query: options });
  if (session.isJson) {
    session.printJson(ledger);
    return undefined;
  }
  if (ledger.items.length === 0) session.print(`Nothing of ${group}@v${ledger.version} has been computed.\n`);
  else
    session.print(
      renderTable(
        [
          { title: "Start", value: (row) => row.start },
          { title: "End", value: (row) => row.end },
          { title: "State", value: (row) => row.state },
          { title: "Why", value: (row) => row.upstream ?? row.reason },
          { title: "Commit", value: (row) => row.commit },
          { title: "Times", value: (row) => row.times },
        ],
        ledger.items,
        { style: session.style, width: session.io.columns },
      ),
    );
  if (ledger.refusal !== null) session.note(`It cannot be materialized: ${ledger.refusal}.`);
  return undefined;
}

/** A time from the command line: without a zone it is UTC, like every time we show. */
function time(text: string): string {
  const parsed = parseInstant(text, "UTC");
  if (!parsed.ok) throw new InvalidArgumentError("It is a time such as 2026-01-01 or 2026-01-01T12:00:00Z.");
  return formatInstant(parsed.instant);
}
