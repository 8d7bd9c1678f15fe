import { type Command, Option } from "commander";
import { createTokenOperation, listTokensOperation, revokeTokenOperation } from "@/lib/contracts/api/tokens";
import { SCOPES, type Scope } from "@/lib/core/access/policy";
import { renderTable } from "../render/table";
import type { Register } from "../run";
import type { Session } from "../session";
import { positive } from "./format-option";

export function addTokenCommands(program: Command, register: Register): void {
  const token = program.command("token").description("API tokens of yours");
  register(
    token
      .command("create")
      .description("make a token and print it, this once")
      .argument("<name>", "what it is for")
      .addOption(new Option("--scope <scope...>", "what it may do").choices(SCOPES).default(["read"]))
      .option("--days <n>", "how long it works; the server's default without it", positive)
      .option("--bind", "only for the project of --project or asof.yaml"),
    create,
  );
  register(token.command("list").description("list your tokens"), list);
  register(
    token.command("revoke").description("end a token at once").argument("<id>", "its id or its prefix"),
    revoke,
  );
}

async function create(
  session: Session,
  name: string,
  options: { scope: Scope[]; days?: number; bind?: boolean },
): Promise<undefined> {
  const project = options.bind ? session.project() : null;
  const created = await session.client().call(createTokenOperation, {
    body: {
      name,
      scopes: options.scope,
      project,
      ...(options.days === undefined ? {} : { expires_in_days: options.days }),
    },
  });
  if (session.isJson) session.printJson(created);
  else {
    session.print(`${created.token}\n`);
    session.note(`It works until ${created.expires_at} and is not shown again.`);
  }
  return undefined;
}

async function list(session: Session): Promise<undefined> {
  const { items } = await session.client().call(listTokensOperation);
  session.printAs("table", { items }, () =>
    renderTable(
      [
        { title: "Id", value: (row) => row.id },
        { title: "Name", value: (row) => row.name },
        { title: "Prefix", value: (row) => row.prefix },
        { title: "Scopes", value: (row) => row.scopes.join(", ") },
        { title: "Project", value: (row) => row.project },
        { title: "Status", value: (row) => row.status },
        { title: "Expires", value: (row) => row.expires_at.slice(0, 10) },
        { title: "Last used", value: (row) => row.last_used_at?.slice(0, 16) ?? "never" },
      ],
      items,
      { style: session.style, width: null },
    ),
  );
  return undefined;
}

async function revoke(session: Session, text: string): Promise<undefined> {
  const client = session.client();
  const { items } = await client.call(listTokensOperation);
  const id = items.find((token) => token.prefix === text)?.id ?? text;
  await client.call(revokeTokenOperation, { params: { id } });
  if (session.isJson) session.printJson({ revoked: id });
  else session.print("Revoked.\n");
  return undefined;
}
