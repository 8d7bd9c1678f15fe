import { resolve } from "node:path";
import type { Command } from "commander";
import { testOperation } from "@/lib/contracts/api/tests";
import { readDefinitions } from "../definition-files";
import { CliFailure, EXIT_DONE, EXIT_NO, type ExitCode } from "../failure";
import { counted } from "../render/problems";
import { renderTests } from "../render/tests";
import type { Register } from "../run";
import type { Session } from "../session";
import { withLocatedProblems } from "./definitions";

export function addTestCommand(program: Command, register: Register): void {
  register(
    program
      .command("test")
      .description("run the tests in a folder of definitions (kind: test)")
      .argument("<dir>", "the folder"),
    test,
  );
}

async function test(session: Session, dir: string): Promise<ExitCode> {
  const folder = resolve(session.io.cwd, dir);
  const files = readDefinitions(folder);
  const project = session.project(folder);
  const results = await withLocatedProblems(session, files, () =>
    session.during(`Testing ${counted(files.length, "file")}`, () =>
      session.client().call(testOperation, { params: { project }, body: { files } }),
    ),
  );
  if (results === null) return EXIT_NO;
  if (session.isJson) session.printJson(results);
  // A run that checks nothing must not look like one that passed.
  else if (results.tests.length === 0) throw new CliFailure(`${dir} holds no test (kind: test).`);
  else session.print(renderTests(results, session.style));
  return results.failed > 0 ? EXIT_NO : EXIT_DONE;
}
