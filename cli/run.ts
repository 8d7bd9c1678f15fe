import { Command, CommanderError, Option } from "commander";
import { addDataCommands } from "./commands/data";
import { addDatasetCommands } from "./commands/dataset";
import { addDefinitionCommands } from "./commands/definitions";
import { addInitCommand } from "./commands/init";
import { addLintCommand } from "./commands/lint";
import { addListCommand } from "./commands/list";
import { addLoginCommand } from "./commands/login";
import { addMaterializeCommands } from "./commands/materialize";
import { addSearchCommand } from "./commands/search";
import { addShowCommand } from "./commands/show";
import { addTestCommand } from "./commands/test";
import { addTokenCommands } from "./commands/token";
import { addVersionCommands } from "./commands/version";
import { ApiFailure, CliFailure, EXIT_DONE, EXIT_FAULT, type ExitCode } from "./failure";
import type { Io } from "./io";
import { renderProblems } from "./render/problems";
import { styleFor } from "./render/style";
import { Session } from "./session";

/** What a command does. @returns the exit code when it is not 0. */
type Run<Args extends unknown[]> = (session: Session, ...args: Args) => Promise<ExitCode | undefined>;

/** Gives a command its action: `run` gets the session, then the command's own arguments and options. */
export type Register = <Args extends unknown[]>(command: Command, run: Run<Args>) => void;

/** Runs one command line. Never throws, never exits: returns the exit code. */
export async function runCli(args: readonly string[], io: Io): Promise<ExitCode> {
  let exitCode: ExitCode = EXIT_DONE;
  const register: Register = <Args extends unknown[]>(command: Command, run: Run<Args>) => {
    command.action(async (...given) => {
      // Safe: commander passes the arguments, the options and the command itself; `run` declares the first two.
      exitCode = (await run(new Session(io, command), ...(given.slice(0, -1) as Args))) ?? EXIT_DONE;
    });
  };
  const program = buildProgram(io, register);
  try {
    await program.parseAsync([...args], { from: "user" });
    return exitCode;
  } catch (error) {
    return tellFailure(error, io, args.includes("--json"));
  }
}

function buildProgram(io: Io, register: Register): Command {
  const program = new Command("asof")
    .description("Feature definitions, their versions and their history, from the command line.")
    .addOption(new Option("--server <url>", "where Asof runs (ASOF_URL; http://localhost:3000)"))
    .addOption(new Option("--token <token>", "an API token (ASOF_TOKEN; else the one of asof login)"))
    .addOption(new Option("-p, --project <name>", "the project (else the one of the nearest asof.yaml)"))
    .addOption(new Option("--json", "answer in JSON"))
    .configureOutput({ writeOut: io.out, writeErr: io.err })
    .configureHelp({ showGlobalOptions: true })
    .showHelpAfterError("(asof --help lists what there is)")
    .exitOverride();
  addInitCommand(program, register);
  addDefinitionCommands(program, register);
  addTestCommand(program, register);
  addLintCommand(program, register);
  addListCommand(program, register);
  addShowCommand(program, register);
  addSearchCommand(program, register);
  addVersionCommands(program, register);
  addDataCommands(program, register);
  addMaterializeCommands(program, register);
  addDatasetCommands(program, register);
  addTokenCommands(program, register);
  addLoginCommand(program, register);
  return program;
}

/** 0 for help that was asked for, 2 for everything that went wrong; "the answer is no" is never thrown from here. */
function tellFailure(error: unknown, io: Io, isJson: boolean): ExitCode {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT_DONE : EXIT_FAULT;
  const style = styleFor(io, "err");
  if (error instanceof ApiFailure) {
    const { problem } = error;
    if (isJson) io.out(`${JSON.stringify(problem, null, 2)}\n`);
    const hint = problem.code === "UNAUTHENTICATED" ? " Run asof login, or give --token." : "";
    io.err(`${style.red("error")}: ${problem.detail}${hint}\n`);
    if (problem.errors.length > 1) io.err(renderProblems(problem.errors, [], style));
    io.err(style.dim(`request ${problem.request_id}\n`));
    return EXIT_FAULT;
  }
  if (error instanceof CliFailure) {
    io.err(`${style.red("error")}: ${error.message}\n`);
    return error.exitCode;
  }
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
  io.err(`${style.red("error")}: this is a fault of asof itself:\n${message}\n`);
  return EXIT_FAULT;
}
