import type { Command } from "commander";
import { listProjectsOperation } from "@/lib/contracts/api/catalog";
import { keepToken } from "../credentials";
import { CliFailure } from "../failure";
import { counted } from "../render/problems";
import type { Register } from "../run";
import type { Session } from "../session";

export function addLoginCommand(program: Command, register: Register): void {
  register(
    program.command("login").description("keep an API token for this server (asks for it; or give --token)"),
    login,
  );
}

async function login(session: Session): Promise<undefined> {
  const token = session.givenToken ?? (await askForToken(session));
  if (!/^[\x21-\x7e]+$/.test(token)) throw new CliFailure("That is no token.");
  const { items } = await session.client(token).call(listProjectsOperation);
  const path = keepToken(session.io, session.server, token);
  if (session.isJson) session.printJson({ server: session.server, projects: items.map(({ name }) => name) });
  else {
    session.print(`The token works on ${session.server}: you see ${counted(items.length, "project")}.\n`);
    session.note(`Kept in ${path}`);
  }
  return undefined;
}

async function askForToken(session: Session): Promise<string> {
  if (!session.io.isTerminal.in || !session.io.isTerminal.err) {
    throw new CliFailure("There is no terminal to ask on: give --token or ASOF_TOKEN.");
  }
  session.note(`Make a token at ${session.server}/settings/tokens`);
  return (await session.io.ask("Token: ", { hidden: true })).trim();
}
