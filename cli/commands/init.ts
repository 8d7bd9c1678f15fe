import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import type { Command } from "commander";
import { isName } from "@/lib/core/model/ref";
import { CliFailure } from "../failure";
import type { Register } from "../run";
import type { Session } from "../session";

export function addInitCommand(program: Command, register: Register): void {
  register(
    program
      .command("init")
      .description("begin a folder of definitions")
      .argument("<dir>", "the folder; made if it is not there"),
    init,
  );
}

async function init(session: Session, dir: string): Promise<undefined> {
  const folder = resolve(session.io.cwd, dir);
  const project = nameFor(folder, session);
  const files = starterFiles(project, session.server);
  for (const path of files.keys()) {
    if (existsSync(join(folder, path)))
      throw new CliFailure(`${join(dir, path)} is there already; nothing was written.`);
  }
  for (const [path, text] of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text, { flag: "wx" });
  }
  if (session.isJson) session.printJson({ project, files: [...files.keys()] });
  else {
    session.print(
      `Project ${project}:\n${[...files.keys()].map((path) => `  ${join(dir, path)}\n`).join("")}`,
    );
    session.note(`Next: say what your features describe, then run asof plan ${dir}`);
  }
  return undefined;
}

function nameFor(folder: string, session: Session): string {
  const given = session.givenProject;
  if (given !== null) return session.project();
  const name = basename(folder)
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "_")
    .replace(/^[_0-9]+|_+$/g, "")
    .slice(0, 63)
    .replace(/_+$/, "");
  return isName(name) ? name : "features";
}

/** The first files of a project. They can be planned as they are. */
export function starterFiles(project: string, server: string): Map<string, string> {
  const schema = `# yaml-language-server: $schema=${server}/schema/definitions.json\n`;
  return new Map([
    [
      "asof.yaml",
      `${schema}kind: project
name: ${project}
description: Features of ${project}, and what they mean
owner: ${project}_owners
---
kind: team
name: ${project}_owners
description: Decides about everything in ${project} that names no other owner
`,
    ],
    [
      "entities/customer.yaml",
      `${schema}kind: entity
name: customer
description: Somebody who has an account with us
join_keys:
  - {name: customer_id, type: int64, description: The account's number}
`,
    ],
  ]);
}
